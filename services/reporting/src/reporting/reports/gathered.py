"""Everything that a report is written from, as of one moment of the record. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime

from constancia_events.texts import TextMap
from constancia_events.vocabulary import ResponseOutcome, Sector
from reporting.clock.reading import ClockReading
from reporting.compliance.facts import Facts
from reporting.compliance.schemas import CommitmentItem, Compliance
from reporting.consultations.facts import Hearing
from reporting.findings.finding import Finding
from reporting.indicators.facts import IndicatorFact
from reporting.site.pages import GoalDetail, LeadDetail
from reporting.site.participation import ParticipationPage
from reporting.site.promises import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredComment:
    """A comment as the public reads it, with its reasoned answer; a hidden one has no words, an open one no answer."""

    received_at: datetime
    sector: Sector
    text: TextMap | None
    outcome: ResponseOutcome | None = None
    institution: str | None = None
    answer: TextMap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicContact:
    """Whom to turn to about a commitment, where that is public."""

    commitment: int
    institution: str
    office: TextMap
    position: TextMap
    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentPart:
    """A commitment with its proof, and with everything that was said of it."""

    item: CommitmentItem
    promise: Promise
    goals: tuple[GoalDetail, ...]
    leads: tuple[LeadDetail, ...]
    contacts: tuple[PublicContact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What only other services hold: the words of comments by consultation, and contacts."""

    comments: dict[str, tuple[AnsweredComment, ...]] = field(default_factory=dict)
    contacts: tuple[PublicContact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A plan as of a moment, whole; `day` is the day of it in the plan's zone."""

    facts: Facts
    compliance: Compliance
    day: date
    findings: tuple[Finding, ...]
    clock: ClockReading
    people: ParticipationPage
    commitments: tuple[CommitmentPart, ...]
    hearings: tuple[Hearing, ...]
    indicators: tuple[IndicatorFact, ...]
    spoken: Spoken
