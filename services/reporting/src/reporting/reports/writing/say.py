"""How a report says things in one language: the words of the site, its dates and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from constancia_events.indicators import REFERENCE
from constancia_events.texts import TextMap, text_in
from constancia_events.vocabulary import DisplayState, Level, Vocabulary
from constancia_pages.formats import Formats
from reporting.compliance.schemas import Compliance
from reporting.findings.finding import Finding
from reporting.reports.document import Cell, Table
from reporting.site import words
from reporting.site.catalogue import catalogue
from reporting.site.render import Site
from reporting.site.timekeeping import ClockLine
from reporting.site.values import Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Words, numbers and dates of a report; `site` says what the pages say too."""

    language: str
    site: Site
    compliance: Compliance
    vocabulary: Vocabulary
    origin: str
    figures: Mapping[str, str] = field(default_factory=dict)
    """Figures by name, as they are read in this language."""

    @property
    def formats(self) -> Formats:
        """Of this language."""
        return Formats(self.language)

    def __call__(self, message: str, **values: object) -> str:
        """A text of the catalogue, its places filled."""
        text = catalogue(self.language).gettext(message)
        return text % values if values else text

    def text(self, texts: TextMap | None) -> str:
        """A text of the record in this language or in Spanish; blank where there is none."""
        return self.inserted(text_in(texts, self.language).strip()) if texts else self("Left blank in the record.")

    def inserted(self, text: str) -> str:
        """A text of the record with the values of the indicators that it inserts."""
        return REFERENCE.sub(lambda found: self.figures.get(f"indicators.{found[1]}", found[0]), text)

    def day(self, value: date | str | None) -> str:
        """A day or a month; a dash where there is none."""
        return self.formats.plan_date(str(value)) if value else "—"

    def level(self, level: Level | None) -> str:
        """The word of the plan's vocabulary."""
        return self(words.LEVELS_OF[self.vocabulary][level]) if level else self("not stated")

    def state(self, state: DisplayState) -> Cell:
        """A display state by its word."""
        return Cell(text=self(words.LEVELS_OF[self.vocabulary][state]), state=state)

    def level_cell(self, level: Level | None) -> Cell:
        """A level by its word, with its mark."""
        return Cell(text=self.level(level), state=DisplayState(level.value) if level else None)

    def count(self, number: int) -> Cell:
        """A whole number."""
        return Cell(text=self.formats.number(number), number=number)

    def percent(self, share: float) -> Cell:
        """A share between 0 and 100."""
        return Cell(text=self.formats.percent(share), number=share)

    def finding(self, finding: Finding) -> str:
        """A finding in a sentence: the one of its page."""
        return self.site.finding_text(finding, self.compliance, self.vocabulary, self.language)

    def requirement(self, line: ClockLine) -> str:
        """What proves how a requirement stands: the sentence of the clock's page."""
        return self.site.requirement_text(line, self.compliance, self.language)

    def values(self, field: str, value: Any) -> str:
        """The value of a field of the national template, one line for each of its parts."""
        named = Values(self.formats, catalogue(self.language).gettext).lines(field, value, self.language)
        return "\n".join(named) or self("Left blank in the record.")

    def link(self, path: str) -> str:
        """The address of a page of the site."""
        return f"{self.origin}{path}"

    def table(self, key: str, caption: str, columns: dict[str, float], rows: list[list[Cell | str]]) -> Table:
        """A table; `columns` are headings with their shares of the width."""
        return Table(
            key=key,
            caption=caption,
            columns=tuple(columns),
            widths=tuple(columns.values()),
            rows=tuple(tuple(cell if isinstance(cell, Cell) else Cell(text=cell) for cell in row) for row in rows),
        )
