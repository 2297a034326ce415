"""The bodies of open data that are no files."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.vocabulary import Level
from reporting.open_data.changes import Change


class RecordedChange(BaseModel):
    """Something that was recorded."""

    model_config = ConfigDict(frozen=True)

    position: int = Field(description="Of its event in the registry's log: the cursor behind which the next begin.")
    at: datetime = Field(description="When it was recorded, in UTC.")
    kind: str = Field(description="progress, declaration or amendment.")
    commitment: int | None
    goal: int | None
    subgoal: int | None
    level: Level | None
    effective_on: date | None = Field(description="The day that it speaks of.")
    institution: str | None = Field(description="Who stated it; null where a plan file did.")
    words: dict[str, str] | None = Field(description="Narrative of a statement, or reason of an amendment.")

    @classmethod
    def of(cls, change: Change) -> Self:
        """The change."""
        return cls(**{name: getattr(change, name) for name in cls.model_fields})


class RecordedChanges(BaseModel):
    """Changes behind a cursor, the oldest first."""

    model_config = ConfigDict(frozen=True)

    plan: str
    items: list[RecordedChange]
    next: int = Field(description="The cursor to ask with next time; the one that was sent where nothing is new.")
