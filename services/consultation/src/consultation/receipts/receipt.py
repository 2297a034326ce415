"""A receipt: which words came in, when, and that we said so, under our signature. Pure."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self

from consultation.comments.aggregate import Comment

TYPE: Final = "constancia.receipt.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`text_sha256` is that of the words as they were taken, in UTF-8; `received_at` in UTC."""

    code: str
    consultation: str
    comment: str
    sector: str
    text_sha256: str
    received_at: datetime
    issuer: str

    @classmethod
    def of(cls, comment: Comment, code: str, issuer: str) -> Self:
        """The receipt of a comment; it is the same however often it is made."""
        return cls(
            code=code,
            consultation=comment.consultation,
            comment=comment.id,
            sector=comment.sector.value,
            text_sha256=comment.text_sha256,
            received_at=comment.received_at,
            issuer=issuer,
        )

    def payload(self) -> bytes:
        """What is signed: JSON with its members in this order."""
        said = {
            "type": TYPE,
            "iss": self.issuer,
            "code": self.code,
            "consultation": self.consultation,
            "comment": self.comment,
            "sector": self.sector,
            "text_sha256": self.text_sha256,
            "received_at": self.received_at.astimezone(UTC).isoformat(timespec="microseconds"),
        }
        return json.dumps(said, ensure_ascii=False).encode()

    @classmethod
    def read(cls, payload: bytes) -> Self:
        """The receipt of a payload. Raises ValueError for one that is none."""
        said = json.loads(payload)
        if not isinstance(said, dict) or said.get("type") != TYPE:
            message = "no receipt"
            raise ValueError(message)
        try:
            return cls(
                code=str(said["code"]),
                consultation=str(said["consultation"]),
                comment=str(said["comment"]),
                sector=str(said["sector"]),
                text_sha256=str(said["text_sha256"]),
                received_at=datetime.fromisoformat(said["received_at"]),
                issuer=str(said["iss"]),
            )
        except KeyError as cause:
            raise ValueError(str(cause)) from cause
