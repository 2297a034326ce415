"""One row of IRM's table: what it says, or for each cell why it cannot be taken and what would be right. Pure.

No remark quotes a cell: where a row has slipped, a person's address may stand in any of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from commitments.irm import columns
from commitments.irm.aggregate import PastCommitment
from commitments.irm.codes import Code, Completion, Impact, Mark, Opening, Specificity, code_of
from commitments.irm.countries import LONGEST_NAME, slug_of
from commitments.irm.printed_dates import PrintedDate, Reading, read_date
from commitments.irm.texts import has_control, one_line, plain_text

BLANK = "This should not be blank"
NO_COUNTRY = "This should be the name of a country"
NO_NUMBER = "This should be the plan's number, a whole number from 1"
TOO_LONG = "This may have {most} characters at most"
CONTROL = "This should have no control characters"
NO_LABEL = "This should be one of: {labels}"
_PLAN = re.compile(r"([1-9][0-9]{0,2})(?:\.0)?", re.ASCII)
_LONGEST = {columns.TEXT: 20_000, columns.NUMBER: 50, columns.START: 100, columns.END: 100}
_LONGEST_LINE = 4_000
_MAY_BE_BLANK = frozenset((columns.THEME, columns.SHORT_TITLE, columns.TEXT, columns.LEAD, columns.SUPPORTING))
_LEVELS_AS_PRINTED = "a. Not started, b. Limited, c. Substantial, d. Complete, Unclear, Withdrawn, NR, ND, NA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to say of a row or of one of its cells: English with `{name}` places for `values`."""

    row: int
    column: str | None
    code: str
    message: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that can be taken; `labels` holds the codes of its labels by column."""

    n: int
    country: str
    plan: int
    commitment: PastCommitment

    @property
    def labels(self) -> dict[str, str]:
        """What is said once more as a figure, in columns of their own."""
        return {
            columns.COMPLETION: self.commitment.completion_progress,
            columns.COMPLETION_END: self.commitment.completion_end_of_term,
            columns.IMPACT: self.commitment.potential_impact,
        }


@dataclass(slots=True)
class _Cells:
    """The cells of a row by column, and what was found wrong with them."""

    n: int
    cells: Mapping[str, str]
    faults: list[Remark] = field(default_factory=list)

    def refuse(self, column: str, code: str, message: str, **values: object) -> None:
        told = {name: str(value) for name, value in values.items()}
        self.faults.append(Remark(row=self.n, column=column, code=code, message=message, values=told))

    def text(self, column: str) -> str:
        printed = self.cells[column]
        text = plain_text(printed) if column == columns.TEXT else one_line(printed)
        most = _LONGEST.get(column, _LONGEST_LINE)
        if len(text) > most:
            self.refuse(column, "too_long", TOO_LONG, most=most)
        elif has_control(text):
            self.refuse(column, "control_character", CONTROL)
        elif not text and column not in _MAY_BE_BLANK:
            self.refuse(column, "blank", BLANK)
        return text

    def label(self, column: str, kind: type[Code], otherwise: Code) -> Code:
        found = code_of(kind, self.cells[column])
        if found is None:
            labels = _LEVELS_AS_PRINTED if kind is Completion else ", ".join(member.value for member in kind)
            self.refuse(column, "label_unknown", NO_LABEL, labels=labels)
        return found or otherwise

    def mark(self, column: str) -> Mark:
        return self.label(column, Mark, Mark.NR)

    def date(self, column: str) -> PrintedDate:
        printed = self.cells[column].strip()
        if len(printed) > _LONGEST[column]:
            self.refuse(column, "too_long", TOO_LONG, most=_LONGEST[column])
        elif has_control(printed):
            self.refuse(column, "control_character", CONTROL)
        else:
            return read_date(printed)
        return PrintedDate(printed="", reading=Reading.UNREADABLE)

    def plan(self) -> int:
        found = _PLAN.fullmatch(self.cells[columns.PLAN].strip())
        if found is None:
            self.refuse(columns.PLAN, "plan_number", NO_NUMBER)
        return int(found[1]) if found else 0

    def country(self) -> str:
        name = one_line(self.cells[columns.COUNTRY])
        if len(name) > LONGEST_NAME:
            self.refuse(columns.COUNTRY, "too_long", TOO_LONG, most=LONGEST_NAME)
        elif has_control(name) or not slug_of(name) or "@" in name:
            self.refuse(columns.COUNTRY, "country", NO_COUNTRY)
        return name


def read_row(n: int, cells: Mapping[str, str]) -> tuple[Row | None, list[Remark]]:
    """The row of these cells by column, or None with what is wrong with it."""
    of = _Cells(n, cells)
    country, plan = of.country(), of.plan()
    commitment = PastCommitment(
        number=of.text(columns.NUMBER),
        theme=of.text(columns.THEME),
        title=of.text(columns.TITLE),
        short_title=of.text(columns.SHORT_TITLE),
        text=of.text(columns.TEXT),
        lead_institution=of.text(columns.LEAD),
        supporting_institutions=of.text(columns.SUPPORTING),
        starts=of.date(columns.START),
        ends=of.date(columns.END),
        completion_progress=of.label(columns.COMPLETION, Completion, Completion.NR),
        completion_end_of_term=of.label(columns.COMPLETION_END, Completion, Completion.NR),
        potential_impact=of.label(columns.IMPACT, Impact, Impact.NR),
        relevant=of.mark(columns.RELEVANT),
        specificity=of.label(columns.SPECIFICITY, Specificity, Specificity.NR),
        opened_government=of.label(columns.OPENED, Opening, Opening.NR),
        starred_pre_june_2014=of.mark(columns.STARRED_PRE_JUNE_2014),
        starred_2015=of.mark(columns.STARRED_2015),
        starred_current_progress=of.mark(columns.STARRED_CURRENT),
        starred_current_end_of_term=of.mark(columns.STARRED_CURRENT_END),
        tags=tuple(tag for tag in columns.TAGS if cells.get(tag, "").strip() == "1"),
    )
    if of.faults:
        return None, of.faults
    return Row(n=n, country=country, plan=plan, commitment=commitment), []
