"""A consultation: a subject, and the window in which the public may comment on it. Pure rules."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from zoneinfo import ZoneInfo

from constancia_events.consultation import ConsultationScheduled
from constancia_events.dates import end_of_day, start_of_day

Json = Any
"""A value of a JSON document that is kept as it was read."""


class WindowState(StrEnum):
    """Where a window stands against an instant; computed, never typed."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """A window for comments, both days included, as instants (UTC) of the days in `time_zone`.

    `n` counts the consultations of a plan from 1; `workshop` is the questionnaire as it was read (questions, answers).
    `version` 0 is one that is not yet on record.
    """

    plan: str
    n: int
    subject: str
    opens_on: date
    closes_on: date
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    workshop: dict[str, Json] | None
    version: int = 0

    @classmethod
    def planned(  # noqa: PLR0913 - each is a fact of the consultation
        cls,
        plan: str,
        n: int,
        *,
        subject: str,
        opens_on: date,
        closes_on: date,
        time_zone: str,
        workshop: dict[str, Json] | None,
    ) -> Self:
        """Describe one open from the first instant of `opens_on` in `time_zone` to the last of `closes_on`."""
        zone = ZoneInfo(time_zone)
        return cls(
            plan=plan,
            n=n,
            subject=subject,
            opens_on=opens_on,
            closes_on=closes_on,
            opens_at=start_of_day(opens_on, zone),
            closes_at=end_of_day(closes_on, zone),
            time_zone=time_zone,
            workshop=workshop,
        )

    @property
    def id(self) -> str:
        """The same for ever: the plan, and the number inside it."""
        return f"{self.plan}-{self.n}"

    @property
    def stream(self) -> str:
        """The event stream of this consultation."""
        return f"consultation/{self.id}"

    def state(self, now: datetime) -> WindowState:
        """Whether one may comment at this instant; the first and the last microsecond of the window are open."""
        if now < self.opens_at:
            return WindowState.SCHEDULED
        return WindowState.OPEN if now <= self.closes_at else WindowState.CLOSED

    def schedule(self, before: Self | None) -> tuple[Self, ConsultationScheduled] | None:
        """Put this description in the place of `before`; None when it says the same."""
        if before is not None and replace(self, version=before.version) == before:
            return None
        event = ConsultationScheduled(
            consultation=self.id,
            plan=self.plan,
            subject=self.subject,
            opens_on=self.opens_on,
            closes_on=self.closes_on,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            time_zone=self.time_zone,
        )
        return replace(self, version=1 if before is None else before.version + 1), event
