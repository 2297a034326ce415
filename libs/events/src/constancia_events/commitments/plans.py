"""What the registry says of plans, their institutions and the files they come in."""

from datetime import date
from typing import ClassVar

from pydantic import AwareDatetime

from constancia_events.commitments.parts import PolicyPart, ThemePart
from constancia_events.event import Event
from constancia_events.keys import Acronym, PlanId
from constancia_events.texts import TextMap
from constancia_events.vocabulary import EvidenceGate, InstitutionKind, PlanState, Vocabulary


class PlanDefined(Event):
    """A plan was entered, or its description changed.

    `effective_at` is the instant from which this text holds; null for the first one, which holds from the beginning.
    """

    type: ClassVar[str] = "commitments.plan_defined.v1"
    stream_key: ClassVar[str] = "plan/<plan>"
    plan: PlanId
    country: str
    """ISO 3166-1 alpha-2."""
    ordinal: int
    """Which plan of the country it is, from 1."""
    title: TextMap
    starts_on: date
    """Its first day, in `time_zone`."""
    ends_on: date
    """Its last day, itself included, in `time_zone`."""
    adopted_on: date | None
    """When it was adopted, where that is known."""
    languages: list[str]
    """Codes of the languages its texts are in."""
    time_zone: str
    """By the IANA database."""
    policy: PolicyPart
    themes: list[ThemePart]
    """Its chapters, in order."""
    effective_at: AwareDatetime | None
    """From when this text holds; null for the first."""
    vocabulary: Vocabulary = Vocabulary.GT
    """Whose words name its levels."""
    evidence_gate: EvidenceGate = EvidenceGate.WARN
    """What happens to a `complete` for which nothing is cited."""
    reason: TextMap | None = None
    """Why it was amended; null for what was said before it was adopted."""


class PlanStateChanged(Event):
    """A plan went on to another state of its life, or back."""

    type: ClassVar[str] = "commitments.plan_state_changed.v1"
    stream_key: ClassVar[str] = "plan/<plan>"
    plan: PlanId
    state: PlanState
    before: PlanState | None
    """Null for the state in which a plan is entered."""
    reason: TextMap | None
    effective_on: date
    """The day it speaks of, in the plan's time zone."""
    effective_at: AwareDatetime
    """The instant from which it counts."""


class InstitutionRegistered(Event):
    """An institution was entered, or its description changed."""

    type: ClassVar[str] = "commitments.institution_registered.v1"
    stream_key: ClassVar[str] = "institution/<acronym>"
    acronym: Acronym
    name: TextMap
    """The institution's name: that of an office, never of a person."""
    kind: InstitutionKind
    roundtable: bool
    """Whether it sits at the technical roundtable."""


class ImportAccepted(Event):
    """A plan file was taken whole. Other services claim their sections of it by its key (docs/adr/0004)."""

    type: ClassVar[str] = "commitments.import_accepted.v1"
    stream_key: ClassVar[str] = "import/<plan>"
    import_id: str
    """The key under which others ask for their sections."""
    plan: PlanId
    sha256: str
    """Of the document as it came, in hexadecimal."""
