"""The document that a report is: sections of blocks in one language, and every figure by its name. Pure.

All formats are rendered from it, so they cannot differ; as JSON it is what is frozen.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from constancia_events.vocabulary import DisplayState, PeriodKind


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Run(_Part):
    """Letters of one kind; `href` is an address of the web or of the site, or None."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str | None = None


Runs = tuple[Run, ...]


class Heading(_Part):
    """A heading inside a section; `level` 3 stands directly below the section's own."""

    kind: Literal["heading"] = "heading"
    level: Annotated[int, Field(ge=3, le=5)] = 3
    text: str


class Paragraph(_Part):
    """A paragraph; a note is set small."""

    kind: Literal["paragraph"] = "paragraph"
    runs: Runs
    note: bool = False


class Items(_Part):
    """A list, each item of one or more paragraphs' runs."""

    kind: Literal["items"] = "items"
    ordered: bool = False
    items: tuple[Runs, ...]


class Cell(_Part):
    """A cell as it is read; `number` is what its text says, where the cell is one figure."""

    text: str
    number: float | None = None
    href: str | None = None
    state: DisplayState | None = None


class Table(_Part):
    """A table with its caption. `widths` are shares of the width of the page; the first cell of a row names it."""

    kind: Literal["table"] = "table"
    key: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if any(len(row) != len(self.columns) for row in self.rows) or len(self.widths) != len(self.columns):
            raise ValueError("a row has as many cells as there are columns")
        return self


class Bar(_Part):
    """One stretch of a bar: so many of `state`, whose word is `label`."""

    state: DisplayState
    label: str
    count: int


class Chart(_Part):
    """Stacked bars, one for each line; drawn from the very counts that the table beside it prints."""

    kind: Literal["chart"] = "chart"
    caption: str
    said: str
    """What it shows, in words, for whoever does not see it."""
    lines: tuple[tuple[str, tuple[Bar, ...]], ...]


Block = Annotated[Heading | Paragraph | Items | Table | Chart, Field(discriminator="kind")]


class Section(_Part):
    """A section of the national template; `narrative` says whether a person wrote its first blocks."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    narrative: bool = False


class Figure(_Part):
    """A figure of the report by its name, as narratives insert it: `{{ goals.complete.percent }}`."""

    key: str
    value: float
    text: str


class Document(_Part):
    """A report in one language, as of an instant of the record."""

    schema_version: Literal[1] = 1
    plan: str
    number: int
    kind: PeriodKind
    language: Literal["es", "en"]
    title: str
    subtitle: str
    cover: tuple[str, ...]
    """The lines of the cover below the titles."""
    as_of: str
    """The day or the instant (RFC 3339, UTC) as of which the record was read."""
    time_zone: str
    version: dict[str, int]
    """Position of each service's log that it was written from."""
    source: str
    """Where the record is: the origin of the site."""
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]

    def bytes(self) -> bytes:
        """The document as JSON, always the same bytes for the same document."""
        return self.model_dump_json(indent=1).encode()

    def tables(self) -> list[tuple[Section, Table]]:
        """Every table with its section."""
        return [(section, block) for section in self.sections for block in section.blocks if isinstance(block, Table)]


def plain(text: str) -> Runs:
    """A text without emphasis."""
    return (Run(text=text),)


def said(runs: Runs) -> str:
    """The letters alone."""
    return "".join(run.text for run in runs)
