"""Proposes what a badly printed address was meant to be. A proposal alone: what was printed stays on record. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import ada_url

_INVISIBLE: Final = re.compile("[\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
# Typographic quotes around an address in a document.
_QUOTES: Final = "\"'\u2018\u2019\u201c\u201d\u00ab\u00bb"
_BRACKETS: Final = {")": "(", "]": "[", "}": "{"}
_LOOSE: Final = _QUOTES + "<>,;."
_SCHEME: Final = re.compile(r"(?i)^(h+t+p+s?|ttps?|htps?|hhtps?|httpss)\s*[:;]?\s*[/\\]{1,4}\s*(?=[^/\\])")
_RIGHT: Final = re.compile(r"(?i)^https?://(?=[^/\\])")
_AGAIN: Final = re.compile(r"(?i)^(https?)\s*:?\s*[/\\]+\s*(https?)\s*:?\s*[/\\]+")
_GLUED: Final = re.compile(r"(?i)^(https?://[^/]+\.[^\s]{2,}?)(?<![/=?&])(?=https?://)")
_TYPED_OVER: Final = re.compile(
    r"(?i)^https?://(?P<host>[^/?#]+)/[^?#]*?(?P<scheme>https?):/{1,2}(?P<same>[^/?#]+)(?P<rest>/.*)$"
)
_NAME: Final = re.compile(
    r"(?i)^(www\.[^\s/]+\.[a-z]{2,}|[a-z0-9-]+(\.[a-z0-9-]+)*\.(gob|gov|org|com|edu|net|mil|go)\.[a-z]{2})(?=[/?#:]|$)"
)


class RepairReason(StrEnum):
    """What was odd about a printed address."""

    SCHEME_MISSING = "scheme_missing"
    SCHEME_MISTYPED = "scheme_mistyped"
    SCHEME_DOUBLED = "scheme_doubled"
    BACKSLASHES = "backslashes"
    SPACES = "spaces"
    INVISIBLE = "invisible"
    PUNCTUATION = "punctuation"
    GLUED = "glued"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What an address was probably meant to be, and why it is thought so."""

    url: str
    why: tuple[RepairReason, ...]


def repair_of(printed: str) -> Repair | None:
    """A proposal for an odd address; None for one that is in order, or of which nothing can be made."""
    why: list[RepairReason] = []
    text = _visible(printed, why)
    text = _scheme(text, why)
    if not _RIGHT.match(text):
        return None
    text = _glued(text, why)
    text = _slashes(text, why)
    text = _end(text, why)
    if re.search(r"\s", text):
        text = _spaces(text)
        why.append(RepairReason.SPACES)
    if not why or not ada_url.check_url(text) or "." not in (ada_url.URL(text).hostname):
        return None
    return Repair(url=text, why=tuple(dict.fromkeys(why)))


def _visible(printed: str, why: list[RepairReason]) -> str:
    text = _INVISIBLE.sub("", printed.strip())
    if text != printed.strip():
        why.append(RepairReason.INVISIBLE)
    bare = text.lstrip(_QUOTES + "<([ ")
    if bare != text:
        why.append(RepairReason.PUNCTUATION)
    return bare


def _scheme(text: str, why: list[RepairReason]) -> str:
    while doubled := _AGAIN.match(text):
        text = f"{doubled.group(2).lower()}://{text[doubled.end() :]}"
        why.append(RepairReason.SCHEME_DOUBLED)
    if _RIGHT.match(text):
        return text
    if _NAME.match(text):
        why.append(RepairReason.SCHEME_MISSING)
        return f"http://{text}"
    if mistyped := _SCHEME.match(text):
        said = mistyped.group(1).lower()
        separator = text[mistyped.end(1) : mistyped.end()]
        why.append(RepairReason.BACKSLASHES if "\\" in separator else RepairReason.SCHEME_MISTYPED)
        return f"{'https' if said.endswith('s') else 'http'}://{text[mistyped.end() :]}"
    return text


def _glued(text: str, why: list[RepairReason]) -> str:
    """Of two addresses in one the first; where the second is of the same host, it is the path typed over the first."""
    if glued := _GLUED.match(text):
        why.append(RepairReason.GLUED)
        return glued.group(1)
    if (again := _TYPED_OVER.match(text)) and again.group("host").lower() == again.group("same").lower():
        why.append(RepairReason.SCHEME_DOUBLED)
        return f"{again.group('scheme')}://{again.group('same')}{again.group('rest')}"
    return text


def _slashes(text: str, why: list[RepairReason]) -> str:
    head, mark, query = text.partition("?")
    if "\\" not in head:
        return text
    why.append(RepairReason.BACKSLASHES)
    return head.replace("\\", "/") + mark + query


def _end(text: str, why: list[RepairReason]) -> str:
    """Without the punctuation of the sentence that it stood in; brackets that were opened in it stay."""
    bare = text
    while bare:
        last = bare[-1]
        opened = _BRACKETS.get(last)
        if (opened is not None and bare.count(last) > bare.count(opened)) or last in _LOOSE:
            bare = bare[:-1].rstrip()
        else:
            break
    if bare != text:
        why.append(RepairReason.PUNCTUATION)
    return bare


def _spaces(text: str) -> str:
    """In the name of the host a blank is a slip; behind it, it is part of a file's name."""
    scheme, _, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{''.join(host.split())}{slash}{re.sub(chr(92) + 's', '%20', path)}"
