"""What the consultation service says. Texts and names of people stay with it: an event carries keys."""

from datetime import date
from typing import ClassVar

from pydantic import AwareDatetime

from constancia_events.event import Event
from constancia_events.keys import Acronym, Number, PlanId
from constancia_events.texts import TextMap
from constancia_events.vocabulary import (
    CommentVisibility,
    ConsultationKind,
    ConsultationPurpose,
    ModerationAct,
    ModerationRole,
    ModerationRule,
    ProposalStep,
    Rating,
    ResponseOutcome,
    Sector,
)


class ConsultationScheduled(Event):
    """A window for comments was set; the instants are those of the first and last day in the plan's time zone."""

    type: ClassVar[str] = "consultation.consultation_scheduled.v1"
    stream_key: ClassVar[str] = "consultation/<consultation>"
    consultation: str
    """The consultation's key."""
    plan: PlanId
    subject: str
    """What the public is asked about."""
    opens_on: date
    """The first day, in `time_zone`."""
    closes_on: date
    """The last day, itself included, in `time_zone`."""
    opens_at: AwareDatetime
    """The instant at which the first day begins."""
    closes_at: AwareDatetime
    """The last microsecond of the last day."""
    time_zone: str
    """The plan's time zone by the IANA database."""
    kind: ConsultationKind = ConsultationKind.COMMENTS
    purpose: ConsultationPurpose = ConsultationPurpose.OTHER
    title: TextMap | None = None
    """Its name in the languages of the plan; null for one that a plan file told of, which has a subject alone."""
    answer_days: int = 30
    """How many days after it came in a comment should be answered, at the latest."""
    reason: TextMap | None = None
    """Why the window is shorter than two weeks, or why it was extended."""
    document_url: str | None = None
    """Where to read what is asked about."""


class ConsultationOpened(Event):
    """The first instant of a window has come."""

    type: ClassVar[str] = "consultation.consultation_opened.v1"
    stream_key: ClassVar[str] = "consultation/<consultation>"
    consultation: str
    """The consultation's key."""
    plan: PlanId
    opened_at: AwareDatetime
    """The instant itself, however late it was noticed."""


class ConsultationClosed(Event):
    """The last instant of a window has passed."""

    type: ClassVar[str] = "consultation.consultation_closed.v1"
    stream_key: ClassVar[str] = "consultation/<consultation>"
    consultation: str
    """The consultation's key."""
    plan: PlanId
    closed_at: AwareDatetime
    """The instant itself, however late it was noticed."""


class ConsultationReported(Event):
    """What became of every comment was stated, and each of them has its answer."""

    type: ClassVar[str] = "consultation.consultation_reported.v1"
    stream_key: ClassVar[str] = "consultation/<consultation>"
    consultation: str
    """The consultation's key."""
    plan: PlanId
    reported_on: date
    """The day, in the plan's time zone."""
    received: int
    """Comments that came in, those hidden since with them."""
    answered: int
    """Of these, how many have an answer."""
    led_to_change: int
    """Of these, how many have a change of the registry linked to them."""


class CommentReceived(Event):
    """A comment is on record. Its text is read from the consultation service by its key."""

    type: ClassVar[str] = "consultation.comment_received.v1"
    stream_key: ClassVar[str] = "comment/<comment>"
    consultation: str
    """The consultation's key."""
    comment: str
    """The comment's key."""
    sector: Sector
    received_at: AwareDatetime
    """When it came in."""
    proposal: bool = False
    """Whether it proposes a commitment."""
    theme: Number | None = None
    """The chapter of the plan that it speaks of; null for the whole."""
    commitment: Number | None = None
    """The commitment that it speaks of; null for the whole."""
    department: str | None = None
    """Where its author speaks from, by ISO 3166-2; null where that was not said."""
    due_on: date | None = None
    """By when it should be answered, in the plan's time zone; null for one that a plan file told of."""


class CommentModerated(Event):
    """Something was done about a comment by a published rule. The words of the reason are read by its key."""

    type: ClassVar[str] = "consultation.comment_moderated.v1"
    stream_key: ClassVar[str] = "comment/<comment>"
    consultation: str
    """The consultation's key."""
    plan: PlanId
    comment: str
    """The comment's key."""
    act: ModerationAct
    rule: ModerationRule | None
    """Null for what undoes another act."""
    role: ModerationRole
    visibility: CommentVisibility
    """Whether the public reads it from now on."""


class CommentAssigned(Event):
    """A comment has an institution that owes it an answer."""

    type: ClassVar[str] = "consultation.comment_assigned.v1"
    stream_key: ClassVar[str] = "comment/<comment>"
    consultation: str
    """The consultation's key."""
    plan: PlanId
    comment: str
    """The comment's key."""
    institution: Acronym
    due_on: date
    """By when, in the plan's time zone."""


class CommentAnswered(Event):
    """A comment got a reasoned answer; one answer may stand for many comments."""

    type: ClassVar[str] = "consultation.comment_answered.v1"
    stream_key: ClassVar[str] = "comment/<comment>"
    consultation: str
    """The consultation's key."""
    plan: PlanId
    comment: str
    """The comment's key."""
    response: str
    """The answer's key."""
    institution: Acronym | None
    """Who answered; null for the point of contact of the plan."""
    outcome: ResponseOutcome


class ChangeLinked(Event):
    """A change of the registry is put down to a comment."""

    type: ClassVar[str] = "consultation.change_linked.v1"
    stream_key: ClassVar[str] = "comment/<comment>"
    consultation: str
    """The consultation's key."""
    plan: PlanId
    comment: str
    """The comment's key."""
    response: str
    """The answer's key."""
    commitment: Number
    """The commitment that changed."""
    goal: Number | None
    """The goal that changed; null for the commitment itself."""
    position: int
    """Where the change stands in the log of the registry."""


class CommentEndorsed(Event):
    """Somebody who holds a receipt of the same consultation stands by a comment."""

    type: ClassVar[str] = "consultation.comment_endorsed.v1"
    stream_key: ClassVar[str] = "comment/<comment>"
    consultation: str
    """The consultation's key."""
    plan: PlanId
    comment: str
    """The comment's key."""
    endorsements: int
    """How many there are now."""


class ProposalDecided(Event):
    """A proposal went a step on. The reasons are read from the consultation service by its key."""

    type: ClassVar[str] = "consultation.proposal_decided.v1"
    stream_key: ClassVar[str] = "comment/<comment>"
    consultation: str
    """The consultation's key."""
    plan: PlanId
    comment: str
    """The proposal's key, which is that of a comment."""
    step: ProposalStep
    into: str | None
    """The proposal as part of which it goes on."""
    commitment: Number | None
    """The commitment that it was adopted into."""


class QuestionnaireAnswered(Event):
    """A questionnaire was answered for one theme. What was said is read from the consultation service."""

    type: ClassVar[str] = "consultation.questionnaire_answered.v1"
    stream_key: ClassVar[str] = "questionnaire/<consultation>"
    consultation: str
    """The consultation's key."""
    plan: PlanId
    theme: Number
    """The chapter of the plan."""
    institutions: list[Acronym]
    """Who answered together."""
    rating: Rating | None
    """How they rated it; null where none is on record."""


class AnswersDue(Event):
    """What waits for an institution's answer, said once a week to each that has something waiting."""

    type: ClassVar[str] = "consultation.answers_due.v1"
    stream_key: ClassVar[str] = "answers/<plan>/<institution>"
    plan: PlanId
    institution: Acronym
    waiting: int
    """Comments that wait."""
    overdue: int
    """Of these, how many should have been answered by now."""
    as_of: AwareDatetime
    """When it was counted."""
