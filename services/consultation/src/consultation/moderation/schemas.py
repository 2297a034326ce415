"""What the API says of moderation, and takes."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.texts import TextMap
from constancia_events.vocabulary import ModerationAct, ModerationRole, ModerationRule
from consultation.moderation.store import Act

Deed = Literal["hold", "release", "hide", "restore", "redact", "dismiss_appeal"]


class ModerationIn(BaseModel):
    """One act on one or many comments; all of them, or none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    comments: Annotated[list[Annotated[str, Field(max_length=80)]], Field(min_length=1, max_length=1_000)]
    act: Deed
    rule: ModerationRule | None = Field(default=None, description="The published rule; needed to hold, hide, redact.")
    reason: TextMap | None = Field(default=None, description="In a sentence, public; needed for all but to release.")
    passages: Annotated[
        list[Annotated[str, Field(min_length=3, max_length=300)]],
        Field(max_length=20, description="To redact: what is taken out, exactly as it stands in the comment."),
    ] = []


class ActOut(BaseModel):
    """An act of moderation, in the open register. What was taken out, and the words of appeals, are nowhere in it."""

    model_config = ConfigDict(frozen=True)

    comment: str
    number: int = Field(description="Counts the acts about one comment from 1.")
    act: ModerationAct
    rule: ModerationRule | None
    role: ModerationRole
    institution: str | None = Field(description="For whom the moderator acted.")
    reason: dict[str, str] | None
    passages: int = Field(description="Of a redaction: how many were taken out.")
    characters: int = Field(description="Of a redaction: how much of the text that was.")
    acted_at: datetime = Field(description="In UTC.")

    @classmethod
    def of(cls, act: Act) -> Self:
        """The act as the register shows it."""
        return cls(**{name: getattr(act, name) for name in cls.model_fields})


class RuleOut(BaseModel):
    """A published rule."""

    model_config = ConfigDict(frozen=True)

    rule: ModerationRule
    text: dict[str, str]
    acts: list[ModerationAct] = Field(description="What may be done for it.")
