"""How a plan file lies in a workbook: the one description from which it is written, read, noted and explained. Pure.

A row of a sheet is one object of the plan file; `of.…` columns name the row of another sheet that holds it.
"""

import types
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, Final, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from commitments.workbook.words import FLAGS, LANGUAGES, Choices, Words, said

KEY_ROW, HEADER_ROW, FIRST_ROW = 0, 1, 2
"""Counted from 0: hidden keys that never change, headers in the reader's language, then the plan."""
INSTRUCTIONS_KEY, LISTS_KEY = "constancia/instructions", "constancia/lists"
"""What the first cell of our own sheets says: reading passes them over."""
PARENT: Final = "of."
MOST_LANGUAGES: Final = 60
"""Of all texts together; one text has twelve at most."""
MOST_ROWS: Final = 50_000
"""In all sheets together: a workbook is for people to read."""


class Kind(Enum):
    """What a cell of a column holds."""

    TEXT = "text"
    TEXTS = "texts"  # a text in several languages: one column for each
    EXACT = "exact"  # a text whose spaces count
    AMOUNT = "amount"  # a decimal number, kept as text
    CHOICE = "choice"
    FLAG = "flag"
    NUMBER = "number"
    DECIMAL = "decimal"
    DAY = "day"
    PLAN_DATE = "plan_date"
    INSTANT = "instant"
    WORDS = "words"  # several short texts, with commas between
    NUMBERS = "numbers"  # several numbers, with commas between


_FORMATS: Final[Mapping[Kind, Words]] = {
    Kind.FLAG: ("Sí o No", "Yes or No"),
    Kind.NUMBER: ("Número entero desde 1", "A whole number from 1"),
    Kind.DECIMAL: ("Número; punto para los decimales", "A number, with a point for decimals"),
    Kind.AMOUNT: ("Número con hasta dos decimales: 125000.50", "A number with up to two decimals: 125000.50"),
    Kind.DAY: ("Día AAAA-MM-DD: 2017-06-30", "A day YYYY-MM-DD: 2017-06-30"),
    Kind.PLAN_DATE: (
        "Día AAAA-MM-DD o mes AAAA-MM: 2017-06-30, 2017-06",
        "A day YYYY-MM-DD or a month YYYY-MM: 2017-06-30, 2017-06",
    ),
    Kind.INSTANT: ("Instante: 2017-09-19T09:07:00-06:00", "An instant: 2017-09-19T09:07:00-06:00"),
    Kind.WORDS: ("Varios separados por comas", "Several, with commas between"),
    Kind.NUMBERS: ("Números separados por comas: 1, 2, 7", "Numbers with commas between: 1, 2, 7"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column, or one for each language. `key` is the path of a member, `of.…` a parent, or free for an `item`."""

    key: str
    label: Words
    note: Words = ("", "")
    kind: Kind = Kind.TEXT
    choices: Choices | None = None
    refers: tuple[str, str] | None = None
    """Sheet and column whose values are offered."""
    item: bool = False
    """Whether the cell is the whole object, not a member of it."""
    width: int = 14

    @property
    def is_parent(self) -> bool:
        """Whether it names the row of another sheet."""
        return self.key.startswith(PARENT)

    @property
    def path(self) -> tuple[str, ...]:
        """The members that lead to its value."""
        return () if self.item else tuple(self.key.split("."))

    @property
    def listed(self) -> Choices | None:
        """The closed list that it takes."""
        return FLAGS if self.kind is Kind.FLAG else self.choices

    def header(self, language: str, text_language: str | None) -> str:
        """What stands above it."""
        label = said(self.label, language)
        return label if text_language is None else f"{label} ({text_language})"

    def explained(self, language: str) -> str:
        """What to put in: the note, then the form."""
        form = said(_FORMATS[self.kind], language) if self.kind in _FORMATS else ""
        if self.listed is not None:
            form = ", ".join(said(words, language) for words in self.listed.values())
        return ". ".join(part.rstrip(".") for part in (said(self.note, language), form) if part)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet. `member` is where its rows stand in the parent's object, or in the file."""

    key: str
    title: Words
    about: Words
    model: type[BaseModel] | None
    """What a row is; None where it is a bare text."""
    member: str
    columns: tuple[Column, ...]
    parent: str | None = None
    identity: str | None = None
    """The column that, behind those of its parent, names a row for other sheets."""
    single: bool = False
    """Whether it has one row at most."""
    grouped_by: str | None = None
    """The column by which rows are put together: the parent's member is a map from it to lists."""

    @property
    def member_path(self) -> tuple[str, ...]:
        """The members that lead to its rows."""
        return tuple(self.member.split("."))

    @property
    def parents(self) -> tuple[Column, ...]:
        """The columns that name the row which holds this one."""
        return tuple(column for column in self.columns if column.is_parent)

    @cached_property
    def required(self) -> frozenset[str]:
        """Keys of the columns that no row may leave blank; a text is required in Spanish."""
        return frozenset(c.key for c in self.columns if c.is_parent or c.key == self.grouped_by or self._must(c))

    def _must(self, column: Column) -> bool:
        if self.model is None or column.item:
            return self.grouped_by is None
        fields = fields_on(self.model, column.path)
        return all(field.is_required() and not is_nullable(field) for field in fields)

    def find(self, key: str) -> tuple[Column, str | None] | None:
        """The column of a key, and the language of its texts; None where it is none of ours."""
        for column in self.columns:
            if column.kind is not Kind.TEXTS and key == column.key:
                return column, None
            language = key.removeprefix(f"{column.key}.")
            if column.kind is Kind.TEXTS and key != language and is_language(language):
                return column, language
        return None

    def find_header(self, header: str) -> tuple[Column, str | None] | None:
        """The same by what stands above it, in any language of ours."""
        wanted = header.removesuffix("*").strip().casefold()
        for column in self.columns:
            for language in LANGUAGES:
                label = column.header(language, None).casefold()
                if column.kind is not Kind.TEXTS and wanted == label:
                    return column, None
                text_language = wanted.removeprefix(f"{label} (").removesuffix(")")
                if column.kind is Kind.TEXTS and wanted == f"{label} ({text_language})" and is_language(text_language):
                    return column, text_language
        return None


_LONGEST_LANGUAGE: Final = 3


def is_language(text: str) -> bool:
    """Whether it has the form of a language code."""
    return 2 <= len(text) <= _LONGEST_LANGUAGE and text.isascii() and text.isalpha() and text.islower()  # noqa: PLR2004


def fields_on(model: type[BaseModel], path: tuple[str, ...]) -> list[FieldInfo]:
    """The fields of models that a path passes."""
    fields: list[FieldInfo] = []
    inside: type[BaseModel] | None = model
    for name in path:
        if inside is None:
            break
        field = inside.model_fields[name]
        fields.append(field)
        inside = model_in(field)
    return fields


def is_nullable(field: FieldInfo) -> bool:
    """Whether null is a value of it."""
    return type(None) in _alternatives(field.annotation)


def model_in(field: FieldInfo) -> type[BaseModel] | None:
    """The model that a field holds, itself or by its list; None for a plain value."""
    for one in _alternatives(field.annotation):
        inner = get_args(one)[0] if get_origin(one) is list else one
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return inner
    return None


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in {Union, types.UnionType} else (annotation,)
