"""What every event has in common."""

from datetime import datetime
from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Event(BaseModel):
    """A fact that a service states, in the past tense. It holds keys and public facts, never personal data.

    Unknown fields are ignored, so that an older reader takes what a newer writer says.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    type: ClassVar[str]
    """`<service>.<thing>_<past participle>.v<N>`"""
    stream_key: ClassVar[str]
    """The stream it belongs to, within which events keep their order; `<…>` stands for a field."""

    def body(self) -> bytes:
        """The bytes that are promised for ever: JSON in field order, UTF-8."""
        return self.model_dump_json().encode()


class Recorded(BaseModel):
    """An event as it stands in a service's log, with its place and its times (all UTC)."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    event: Event
    event_id: str
    source: str
    position: int
    stream: str
    version: int
    occurred_at: AwareDatetime
    recorded_at: AwareDatetime
    correlation: str
    causation: str | None = None

    @property
    def at(self) -> datetime:
        """When the service stated it."""
        return self.occurred_at
