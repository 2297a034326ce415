"""What the API says of comments, and takes."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.keys import Number
from constancia_events.vocabulary import (
    CommentVisibility,
    ModerationAct,
    ModerationRule,
    ProposalStep,
    ResponseOutcome,
    Sector,
)
from consultation.comments.aggregate import Comment, DutyState
from consultation.comments.wording import MOST_CHARACTERS
from consultation.contacts.store import MOST
from consultation.moderation.store import Act
from consultation.secrets import Secrets

MOST_TITLE = 200
MOST_NAME = 80
_MOST_TYPED = 2_000_000  # so long a text is told how long it is, rather than that the body is too large


class CommentIn(BaseModel):
    """A comment, or a proposal in a call for proposals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[
        str,
        Field(max_length=_MOST_TYPED, description=f"What you say: at most {MOST_CHARACTERS} characters, plain text."),
    ]
    sector: Sector
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$", description="The language of the text, by ISO 639.")] = "es"
    title: Annotated[str | None, Field(max_length=_MOST_TYPED, description="Of a proposal; required there.")] = None
    name: Annotated[
        str | None, Field(max_length=_MOST_TYPED, description="A name or pseudonym, shown to everybody; need not be.")
    ] = None
    email: Annotated[
        str | None,
        Field(
            max_length=MOST,
            description="For the answer; shown to nobody, kept encrypted, erased when you say so or on a date.",
        ),
    ] = None
    department: Annotated[
        str | None, Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$", description="Where you speak from, by ISO 3166-2.")
    ] = None
    theme: Number | None = None
    commitment: Number | None = None
    in_reply_to: Annotated[str | None, Field(max_length=80, description="The id of the comment replied to.")] = None
    proof: Annotated[
        str | None,
        Field(
            max_length=10_000,
            description="A solved challenge (ALTCHA, base64). Without it the comment waits for a moderator.",
        ),
    ] = None
    personal_data_seen: Annotated[
        bool, Field(description="Take the text though it shows personal data; it waits for a moderator then.")
    ] = False


class Tombstone(BaseModel):
    """Why a comment is not read, or not as it came in."""

    model_config = ConfigDict(frozen=True)

    act: ModerationAct
    rule: ModerationRule | None
    role: str = Field(description="As what somebody did it: moderator, point of contact, or the platform itself.")
    reason: dict[str, str] | None
    at: datetime = Field(description="When, in UTC.")

    @classmethod
    def of(cls, act: Act | None) -> Self | None:
        """The tombstone of the act that made it."""
        if act is None:
            return None
        return cls(act=act.act, rule=act.rule, role=act.role.value, reason=act.reason, at=act.acted_at)


class CommentOut(BaseModel):
    """What somebody said in a consultation. No address is ever given; a hidden comment leaves its place and reason."""

    model_config = ConfigDict(frozen=True)

    id: str
    consultation: str
    received_at: datetime = Field(description="When it came in, in UTC.")
    sector: Sector
    visibility: CommentVisibility
    text: dict[str, str] | None = Field(description="By language; null while it is held or hidden.")
    title: str | None
    name: str | None = Field(description="What its author wants to be called; null for nothing.")
    department: str | None = Field(description="By ISO 3166-2.")
    theme: int | None
    commitment: int | None
    in_reply_to: str | None
    text_sha256: str = Field(description="Of the text as it came in (UTF-8), whatever was redacted since.")
    redactions: int = Field(description="How many passages with personal data were taken out.")
    moderation: Tombstone | None = Field(description="What was done about it last, where it does not stand as it came.")
    institution: str | None = Field(description="Who owes an answer.")
    due_on: date | None = Field(description="By when, in the plan's time zone.")
    state: DutyState = Field(description="How far the answer has come that it is owed.")
    answered: bool
    outcome: ResponseOutcome | None = Field(description="What the answer says; null while there is none.")
    response: str | None = Field(description="The id of the answer.")
    led_to_change: bool
    endorsements: int
    step: ProposalStep | None = Field(description="How far a proposal has come; null for what is none.")

    @classmethod
    def of(cls, comment: Comment, act: Act | None = None) -> Self:
        """The comment as everybody may see it, with the last act about it."""
        shown = comment.visibility is CommentVisibility.PUBLISHED
        plain = "id consultation received_at sector visibility department theme commitment in_reply_to text_sha256"
        plain += " redactions institution due_on response outcome endorsements step"
        return cls(
            **{name: getattr(comment, name) for name in plain.split()},
            state=comment.duty,
            text=comment.text if shown else None,
            title=comment.title if shown else None,
            name=comment.author if shown else None,
            moderation=Tombstone.of(act) if not shown or comment.redactions else None,
            answered=comment.is_answered,
            led_to_change=comment.changed,
        )


class HeldComment(BaseModel):
    """A comment that waits for a moderator, whole."""

    model_config = ConfigDict(frozen=True)

    id: str
    received_at: datetime = Field(description="When it came in, in UTC.")
    sector: Sector
    rule: ModerationRule | None = Field(description="Why it is held.")
    flags: list[str] = Field(description="What was found in it.")
    text: dict[str, str]
    title: str | None
    name: str | None

    @classmethod
    def of(cls, comment: Comment) -> Self:
        """The comment as it came in."""
        return cls(
            id=comment.id,
            received_at=comment.received_at,
            sector=comment.sector,
            rule=comment.rule,
            flags=list(comment.flags),
            text=comment.text,
            title=comment.title,
            name=comment.author,
        )


class ReceiptOut(BaseModel):
    """What its author keeps: shown this once, and again for the same post. The code is a secret of whoever has it."""

    model_config = ConfigDict(frozen=True)

    code: str = Field(examples=["7K3M9-Q2XWV-B8T4H-N5RCD"])
    consultation: str
    comment: str
    received_at: datetime = Field(description="When it came in, in UTC.")
    text_sha256: str = Field(description="SHA-256 of the text as it was taken, in UTF-8.")
    receipt: str = Field(description="All that under our signature: a compact JWS (RFC 7515), Ed25519.")
    text: str = Field(description="The text as it was taken: without invisible characters, line breaks made one.")
    visibility: CommentVisibility = Field(description="`held`: a moderator looks at it first.")
    held_because: ModerationRule | None
    again: bool = Field(description="The same was sent before; this is its receipt.")
    keys_url: str = Field(description="Where the public keys are that verify it.")


class CodeIn(BaseModel):
    """The code of a receipt."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(min_length=1, max_length=100, description="However it was typed.")]


def code_of(secrets: Secrets, comment: Comment) -> str | None:
    """The code of a comment's receipt; None for a comment that a file told of, or whose secret is gone."""
    return None if comment.code_sha256 is None else secrets.code_of_hash(comment.id, comment.code_sha256)
