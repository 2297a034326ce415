"""What the consultation service says. Texts and names of people stay with it: an event carries keys."""

from datetime import date
from typing import ClassVar

from pydantic import AwareDatetime

from constancia_events.event import Event
from constancia_events.keys import PlanId
from constancia_events.vocabulary import Sector


class ConsultationScheduled(Event):
    """A window for comments was set; the instants are those of the first and last day in the plan's time zone."""

    type: ClassVar[str] = "consultation.consultation_scheduled.v1"
    consultation: str
    plan: PlanId
    subject: str
    opens_on: date
    closes_on: date
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    time_zone: str


class CommentReceived(Event):
    """A comment is on record. Its text is read from the consultation service by its key."""

    type: ClassVar[str] = "consultation.comment_received.v1"
    consultation: str
    comment: str
    sector: Sector
    received_at: AwareDatetime
