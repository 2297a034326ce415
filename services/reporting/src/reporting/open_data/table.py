"""What an open table is: columns that say what they mean, and rows made from a plan as of a moment. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from reporting.reports.gathered import Gathered

ColumnType = Literal["string", "integer", "number", "boolean", "date", "datetime"]
"""As Table Schema names them; empty cells are null."""
Rows = Callable[[Gathered], Iterable[Sequence[Any]]]
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, with what it means in Spanish and English."""

    name: str
    type: ColumnType
    means: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTable:
    """A table by a name that never changes; `key` are the columns of which no two rows have the same."""

    name: str
    title: Words
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Rows


def column(name: str, kind: ColumnType, es: str, en: str) -> Column:
    """A column, with its meaning in both languages."""
    return Column(name, kind, {"es": es, "en": en})
