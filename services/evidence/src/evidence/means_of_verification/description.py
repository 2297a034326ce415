"""How a citation describes what it cites, and what the point of contact says of it. Pure."""

from dataclasses import dataclass
from datetime import datetime

from constancia_events.dates import PlanDate
from constancia_events.evidence import FilePart


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a document is called, the day or month that it bears, its language, how to get at it, or its file."""

    title: dict[str, str] | None = None
    dated: PlanDate | None = None
    language: str | None = None
    access_note: dict[str, str] | None = None
    file: FilePart | None = None


PLAIN = Description()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Whether the point of contact accepted a citation as proof; `reason` is always there where it was refused."""

    accepted: bool
    reason: dict[str, str] | None
    reviewed_at: datetime
