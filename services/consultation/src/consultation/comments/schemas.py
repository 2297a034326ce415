"""What the API says of comments."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.texts import TextMap
from constancia_events.vocabulary import Sector
from consultation.comments.aggregate import Comment


class CommentOut(BaseModel):
    """What somebody said in a consultation; no name and no address is kept."""

    model_config = ConfigDict(frozen=True)

    id: str
    consultation: str
    received_at: datetime = Field(description="When it came in, in UTC.")
    sector: Sector
    text: TextMap

    @classmethod
    def of(cls, comment: Comment) -> Self:
        """The comment as it was made."""
        return cls(
            id=comment.id,
            consultation=comment.consultation,
            received_at=comment.received_at,
            sector=comment.sector,
            text=comment.text,
        )
