"""An indicator: a named figure with every statement of it. Pure rules; which value holds is a rule of all services."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from commitments.indicator.errors import AS_OF_FUTURE, IndicatorRefused
from constancia_events.commitments import IndicatorDefined, IndicatorStated
from constancia_events.dates import PlanDate
from constancia_events.indicators import Disagreement, disagreements, holding
from constancia_runtime.errors import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One place that states the value; `institution` is None where a plan file did."""

    value: float
    as_of: PlanDate | None
    where: str
    lines: tuple[int, ...]
    evidence_url: str | None
    institution: str | None
    effective_on: date
    effective_at: datetime
    stated_at: datetime
    stated_by: str

    @property
    def content(self) -> tuple[object, ...]:
        """What it says and where it stands, whoever stated it and when."""
        return (self.value, self.as_of, self.where, self.lines, self.evidence_url)

    def check(self, *, zone: ZoneInfo, now: datetime) -> None:
        """Let pass what speaks of a day that has come, or a month that has begun. Raises IndicatorRefused."""
        today = now.astimezone(zone).date()
        if self.as_of is not None and self.as_of.first_day > today:
            values = {"as_of": str(self.as_of), "time_zone": zone.key, "today": str(today)}
            fault = Fault(message=AS_OF_FUTURE, values=values, code="as_of_in_future", pointer="/as_of")
            raise IndicatorRefused(faults=(fault,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A figure of a plan, a commitment or a goal. `version` 0 is one that is not yet on record."""

    plan: str
    key: str
    commitment: int | None
    goal: int | None
    label: dict[str, str]
    unit: dict[str, str]
    statements: tuple[Statement, ...] = ()
    version: int = 0

    @property
    def stream(self) -> str:
        """The event stream of this indicator."""
        return f"indicator/{self.plan}/{self.key}"

    @property
    def holding(self) -> Statement | None:
        """The statement whose value holds; None while nobody has stated any."""
        return holding(self.statements)

    @property
    def disagreements(self) -> list[Disagreement[Statement]]:
        """The dates of which its statements disagree."""
        return disagreements(self.statements)

    def define(self, before: Self | None) -> tuple[Self, IndicatorDefined] | None:
        """Put this description in the place of `before`, whose statements stay; None when it says the same."""
        known = () if before is None else before.statements
        if before is not None and replace(self, version=before.version, statements=known) == before:
            return None
        after = replace(self, version=1 if before is None else before.version + 1, statements=known)
        event = IndicatorDefined(
            plan=self.plan,
            key=self.key,
            commitment=self.commitment,
            goal=self.goal,
            label=self.label,
            unit=self.unit,
        )
        return after, event

    def state(self, statement: Statement) -> tuple[Self, IndicatorStated]:
        """Add a statement; none is ever overwritten."""
        event = IndicatorStated(
            plan=self.plan,
            key=self.key,
            n=len(self.statements) + 1,
            value=statement.value,
            as_of=statement.as_of,
            where=statement.where,
            lines=list(statement.lines),
            evidence_url=statement.evidence_url,
            institution=statement.institution,
            effective_on=statement.effective_on,
            effective_at=statement.effective_at,
        )
        return replace(self, version=self.version + 1, statements=(*self.statements, statement)), event

    def not_yet_stated(self, listed: Sequence[Statement]) -> list[Statement]:
        """Those of a file's list that are not on record as many times as it lists them."""
        on_record = Counter(statement.content for statement in self.statements)
        new = []
        for statement in listed:
            if on_record[statement.content]:
                on_record[statement.content] -= 1
            else:
                new.append(statement)
        return new
