"""What the evidence service says."""

from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict

from constancia_events.checks import CheckFlag, CheckOutcome, EvidenceVerdict
from constancia_events.dates import PlanDate
from constancia_events.event import Event
from constancia_events.keys import GoalKey, Number
from constancia_events.texts import TextMap
from constancia_events.vocabulary import EvidenceKind


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class FilePart(_Part):
    """A file that was uploaded as proof, known by what is in it."""

    sha256: str
    """Of its bytes, in hex; the evidence service gives them out under it."""
    media_type: str
    """What its bytes are, as they were found to be."""
    size: int
    """Bytes."""


class CitedPart(_Part):
    """A place that cites an address."""

    goal: GoalKey
    """The goal that cites it, or one of whose subgoals does."""
    subgoal: Number | None
    """Null where the whole goal cites it."""


class RestsOnPart(_Part):
    """A check that a verdict rests on."""

    checked_at: AwareDatetime
    """When the address was visited."""
    outcome: CheckOutcome
    """What the visit showed."""


class EvidenceCited(Event):
    """A goal, or one of its subgoals, cites an address as proof; `url` is exactly as it was printed."""

    type: ClassVar[str] = "evidence.evidence_cited.v1"
    stream_key: ClassVar[str] = "evidence/<evidence>"
    evidence: str
    """The address by a hash of it."""
    url: str
    """The address as it was printed, odd characters included; `urn:sha256:<hex>` for an uploaded file."""
    kind: EvidenceKind
    """What it is, by who cites it."""
    goal: GoalKey
    """The goal that cites it, or one of whose subgoals does."""
    subgoal: Number | None
    """Null when the whole goal cites it."""
    order: int
    """Its place among the goal's citations, from 0."""
    title: TextMap | None = None
    """What it is called, by who cites it."""
    dated: PlanDate | None = None
    """The day or month that the document itself bears."""
    language: str | None = None
    """The language of the document, by its ISO 639 code."""
    access_note: TextMap | None = None
    """How to get at it, where opening the address is not enough."""
    file: FilePart | None = None
    """Where it is an uploaded file."""


class EvidenceWithdrawn(Event):
    """A goal, or one of its subgoals, no longer cites an address; what was cited before stays on record."""

    type: ClassVar[str] = "evidence.evidence_withdrawn.v1"
    stream_key: ClassVar[str] = "evidence/<evidence>"
    evidence: str
    """The address by a hash of it."""
    goal: GoalKey
    subgoal: Number | None
    """Null when the whole goal cited it."""


class EvidenceReviewed(Event):
    """The point of contact accepted what a goal cites as its means of verification, or refused it with a reason."""

    type: ClassVar[str] = "evidence.evidence_reviewed.v1"
    stream_key: ClassVar[str] = "evidence/<evidence>"
    evidence: str
    """The address by a hash of it."""
    goal: GoalKey
    """The goal that cites it, or one of whose subgoals does."""
    subgoal: Number | None
    """Null when the whole goal cites it."""
    accepted: bool
    """Whether it was accepted as proof."""
    reason: TextMap | None
    """Always there where it was refused."""


class AddressResolved(Event):
    """A shortened address was seen to lead somewhere; the shortener may go, what it led to is kept."""

    type: ClassVar[str] = "evidence.address_resolved.v1"
    stream_key: ClassVar[str] = "evidence/<evidence>"
    evidence: str
    """The address by a hash of it."""
    target: str
    """The address that it led to."""


class VerdictChanged(Event):
    """What the record says of an address has changed, after as many checks as its rules ask for."""

    type: ClassVar[str] = "evidence.verdict_changed.v1"
    stream_key: ClassVar[str] = "verdict/<evidence>"
    evidence: str
    """The address by a hash of it."""
    verdict: EvidenceVerdict
    """What the record says of it."""
    before: EvidenceVerdict
    """What it said before."""
    outcome: CheckOutcome
    """Of the last of the checks that it rests on; `constancia_events.verdict_words` has its sentence and remedy."""
    flags: tuple[CheckFlag, ...]
    """What else the last check saw that is no failure."""
    since: AwareDatetime
    """From when the address is so, as far as the checks tell: the first failure, or the first success."""
    rests_on: tuple[RestsOnPart, ...]
    """The checks that it rests on, oldest first; at most twenty."""
    rules: str
    """The name and version of the rules, as the API spells them out."""
    cited_by: tuple[CitedPart, ...]
    """Who cites it now."""


class VerdictDisputed(Event):
    """An institution that cites an address says that its verdict is wrong, and why."""

    type: ClassVar[str] = "evidence.verdict_disputed.v1"
    stream_key: ClassVar[str] = "verdict/<evidence>"
    evidence: str
    """The address by a hash of it."""
    number: int
    """Of the disputes about this address, from 1."""
    verdict: EvidenceVerdict
    """What the record says of it."""
    institution: str
    """The institution that disputes it."""
    reason: TextMap
    """Why, in public."""


class DisputeSettled(Event):
    """The point of contact has settled a dispute: upheld, then the verdict is `live` until a check fails anew."""

    type: ClassVar[str] = "evidence.dispute_settled.v1"
    stream_key: ClassVar[str] = "verdict/<evidence>"
    evidence: str
    """The address by a hash of it."""
    number: int
    """Of the disputes about this address, from 1."""
    upheld: bool
    """Whether the institution was right."""
    reason: TextMap
    """Why, in public."""


class CopyCaptured(Event):
    """What an address returned was kept, as a WARC file that stands by itself."""

    type: ClassVar[str] = "evidence.copy_captured.v1"
    stream_key: ClassVar[str] = "copies/<evidence>"
    evidence: str
    """The address by a hash of it."""
    copy_sha256: str
    """Of the WARC file's bytes, in hex; the evidence service gives them out under it."""
    payload_sha256: str
    """Of the payload alone."""
    media_type: str
    """What the payload is, as it was found to be."""
    size: int
    """Bytes of the payload."""
    final_url: str
    """Where it came from, redirects followed."""
    captured_at: AwareDatetime
    """When it was visited for it."""
    truncated: bool
    """Whether only its beginning was kept, for its size."""


class CopyDropped(Event):
    """The bytes of a copy were given up by a stated rule; that it was made, when, and its hash stay on record."""

    type: ClassVar[str] = "evidence.copy_dropped.v1"
    stream_key: ClassVar[str] = "copies/<evidence>"
    evidence: str
    """The address by a hash of it."""
    copy_sha256: str
    """Of the WARC file's bytes, in hex."""
    rule: str
    """`retention`, `budget`, or `order` of the point of contact."""


class DigestIssued(Event):
    """What an institution should mend, told once a week where there is anything."""

    type: ClassVar[str] = "evidence.digest_issued.v1"
    stream_key: ClassVar[str] = "digest/<institution>"
    institution: str
    """The institution, by its acronym."""
    plan: str
    """The plan that it leads commitments of."""
    week: str
    """ISO week in the digest's zone, `2026-W48`."""
    live: int
    """See `unknown`."""
    restricted: int
    """See `unknown`."""
    suspect: int
    """See `unknown`."""
    dead: int
    """See `unknown`."""
    invalid: int
    """See `unknown`."""
    unknown: int
    """How many of the addresses that its commitments cite have each verdict."""
