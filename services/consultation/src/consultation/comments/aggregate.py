"""A comment: what somebody said in a consultation, with no name but what they chose. Pure rules."""

import hmac
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Self

from constancia_events.consultation import CommentAssigned, CommentReceived
from constancia_events.vocabulary import CommentVisibility, ModerationRule, ProposalStep, ResponseOutcome, Sector
from consultation.comments.wording import fingerprint


class DutyState(StrEnum):
    """How far the answer to a comment has come."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What was said, by language; `received_at` is in UTC, `due_on` a day of the plan's zone.

    `text_sha256` is that of the text as it came in, whatever was redacted since. `institution` owes an answer;
    `response` is the answer, `changed` whether a change of the registry is put down to it. `step` is None for what is
    no proposal. `version` 0 is one that is not yet on record.
    """

    id: str
    consultation: str
    received_at: datetime
    sector: Sector
    text: dict[str, str]
    title: str | None = None
    author: str | None = None
    """What its author wants to be called."""
    department: str | None = None
    theme: int | None = None
    commitment: int | None = None
    in_reply_to: str | None = None
    text_sha256: str = ""
    code_sha256: bytes | None = None
    visibility: CommentVisibility = CommentVisibility.PUBLISHED
    rule: ModerationRule | None = None
    """Why it is held or hidden."""
    flags: tuple[str, ...] = ()
    redactions: int = 0
    institution: str | None = None
    due_on: date | None = None
    response: str | None = None
    outcome: ResponseOutcome | None = None
    changed: bool = False
    endorsements: int = 0
    step: ProposalStep | None = None
    version: int = field(default=0, compare=False)

    @classmethod
    def of(cls, key: bytes, consultation: str, *, received_at: datetime, sector: Sector, text: dict[str, str]) -> Self:
        """Describe a comment that a file holds; the same one always has the same id, in whatever order it comes.

        The id stands in the log for ever. It is made with a key that stays in this service, so that nobody can find out
        from it what an erased comment said by trying texts.
        """
        received = received_at.astimezone(UTC)
        said = json.dumps([consultation, received.isoformat(), sector.value, text], sort_keys=True)
        digest = hmac.digest(key, said.encode(), "sha256").hex()[:32]
        return cls(
            id=f"{consultation}-c{digest}",
            consultation=consultation,
            received_at=received,
            sector=sector,
            text=text,
            text_sha256=fingerprint(text.get("es") or next(iter(text.values()))),
        )

    @property
    def stream(self) -> str:
        """The event stream of this comment."""
        return f"comment/{self.id}"

    @property
    def plan(self) -> str:
        """The plan whose consultation it was said in."""
        return self.consultation.rpartition("-")[0]

    @property
    def language(self) -> str:
        """The language it was said in: that of its only text, Spanish where a file holds several."""
        return "es" if "es" in self.text else next(iter(self.text))

    @property
    def words(self) -> str:
        """What was said, in the language it was said in."""
        return self.text[self.language]

    @property
    def duty(self) -> DutyState:
        """How far the answer has come that it is owed."""
        if self.response is not None:
            return DutyState.ANSWERED
        return DutyState.RECEIVED if self.institution is None else DutyState.ASSIGNED

    @property
    def is_answered(self) -> bool:
        """Whether it has a reasoned answer."""
        return self.response is not None

    def receive(self, before: Self | None) -> tuple[Self, CommentReceived] | None:
        """Take it; None when it is on record."""
        if before is not None:
            return None
        event = CommentReceived(
            consultation=self.consultation,
            comment=self.id,
            sector=self.sector,
            received_at=self.received_at,
            proposal=self.step is not None,
            theme=self.theme,
            commitment=self.commitment,
            department=self.department,
            due_on=self.due_on,
        )
        return replace(self, version=1), event

    def assign(self, institution: str, due_on: date) -> tuple[Self, CommentAssigned]:
        """Make an institution answer for it by `due_on`."""
        event = CommentAssigned(
            consultation=self.consultation, plan=self.plan, comment=self.id, institution=institution, due_on=due_on
        )
        return replace(self, institution=institution, due_on=due_on, version=self.version + 1), event
