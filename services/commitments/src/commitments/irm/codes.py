"""The closed lists of IRM's table: one code for each label, however it was spelled. Pure.

The codes with which IRM says that there is nothing to say are kept as such: NR (not rated), ND (no data), NA.
"""

import re
from enum import StrEnum
from functools import cache
from typing import TypeVar

Code = TypeVar("Code", bound=StrEnum)

_LETTER = re.compile(r"[a-z]\.\s*")


class Completion(StrEnum):
    """How far a commitment had come; the four levels go by the codes of the platform (IRM's *limited*: initiated)."""

    NOT_STARTED = "not_started"
    INITIATED = "initiated"
    SUBSTANTIAL = "substantial"
    COMPLETE = "complete"
    UNCLEAR = "unclear"
    WITHDRAWN = "withdrawn"
    NR = "NR"
    ND = "ND"
    NA = "NA"

    @property
    def is_level(self) -> bool:
        """Whether IRM assessed a level, rather than saying why it did not."""
        return self in _LEVELS

    @property
    def is_high(self) -> bool:
        """Substantial or complete."""
        return self in {Completion.SUBSTANTIAL, Completion.COMPLETE}


_LEVELS = frozenset((Completion.NOT_STARTED, Completion.INITIATED, Completion.SUBSTANTIAL, Completion.COMPLETE))


class Impact(StrEnum):
    """How far a commitment would move practice if it were done."""

    NONE = "none"
    MINOR = "minor"
    MODERATE = "moderate"
    TRANSFORMATIVE = "transformative"
    UNCLEAR = "unclear"
    NR = "NR"
    ND = "ND"
    NA = "NA"


class Specificity(StrEnum):
    """How well it can be told whether a commitment was kept."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    UNCLEAR = "unclear"
    NR = "NR"
    ND = "ND"
    NA = "NA"


class Opening(StrEnum):
    """Whether a commitment opened government, as seen at the end of its term."""

    WORSENED = "worsened"
    NONE = "none"
    MARGINAL = "marginal"
    MAJOR = "major"
    OUTSTANDING = "outstanding"
    UNCLEAR = "unclear"
    NR = "NR"
    ND = "ND"
    NA = "NA"


class Mark(StrEnum):
    """A yes or no, or why there is none."""

    NO = "0"
    YES = "1"
    NR = "NR"
    ND = "ND"
    NA = "NA"

    @property
    def is_verdict(self) -> bool:
        """Whether somebody judged it."""
        return self in {Mark.NO, Mark.YES}


_SYNONYMS: dict[type[StrEnum], dict[str, StrEnum]] = {Completion: {"limited": Completion.INITIATED}}


def code_of(kind: type[Code], printed: str) -> Code | None:
    """The code of a label as printed: letter case, blanks and IRM's letter (`a. `) do not matter; None if unknown."""
    return _labels(kind).get(_LETTER.sub("", " ".join(printed.split()).casefold(), count=1))


@cache
def _labels(kind: type[Code]) -> dict[str, Code]:
    known = {member.value.casefold().replace("_", " "): member for member in kind}
    return known | {label: kind(member) for label, member in _SYNONYMS.get(kind, {}).items()}
