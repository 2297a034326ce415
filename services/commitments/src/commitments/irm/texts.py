"""Texts of the table as plain text: its HTML breaks become line breaks, other markup goes. Pure.

What comes out may still look like markup (`&lt;b&gt;` was text): whoever shows it escapes it.
"""

import html
import re

_BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLANKS = re.compile(r"[ \t\u00a0]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_MANY_BREAKS = re.compile(r"\n{3,}")
_SOFT_HYPHEN = "\u00ad"


def plain_text(printed: str) -> str:
    """The text with its lines, without markup, entities, soft hyphens and stray blanks."""
    broken = _TAG.sub("", _BREAK.sub("\n", printed))
    text = html.unescape(broken).replace(_SOFT_HYPHEN, "").replace("\r\n", "\n").replace("\r", "\n")
    return _MANY_BREAKS.sub("\n\n", "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n"))).strip()


def one_line(printed: str) -> str:
    """The same on a single line."""
    return _BLANKS.sub(" ", plain_text(printed).replace("\n", " "))


def has_control(text: str) -> bool:
    """Whether there is a character in it that neither a page can show nor a database keep."""
    return _CONTROL.search(text) is not None
