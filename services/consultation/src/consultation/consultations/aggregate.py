"""A consultation: what the public is asked, and the window in which it may answer. Pure rules."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Self
from zoneinfo import ZoneInfo

from constancia_events.consultation import ConsultationClosed, ConsultationOpened, ConsultationScheduled
from constancia_events.dates import end_of_day, start_of_day
from constancia_events.vocabulary import ConsultationKind, ConsultationPurpose
from consultation.consultations.errors import (
    AlreadyReported,
    ReasonMissing,
    StillOpen,
    WindowBackwards,
    WindowFixed,
    WindowOver,
    WindowPast,
    WindowTooShort,
)

Texts = dict[str, str]
LEAST_DAYS: Final = 14
"""OGP, Articles of Governance: a self-assessment is open for public comment for at least two weeks."""

_SUBJECTS: Final[dict[str, Texts]] = {
    "mid-term self-assessment": {"es": "Autoevaluación de medio término", "en": "Mid-term self-assessment"},
    "final self-assessment": {"es": "Autoevaluación final", "en": "Final self-assessment"},
}
"""What plan files ask about, by the words that they use, as it is said in both languages."""


class ConsultationState(StrEnum):
    """Where a consultation stands; all but the last follow from the clock."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    REPORTED = "reported"
    """Each comment has its answer, and that was stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """A window for comments, both days included, as instants (UTC) of the days in `time_zone`.

    `n` counts the consultations of a plan from 1. `reason`: why it is shorter than two weeks, or why it was extended.
    `opened_said`, `closed_said`: whether the events that say so were said. `version` 0 is one not yet on record.
    """

    plan: str
    n: int
    subject: str
    opens_on: date
    closes_on: date
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    kind: ConsultationKind = ConsultationKind.COMMENTS
    purpose: ConsultationPurpose = ConsultationPurpose.OTHER
    title: Texts | None = None
    document_url: str | None = None
    answer_days: int = 30
    reason: Texts | None = None
    opened_said: bool = False
    closed_said: bool = False
    reported_on: date | None = None
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
        kind: ConsultationKind = ConsultationKind.COMMENTS,
        purpose: ConsultationPurpose = ConsultationPurpose.OTHER,
        title: Texts | None = None,
        document_url: str | None = None,
        answer_days: int = 30,
        reason: Texts | None = None,
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
            kind=kind,
            purpose=purpose,
            title=title,
            document_url=document_url,
            answer_days=answer_days,
            reason=reason,
        )

    @property
    def id(self) -> str:
        """The same for ever: the plan, and the number inside it."""
        return f"{self.plan}-{self.n}"

    @property
    def stream(self) -> str:
        """The event stream of this consultation."""
        return f"consultation/{self.id}"

    @property
    def days(self) -> int:
        """How many days it is open, the first and the last included."""
        return (self.closes_on - self.opens_on).days + 1

    @property
    def name(self) -> Texts:
        """What it is called: its title, or its subject where a plan file gave no more."""
        return self.title or _SUBJECTS.get(self.subject, {"es": self.subject})

    def state(self, now: datetime) -> ConsultationState:
        """Whether one may comment at this instant; the first and the last microsecond of the window are open."""
        if self.reported_on is not None:
            return ConsultationState.REPORTED
        if now < self.opens_at:
            return ConsultationState.SCHEDULED
        return ConsultationState.OPEN if now <= self.closes_at else ConsultationState.CLOSED

    def due_on(self, received_at: datetime) -> date:
        """By when a comment of this instant should be answered, as a day of `time_zone`."""
        return received_at.astimezone(ZoneInfo(self.time_zone)).date() + timedelta(days=self.answer_days)

    def check_window(self, now: datetime) -> None:
        """Refuse a window that cannot be held. Raises WindowBackwards, WindowPast, WindowTooShort."""
        if self.closes_on < self.opens_on:
            raise WindowBackwards.at("/closes_on", opens_on=self.opens_on)
        if self.closes_at < now:
            raise WindowPast.at("/closes_on")
        if self.purpose is ConsultationPurpose.SELF_ASSESSMENT and self.days < LEAST_DAYS and self.reason is None:
            raise WindowTooShort.at("/closes_on", least=LEAST_DAYS, days=self.days)

    def revise(self, wanted: Self, now: datetime) -> None:
        """Refuse what may not be changed any more.

        Raises AlreadyReported, WindowOver, WindowFixed, ReasonMissing, and what `check_window` raises.
        """
        state = self.state(now)
        if state is ConsultationState.REPORTED:
            raise AlreadyReported(reported_on=self.reported_on)
        if state is ConsultationState.CLOSED:
            raise WindowOver(closes_on=self.closes_on)
        if state is ConsultationState.OPEN:
            moved = wanted.closes_on != self.closes_on
            if wanted.opens_on != self.opens_on or wanted.closes_on < self.closes_on or wanted.kind is not self.kind:
                raise WindowFixed.at("/closes_on", closes_on=self.closes_on)
            if moved and (wanted.reason is None or wanted.reason == self.reason):
                raise ReasonMissing.at("/reason")
        wanted.check_window(now)

    def schedule(self, before: Self | None) -> tuple[Self, ConsultationScheduled] | None:
        """Put this description in the place of `before`; None when it says the same."""
        if before is not None:
            kept = replace(
                self,
                version=before.version,
                opened_said=before.opened_said,
                closed_said=before.closed_said and self.closes_at <= before.closes_at,
                reported_on=before.reported_on,
            )
            if kept == before:
                return None
            after = replace(kept, version=before.version + 1)
        else:
            after = replace(self, version=1)
        event = ConsultationScheduled(
            consultation=after.id,
            plan=after.plan,
            subject=after.subject,
            opens_on=after.opens_on,
            closes_on=after.closes_on,
            opens_at=after.opens_at,
            closes_at=after.closes_at,
            time_zone=after.time_zone,
            kind=after.kind,
            purpose=after.purpose,
            title=after.title,
            answer_days=after.answer_days,
            reason=after.reason,
            document_url=after.document_url,
        )
        return after, event

    def advance(self, now: datetime) -> tuple[Self, ConsultationOpened | ConsultationClosed] | None:
        """The next thing that the clock has brought about and that was not said yet; None when there is none."""
        if not self.opened_said and now >= self.opens_at:
            opened = ConsultationOpened(consultation=self.id, plan=self.plan, opened_at=self.opens_at)
            return replace(self, opened_said=True, version=self.version + 1), opened
        if self.opened_said and not self.closed_said and now > self.closes_at:
            closed = ConsultationClosed(consultation=self.id, plan=self.plan, closed_at=self.closes_at)
            return replace(self, closed_said=True, version=self.version + 1), closed
        return None

    def check_reportable(self, now: datetime) -> None:
        """Refuse to report one that is not over. Raises AlreadyReported, StillOpen."""
        state = self.state(now)
        if state is ConsultationState.REPORTED:
            raise AlreadyReported(reported_on=self.reported_on)
        if state is not ConsultationState.CLOSED:
            raise StillOpen(closes_on=self.closes_on)
