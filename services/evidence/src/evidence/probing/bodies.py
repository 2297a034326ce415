"""Bodies: undone compression, what the bytes are, and the text that a person sees. Pure."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable
from typing import Final

import filetype
from selectolax.lexbor import LexborHTMLParser

_BLANKS: Final = re.compile(r"\s+")
_HTML: Final = re.compile(
    rb"(?is)^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|div|p|table|h1)\b"
)
_CHARSET: Final = re.compile(rb"(?i)<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-z0-9_:-]{2,40})")
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_UNSEEN: Final = ["script", "style", "noscript", "template", "svg"]
_SNIFFED: Final = 1_024


def decoded(raw: bytes, encoding: str, limit: int) -> bytes:
    """The body without its compression, at most `limit` bytes, however much would come of it; as it is if unknown."""
    undo: dict[str, Callable[[], zlib._Decompress]] = {
        "gzip": lambda: zlib.decompressobj(31),
        "x-gzip": lambda: zlib.decompressobj(31),
        "deflate": lambda: zlib.decompressobj(15 if raw[:1] == b"\x78" else -15),
    }
    make = undo.get(encoding.strip().lower())
    if make is None:
        return raw[:limit]
    try:
        return make().decompress(raw, limit)
    except zlib.error:
        return raw[:limit]


def found_type(body: bytes, declared: str) -> str:  # noqa: PLR0911 - a list of what bytes show
    """The media type that the bytes show; the declared one only where they show nothing."""
    if _HTML.match(body[:_SNIFFED]):
        return "text/html"
    if body.startswith(b"%PDF-"):  # the two that nearly all evidence is; the library tries a hundred patterns
        return "application/pdf"
    kind = filetype.guess(body[:8_192])
    if kind is not None:
        return str(kind.mime)
    start = body[:_SNIFFED].lstrip()
    if start[:5].lower() == b"<?xml":
        return "application/xml"
    if start[:1] in {b"{", b"["} and "json" in declared:
        return "application/json"
    if _BINARY.search(body[:_SNIFFED]):
        return "application/octet-stream"
    if declared.startswith(("text/", "application/json", "application/xml")):
        return declared
    return "text/plain"


def text_of_html(body: bytes, declared: str) -> str:
    """The text that a person sees of a page, blanks folded."""
    tree = LexborHTMLParser(_unicode(body, declared))
    tree.strip_tags(_UNSEEN)
    text = tree.body.text(separator=" ") if tree.body is not None else ""
    return _BLANKS.sub(" ", text).strip()


def has_place(body: bytes, declared: str, fragment: str) -> bool:
    """Whether a page has the place that a fragment names."""
    tree = LexborHTMLParser(_unicode(body, declared))
    quoted = fragment.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return any(tree.css_first(f'[{attribute}="{quoted}"]') is not None for attribute in ("id", "name"))


def sha256(content: bytes | str) -> str:
    """In hex."""
    return hashlib.sha256(content.encode("utf-8", "replace") if isinstance(content, str) else content).hexdigest()


def _unicode(body: bytes, declared: str) -> str:
    named = re.search(r"charset=\s*\"?([A-Za-z0-9_:-]+)", declared)
    meta = None if named else _CHARSET.search(body[:4_096])
    charset = named.group(1) if named else meta.group(1).decode() if meta else "utf-8"
    try:
        return body.decode(charset, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")
