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
