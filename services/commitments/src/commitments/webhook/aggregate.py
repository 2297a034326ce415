"""A webhook: an address, the changes of status that it is told of, the secrets that sign them. Pure rules."""

import base64
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from commitments.webhook.changes import OURS, Change
from commitments.webhook.errors import CommitmentWithoutPlan, WebhookDisabled
from constancia_runtime.errors import Fault

MOST_PER_OWNER: Final = 20
BOTH_SECRETS: Final = timedelta(days=1)
"""How long the secret before signs too, so that a receiver can change over without losing a message."""
_SECRET_BYTES: Final = 32


class DisabledReason(StrEnum):
    """Why a webhook is told nothing."""

    BY_REQUEST = "by_request"
    UNDELIVERED_FOR_A_DAY = "undelivered_for_a_day"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who wants to see or change webhooks: an institution, its own; the point of contact, all."""

    institution: str | None
    everything: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which changes are told; what is empty or None leaves nothing out. Raises CommitmentWithoutPlan."""

    events: frozenset[str] = frozenset()
    institution: str | None = None
    plan: str | None = None
    commitment: int | None = None

    def __post_init__(self) -> None:
        """Refuse a commitment without its plan."""
        if self.commitment is not None and self.plan is None:
            fault = Fault(message=CommitmentWithoutPlan.message, code="missing", pointer="/plan")
            raise CommitmentWithoutPlan(faults=(fault,))

    def takes(self, change: Change, leads: Collection[str]) -> bool:
        """Whether a change is told; `leads` are those of its commitment, or of the whole plan when it is about that."""
        return (
            (not self.events or change.kind in self.events)
            and self.plan in (None, change.plan)
            and self.commitment in (None, change.commitment)
            and (self.institution is None or self.institution in leads)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address and what it is told. `owner` is the institution whose credential made it."""

    id: str
    owner: str | None
    label: str
    url: str = field(repr=False)
    filter: Filter
    secret: str = field(repr=False)
    previous_secret: str | None = field(default=None, repr=False)
    previous_until: datetime | None = None
    after_position: int
    """How far the registry's log had come when this was made: what stands there already, its owner could read."""
    created_at: datetime
    created_by: str
    disabled_at: datetime | None = None
    disabled_reason: DisabledReason | None = None
    version: int = 1

    @classmethod
    def subscribe(  # noqa: PLR0913 - each is a fact of the webhook
        cls, url: str, wanted: Filter, *, label: str, owner: str | None, after_position: int, by: str, now: datetime
    ) -> Self:
        """A new webhook with a secret of its own, told of what is stated from now on."""
        return cls(
            id=new_id("whk", now),
            owner=owner,
            label=label,
            url=url,
            filter=wanted,
            secret=_new_secret(),
            after_position=after_position,
            created_at=now,
            created_by=by,
        )

    def is_seen_by(self, asker: Asker) -> bool:
        """Whether it exists at all for who asks."""
        return asker.everything or (self.owner is not None and self.owner == asker.institution)

    def wants(self, change: Change, leads: Collection[str]) -> bool:
        """Whether this change is told to it; nothing is that stood in the log before it was there."""
        # Another service counts its own log: there the time at which it was stated has to tell.
        ours = change.source == OURS
        is_new = change.position > self.after_position if ours else change.at > self.created_at
        return self.disabled_at is None and is_new and self.filter.takes(change, leads)

    def change(self, *, url: str, label: str, wanted: Filter, enabled: bool, now: datetime) -> Self:
        """Put this description in the place of the present one; the same changes nothing."""
        after = replace(self, url=url, label=label, filter=wanted)
        if enabled and self.disabled_at is not None:
            after = replace(after, disabled_at=None, disabled_reason=None)
        elif not enabled and self.disabled_at is None:
            after = replace(after, disabled_at=now, disabled_reason=DisabledReason.BY_REQUEST)
        return self if after == self else replace(after, version=self.version + 1)

    def disable(self, reason: DisabledReason, *, now: datetime) -> Self:
        """Tell it nothing more until somebody enables it; who disabled it first stays on record."""
        if self.disabled_at is not None:
            return self
        return replace(self, disabled_at=now, disabled_reason=reason, version=self.version + 1)

    def rotate_secret(self, *, now: datetime) -> Self:
        """Sign with a new secret, and for a day with the present one too."""
        return replace(
            self,
            secret=_new_secret(),
            previous_secret=self.secret,
            previous_until=now + BOTH_SECRETS,
            version=self.version + 1,
        )

    def check_enabled(self) -> None:
        """Raise WebhookDisabled when it is told nothing."""
        if self.disabled_at is not None:
            raise WebhookDisabled


def new_id(kind: str, now: datetime) -> str:
    """An id that nobody guesses and that sorts by the instant of its making."""
    return f"{kind}_{int(now.timestamp() * 1000):012x}{secrets.token_hex(10)}"


def _new_secret() -> str:
    """Standard Webhooks 1.0: 24 to 64 random bytes in base64, behind a prefix that scanners for secrets know."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()}"
