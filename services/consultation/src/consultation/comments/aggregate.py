"""A comment: what somebody said in a consultation, with no name. Its text stays in this service. Pure rules."""

import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from constancia_events.consultation import CommentReceived
from constancia_events.vocabulary import Sector


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What was said, by language; `received_at` is in UTC."""

    id: str
    consultation: str
    received_at: datetime
    sector: Sector
    text: dict[str, str]

    @classmethod
    def of(cls, key: bytes, consultation: str, *, received_at: datetime, sector: Sector, text: dict[str, str]) -> Self:
        """Describe a comment; the same one always has the same id, whatever the time zone or order it comes in.

        The id stands in the log for ever. It is made with a key that stays in this service, so that nobody can find out
        from it what an erased comment said by trying texts.
        """
        received = received_at.astimezone(UTC)
        said = json.dumps([consultation, received.isoformat(), sector.value, text], sort_keys=True)
        digest = hmac.digest(key, said.encode(), "sha256").hex()[:32]
        return cls(
            id=f"{consultation}-c{digest}", consultation=consultation, received_at=received, sector=sector, text=text
        )

    @property
    def stream(self) -> str:
        """The event stream of this comment."""
        return f"comment/{self.id}"

    def receive(self, before: Self | None) -> CommentReceived | None:
        """Take it; None when it is on record."""
        if before is not None:
            return None
        return CommentReceived(
            consultation=self.consultation, comment=self.id, sector=self.sector, received_at=self.received_at
        )
