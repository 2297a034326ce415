"""A link by which organisations ask to join, and their requests. Pure rules; no code is kept but by its hash."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Self
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from commitments.enrolment.errors import AcronymAsked, AlreadyDecided, ExpiresInPast, LinkClosed, LinkExpired
from constancia_events.vocabulary import InstitutionKind

CONTACT_KEPT_DAYS: Final = 90
"""How long after an acceptance the contact of who asked is kept; after a rejection it goes at once."""


class EnrolmentState(StrEnum):
    """What became of a request."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


def hash_of(code: str) -> bytes:
    """By which a code is known. It has 192 random bits: there is nothing to guess that a slow hash would protect."""
    return hashlib.sha256(code.encode("utf-8", "replace")).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentLink:
    """Invites to the roundtable (`group` 0) or to a working group; `expires_on` is its last day."""

    id: UUID
    plan: str
    group: int
    label: str
    code_hash: bytes
    expires_on: date | None
    created_at: datetime
    created_by: str
    closed_at: datetime | None = None
    version: int = 1

    @classmethod
    def issue(  # noqa: PLR0913 - each is a fact of the link
        cls, plan: str, group: int, *, label: str, expires_on: date | None, zone: ZoneInfo, now: datetime, by: str
    ) -> tuple[Self, str]:
        """A new link and its code, which is shown once and cannot be found again. Raises ExpiresInPast."""
        today = now.astimezone(zone).date()
        if expires_on is not None and expires_on < today:
            raise ExpiresInPast.at("/expires_on", expires_on=expires_on, time_zone=zone.key, today=today)
        code = secrets.token_urlsafe(24)
        link = cls(
            id=uuid4(),
            plan=plan,
            group=group,
            label=label,
            code_hash=hash_of(code),
            expires_on=expires_on,
            created_at=now,
            created_by=by,
        )
        return link, code

    def check_open(self, *, zone: ZoneInfo, now: datetime) -> None:
        """Let pass who may still ask by it. Raises LinkClosed, LinkExpired."""
        if self.closed_at is not None:
            raise LinkClosed
        if self.expires_on is not None and now.astimezone(zone).date() > self.expires_on:
            raise LinkExpired(expires_on=self.expires_on)

    def close(self, *, now: datetime) -> Self:
        """Take no more requests; those that came stay."""
        return self if self.closed_at is not None else replace(self, closed_at=now, version=self.version + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an organisation fills in."""

    name: dict[str, str]
    acronym: str
    kind: InstitutionKind
    motive: str
    contact_email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A request to join. `contact_email` is personal: it stands in its own row alone, and is erased in time."""

    id: UUID
    link: UUID
    plan: str
    group: int
    name: dict[str, str]
    acronym: str
    kind: InstitutionKind
    motive: str
    contact_email: str | None
    receipt_hash: bytes
    received_at: datetime
    state: EnrolmentState = EnrolmentState.PENDING
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: dict[str, str] | None = None
    institution: str | None = None
    joined_on: date | None = None
    erase_contact_on: date | None = None
    version: int = 1

    @classmethod
    def ask(cls, link: EnrolmentLink, code: str, asked: Asked, *, now: datetime) -> tuple[Self, str]:
        """A new request and its receipt."""
        request = uuid4()
        receipt = receipt_of(code, request)
        enrolment = cls(
            id=request,
            link=link.id,
            plan=link.plan,
            group=link.group,
            name=asked.name,
            acronym=asked.acronym,
            kind=asked.kind,
            motive=asked.motive,
            contact_email=asked.contact_email,
            receipt_hash=hash_of(receipt),
            received_at=now,
        )
        return enrolment, receipt

    def again(self, asked: Asked, code: str) -> str:
        """The receipt of this request for who sends the very same a second time. Raises AcronymAsked."""
        same = (self.name, self.kind, self.motive) == (asked.name, asked.kind, asked.motive)
        if not same or self.contact_email not in {None, asked.contact_email}:
            raise AcronymAsked(acronym=self.acronym)
        return receipt_of(code, self.id)

    def decide(  # noqa: PLR0913 - each is a fact of the decision
        self,
        *,
        accepted: bool,
        reason: dict[str, str],
        acronym: str | None,
        joined_on: date | None,
        zone: ZoneInfo,
        now: datetime,
        by: str,
    ) -> Self:
        """Accept, under another acronym where one is given, or reject. Raises AlreadyDecided."""
        if self.state is not EnrolmentState.PENDING:
            raise AlreadyDecided(state=self.state.value)
        today = now.astimezone(zone).date()
        decided = replace(self, decided_at=now, decided_by=by, reason=reason, version=self.version + 1)
        if not accepted:
            return replace(decided, state=EnrolmentState.REJECTED, contact_email=None)
        return replace(
            decided,
            state=EnrolmentState.ACCEPTED,
            institution=acronym or self.acronym,
            joined_on=joined_on or today,
            erase_contact_on=today + timedelta(days=CONTACT_KEPT_DAYS),
        )


def receipt_of(code: str, request: UUID) -> str:
    """Made of the link's code and the request, so that who sends a form twice gets the same one, and it is not kept."""
    digest = hmac.digest(code.encode("utf-8", "replace"), request.bytes, "sha256")
    return urlsafe_b64encode(digest[:24]).decode()
