"""Texts as they are searched: words without case and accents, so that `accion` finds `Acción`. Pure."""

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text in their order, without case and accents; letters and digits of any script make a word."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))


def folded(texts: Iterable[str]) -> str:
    """Every word of some texts, each with a blank before it: a word that begins with `x` is where ` x` occurs."""
    return "".join(f" {word}" for text in texts for word in words(text))
