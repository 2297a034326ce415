"""What the API says of checks."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.checks import CheckOutcome, EvidenceVerdict
from constancia_events.verdict_words import OUTCOMES, VERDICT_LABELS
from evidence.checks.queries import Then
from evidence.verdict.schemas import FlagOut, flags_of


class HopOut(BaseModel):
    """One answer on the way."""

    url: str
    status: int
    address: str


class CheckOut(BaseModel):
    """A check; one that was thinned stands for a run of equal ones, up to `until`."""

    model_config = ConfigDict(frozen=True)

    checked_at: datetime
    until: datetime = Field(description="The last of the equal checks that this one stands for.")
    stands_for: int = Field(description="How many checks it stands for, itself among them.")
    outcome: CheckOutcome
    sentence: dict[str, str]
    remedy: dict[str, str] | None
    flags: list[FlagOut]
    verdict: EvidenceVerdict = Field(description="What the record said after it.")
    counted: bool = Field(description="False for a visit that says nothing about the address.")
    status: int | None
    final_url: str | None = Field(description="Where redirects led; null where there were none.")
    took_ms: int
    size: int | None = Field(description="Bytes that were read of the body.")
    found_type: str | None
    body_sha256: str | None
    text_sha256: str | None
    hops: list[HopOut]
    profiles: list[str] = Field(description="As whom it was asked for: `robot`, `browser`. Empty where all was well.")
    engine: str

    @classmethod
    def of(cls, row: Any) -> Self:
        """A check as it is kept."""
        said, seen = OUTCOMES[CheckOutcome(row.outcome)], row.seen or {}
        return cls(
            checked_at=row.checked_at,
            until=row.until,
            stands_for=row.stands_for,
            outcome=row.outcome,
            sentence=dict(said.sentence),
            remedy=None if said.remedy is None else dict(said.remedy),
            flags=flags_of(row.flags),
            verdict=row.verdict,
            counted=row.counted,
            status=row.status,
            final_url=row.final_url,
            took_ms=row.took_ms,
            size=row.size,
            found_type=row.found_type,
            body_sha256=row.body_sha256,
            text_sha256=row.text_sha256,
            hops=[HopOut(url=url, status=status, address=address) for url, status, address in seen.get("hops", [])],
            profiles=seen.get("profiles", []),
            engine=row.engine,
        )


class ThenOut(BaseModel):
    """Whether an address was alive at an instant, and what that answer rests on."""

    model_config = ConfigDict(frozen=True)

    evidence: str
    at: datetime
    alive: bool | None = Field(description="Null where the record did not say: unknown, in doubt, or behind a wall.")
    verdict: EvidenceVerdict
    label: dict[str, str]
    check_before: CheckOut | None = Field(description="The last check up to then.")
    check_after: CheckOut | None = Field(description="The first one behind it.")
    first_checked_at: datetime | None = Field(description="Nothing is known of the time before; null if never checked.")
    upheld_at: datetime | None = Field(description="When a dispute was upheld that decided it.")

    @classmethod
    def of(cls, evidence: str, then: Then) -> Self:
        """An instant in words."""
        alive = {EvidenceVerdict.LIVE: True, EvidenceVerdict.DEAD: False}.get(then.verdict)
        return cls(
            evidence=evidence,
            at=then.at,
            alive=alive,
            verdict=then.verdict,
            label=dict(VERDICT_LABELS[then.verdict]),
            check_before=None if then.before is None else CheckOut.of(then.before),
            check_after=None if then.following is None else CheckOut.of(then.following),
            first_checked_at=then.first_checked_at,
            upheld_at=then.upheld_at,
        )
