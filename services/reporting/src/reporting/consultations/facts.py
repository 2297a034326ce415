"""A consultation as of a moment, folded from what was said of it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from constancia_events.consultation import CommentReceived, ConsultationReported, ConsultationScheduled
from constancia_events.participation import ParticipationStatement, Voice, statement
from constancia_events.vocabulary import CommentVisibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A comment as far as events tell: whom it waits for, by when, and whether it was answered."""

    received: CommentReceived
    institution: str | None = None
    due_on: date | None = None
    visibility: CommentVisibility = CommentVisibility.PUBLISHED
    answered: bool = False
    changed: bool = False

    @property
    def voice(self) -> Voice:
        """As it is counted."""
        return Voice(
            sector=self.received.sector,
            theme=self.received.theme,
            department=self.received.department,
            hidden=self.visibility is CommentVisibility.HIDDEN,
            answered=self.answered,
            changed=self.changed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """A consultation: its window as it is set, when it was reported, its comments by key in the order they came."""

    scheduled: ConsultationScheduled
    reported: ConsultationReported | None = None
    comments: dict[str, Said] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """How many days it is open, both ends included."""
        return (self.scheduled.closes_on - self.scheduled.opens_on).days + 1

    @property
    def statement(self) -> ParticipationStatement:
        """What became of every comment, counted."""
        return statement(said.voice for said in self.comments.values())

    def unanswered(self, day: date) -> list[tuple[str, Said, date]]:
        """Comments that should have been answered before `day` and were not, with the day on which each was due.

        A comment that a plan file told of has no day of its own: it is due so many days after the window closes.
        """
        late = self.scheduled.closes_on + timedelta(days=self.scheduled.answer_days)
        waiting = [
            (key, said, said.due_on or late)
            for key, said in self.comments.items()
            if not said.answered and said.visibility is not CommentVisibility.HIDDEN
        ]
        return sorted((one for one in waiting if one[2] < day), key=lambda one: (one[2], one[0]))


def folded(facts: Iterable[tuple[str, dict[str, Any]]]) -> list[Hearing]:
    """The consultations of a plan from its facts, `(kind, body)` in their order; those that begin first come first."""
    windows: dict[str, ConsultationScheduled] = {}
    reports: dict[str, ConsultationReported] = {}
    comments: dict[str, dict[str, Said]] = {}
    for kind, body in facts:
        consultation = body["consultation"]
        of = comments.setdefault(consultation, {})
        if kind == "consultation_scheduled":
            windows[consultation] = ConsultationScheduled.model_validate(body)
        elif kind == "consultation_reported":
            reports[consultation] = ConsultationReported.model_validate(body)
        elif kind == "comment_received":
            received = CommentReceived.model_validate(body)
            of[received.comment] = Said(received=received, due_on=received.due_on)
        elif body.get("comment") in of:
            of[body["comment"]] = _after(of[body["comment"]], kind, body)
    hearings = [
        Hearing(scheduled=window, reported=reports.get(key), comments=comments.get(key, {}))
        for key, window in windows.items()
    ]
    return sorted(hearings, key=lambda one: (one.scheduled.opens_at, one.scheduled.consultation))


def _after(said: Said, kind: str, body: dict[str, Any]) -> Said:
    if kind == "comment_assigned":
        return replace(said, institution=body["institution"], due_on=date.fromisoformat(body["due_on"]))
    if kind == "comment_moderated":
        return replace(said, visibility=CommentVisibility(body["visibility"]))
    if kind == "comment_answered":
        return replace(said, answered=True)
    if kind == "change_linked":
        return replace(said, changed=True)
    return said


def state_of(hearing: Hearing, at: datetime) -> str:
    """`scheduled`, `open`, `closed` or `reported`, at an instant."""
    if hearing.reported is not None:
        return "reported"
    if at < hearing.scheduled.opens_at:
        return "scheduled"
    return "open" if at <= hearing.scheduled.closes_at else "closed"
