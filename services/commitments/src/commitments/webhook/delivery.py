"""A delivery: one message to one webhook, tried until it has arrived or a day is over. Pure rules."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final, Self

from commitments.webhook.aggregate import DisabledReason, new_id

PATIENCE: Final = timedelta(days=1)
"""From its first try on, a message is tried for so long."""
KEPT_DAYS: Final = 30
_PAUSES: Final = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800))
_SPREAD: Final = 0.2
_LONGEST_RETRY_AFTER: Final = timedelta(hours=8)
_BUSY: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


class State(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Trouble(StrEnum):
    """Why a try did not arrive."""

    REFUSED = "refused"
    """The receiver answered, with another status than 2xx."""
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    ADDRESS_REFUSED = "address_refused"
    """Its name now leads where the platform does not call."""
    WEBHOOK_DISABLED = "webhook_disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one try: the receiver's status, or why there was none."""

    status: int | None = None
    trouble: Trouble | None = None
    retry_after: str | None = None

    @property
    def arrived(self) -> bool:
        """Whether the receiver took the message."""
        return self.status is not None and HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message and its tries. `id` is the `webhook-id` of every one of them; `step` counts since the last replay."""

    id: str
    webhook: str
    kind: str
    body: bytes
    created_at: datetime
    state: State = State.WAITING
    tries: int = 0
    step: int = 0
    first_tried_at: datetime | None = None
    last_tried_at: datetime | None = None
    last_status: int | None = None
    last_trouble: Trouble | None = None
    next_try_at: datetime | None = None

    @classmethod
    def of(cls, webhook: str, kind: str, body: bytes, *, now: datetime) -> Self:
        """A message that is to be sent now."""
        return cls(id=new_id("msg", now), webhook=webhook, kind=kind, body=body, created_at=now, next_try_at=now)

    def answered(self, answer: Answer, *, now: datetime, chance: float) -> tuple[Self, DisabledReason | None]:
        """What follows from a try: done, another try, or an end that disables the webhook.

        `chance`, from 0 to 1, spreads the tries, so that receivers that were away are not met by all at once.
        """
        tried = replace(
            self,
            tries=self.tries + 1,
            step=self.step + 1,
            first_tried_at=self.first_tried_at or now,
            last_tried_at=now,
            last_status=answer.status,
            last_trouble=None if answer.arrived else answer.trouble or Trouble.REFUSED,
            next_try_at=None,
        )
        if answer.arrived:
            return replace(tried, state=State.DELIVERED), None
        if answer.status == HTTPStatus.GONE:
            return replace(tried, state=State.FAILED), DisabledReason.GONE
        end = (self.first_tried_at or now) + PATIENCE
        if now >= end:
            return replace(tried, state=State.FAILED), DisabledReason.UNDELIVERED_FOR_A_DAY
        return replace(tried, next_try_at=min(now + self._pause(answer, now, chance), end)), None

    def replay(self, *, now: datetime) -> Self:
        """Send it again, as the same message, with a day of patience of its own."""
        return replace(self, state=State.WAITING, step=0, first_tried_at=None, next_try_at=now)

    def _pause(self, answer: Answer, now: datetime, chance: float) -> timedelta:
        pause = _PAUSES[min(self.step, len(_PAUSES) - 1)] * (1 + _SPREAD * (2 * chance - 1))
        if answer.status in _BUSY:
            asked = retry_after(answer.retry_after, now)
            return max(pause, min(asked, _LONGEST_RETRY_AFTER))
        return pause


def retry_after(header: str | None, now: datetime) -> timedelta:
    """The pause that a receiver asks for (RFC 9110, section 10.2.3), in seconds or until a date; none if unreadable."""
    text = (header or "").strip()
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=int(text[:9]))
    try:
        until = parsedate_to_datetime(text)
        return (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    except (ValueError, TypeError, IndexError, OverflowError):
        return timedelta()
