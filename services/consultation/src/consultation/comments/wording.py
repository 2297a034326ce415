"""What people type, made fit to be kept and shown; and personal data in it, found before anybody else sees it. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

MOST_CHARACTERS: Final = 5_000
_MOST_MARKS: Final = 4
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0e\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Characters that show nothing and turn, hide or number what stands beside them; joiners of scripts and emoji stay."""
_ION: Final = re.compile(r"([cs])ion\b")
_EMAIL: Final = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\sarroba\s)\s?[\w-]{1,63}(?:\s?\.\s?[\w-]{1,63}){1,4}", re.IGNORECASE
)
_PHONE: Final = re.compile(r"(?<![\w.,/-])(?:\+?\(?502\)?[\s.-]?)?[2-7]\d{3}[\s.-]?\d{4}(?![\w/]|[.,-]\d)")
_YEARS: Final = re.compile(r"(?:19|20)\d\d[\s.-](?:19|20)\d\d")
"""From a year to a year, which a telephone number may look like."""
_ABROAD: Final = re.compile(r"(?<![\w.])\+[1-9]\d{0,2}(?:[\s.()-]{0,2}\d){7,12}(?!\w)")
_CUI: Final = re.compile(r"(?<![\w.,-])\d{4}[\s-]?\d{5}[\s-]?(?:0[1-9]|1\d|2[0-2])\d{2}(?![\w])")


class PersonalData(StrEnum):
    """What was found in a text."""

    EMAIL = "email"
    PHONE = "phone"
    IDENTITY_NUMBER = "identity_number"
    """Guatemala's CUI, of 13 digits."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text: `[start, end)` in characters."""

    start: int
    end: int
    kind: PersonalData


def tidied(text: str) -> str:
    """A text as it is kept: NFC, one kind of line break, no invisible characters, no towers of marks, no edges."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(_few_marks(_INVISIBLE.sub("", text)))
    text = re.sub(r"[^\S\n]+\n", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def has_unreadable(text: str) -> bool:
    """Whether it holds what neither a page can show nor a database can keep: controls, half characters."""
    return any(unicodedata.category(c) in {"Cc", "Cs", "Cn", "Co"} and c not in "\n\t" for c in text)


def has_words(text: str) -> bool:
    """Whether anything in it can be read."""
    return any(c.isalnum() for c in text)


def fingerprint(text: str) -> str:
    """SHA-256 of the text as it is kept, in UTF-8, as hexadecimal digits: what a receipt vouches for."""
    return sha256(text.encode()).hexdigest()


def searchable(text: str) -> str:
    """Without accents and case, as it is searched: there is no `unaccent` in the PostgreSQL we bring along.

    Words in -ción and -sión keep their accent, whether it was typed or not: by it the stemmer knows the ending.
    """
    decomposed = unicodedata.normalize("NFD", text)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return _ION.sub(r"\1ión", plain)


def personal_data(text: str) -> tuple[Passage, ...]:
    """Where the text shows an e-mail address, a telephone or an identity number, in order; none overlaps another."""
    found = [
        Passage(match.start(), match.end(), kind)
        for kind, pattern in (
            (PersonalData.EMAIL, _EMAIL),
            (PersonalData.IDENTITY_NUMBER, _CUI),
            (PersonalData.PHONE, _ABROAD),
            (PersonalData.PHONE, _PHONE),
        )
        for match in pattern.finditer(text)
        if not _YEARS.fullmatch(match[0])
    ]
    kept: list[Passage] = []
    for passage in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or passage.start >= kept[-1].end:
            kept.append(passage)
    return tuple(kept)


def _few_marks(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            yield character
