"""OGP's clock for people."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from reporting.clock.reading import ClockReading
from reporting.clock.requirement import CONTRARY, Answer, Requirement, Standing
from reporting.compliance.schemas import Compliance


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """A requirement as it is shown; `left` in days, 0 where nothing is due."""

    requirement: Requirement
    standing: Standing
    due_on: date | None
    left: int
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPage:
    """The clock of a plan as of an instant."""

    compliance: Compliance
    is_past: bool
    public_url: str
    rows: tuple[ClockLine, ...]
    checklist: tuple[Answer, ...]
    contrary: bool


def clock_page(read: ClockReading, public_url: str, *, is_past: bool) -> ClockPage:
    """The clock of a plan, for its page."""
    return ClockPage(
        compliance=read.compliance,
        is_past=is_past,
        public_url=public_url,
        rows=tuple(
            ClockLine(
                requirement=row.requirement,
                standing=row.standing,
                due_on=row.due_on,
                left=row.days_left(read.day) or 0,
                facts=row.facts,
            )
            for row in read.rows
        ),
        checklist=tuple(read.checklist),
        contrary=any(row.standing in CONTRARY for row in read.rows),
    )
