"""What one visit to one address showed. Pure: only the shapes; `prober.py` fills them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from constancia_events.checks import CLASS_OF, CheckFlag, CheckOutcome, OutcomeClass
from constancia_events.vocabulary import EvidenceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is to be visited. `url` is normalised; what was printed stands with its means of verification."""

    url: str
    kind: EvidenceKind
    """What it claims to be, against which its bytes are judged."""
    fragment: str | None = None
    """The part behind `#`, never sent, looked for in a page."""
    etag: str | None = None
    """Kept for conditional requests of the future; a check never rests on a 304 alone."""
    text_sha256: str | None = None
    """Of the visible text when it was last seen, to tell a change."""
    confirm: bool = False
    """Whether this round could condemn: then a second client profile asks too, and a second vantage if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One answer on the way; the last one is the answer."""

    url: str
    status: int
    address: str
    """The address that was connected to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """The certificate of the last hop, as it was presented; times in UTC."""

    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    fault: CheckFlag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The last request and its answer, for a copy: headers in the order and spelling in which they came."""

    method: str
    url: str
    http_version: str
    request_headers: tuple[tuple[str, str], ...]
    status: int
    reason: str
    response_headers: tuple[tuple[str, str], ...]
    address: str
    body: bytes
    """As it came: content-encoding kept, transfer-encoding undone."""
    is_whole: bool
    """False where we stopped reading at our cap: then a copy needs a visit of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One round as it was seen: every request of it, and what they amount to. Times in UTC, durations in ms."""

    outcome: CheckOutcome
    flags: frozenset[CheckFlag] = frozenset()
    checked_at: datetime
    took_ms: int
    first_byte_ms: int | None = None
    """Of the last request: how long the host took, for its pace."""
    requests: int = 1
    """How many requests the host got, siblings and confirmations included."""
    url: str
    final_url: str | None = None
    status: int | None = None
    hops: tuple[Hop, ...] = ()
    tls: Tls | None = None
    media_type: str | None = None
    """As declared."""
    found_type: str | None = None
    """As the bytes show."""
    size: int | None = None
    """Bytes read of the decoded body."""
    body_sha256: str | None = None
    text_sha256: str | None = None
    """Of the normalised visible text of a page, or of the bytes of anything else."""
    head: bytes = b""
    """The first 4 KB of a failed answer's body: raw evidence."""
    headers: tuple[tuple[str, str], ...] = ()
    """Of the last answer."""
    retry_after: timedelta | None = None
    profiles: tuple[str, ...] = ("robot",)
    """The client profiles that asked: `robot`, `browser`."""
    vantage: str = "local"
    single_vantage: bool = True
    exchange: Exchange | None = field(default=None, repr=False)
    """There where the address is alive; None otherwise."""

    @property
    def outcome_class(self) -> OutcomeClass:
        """What the outcome means for the verdict."""
        return CLASS_OF[self.outcome]
