"""What the API takes and says of plans."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from commitments.merge_patch import Patch, unsent
from commitments.plan.aggregate import Plan, Theme
from commitments.plan.life import FOLLOWING
from constancia_events import plan_file
from constancia_events.keys import Number, PlanId
from constancia_events.plan_file import RollUp
from constancia_events.plan_file_fields import Day, TimeZone
from constancia_events.texts import Language, TextMap
from constancia_events.vocabulary import EvidenceGate, PlanState, RollUpPolicy, Vocabulary

Themes = Annotated[list[plan_file.Theme], Field(max_length=100, description="Its chapters; replaced whole.")]
Languages = Annotated[list[Language], Field(min_length=1, max_length=12)]


class PlanIn(BaseModel):
    """A new plan, which begins as a draft."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: PlanId
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    ordinal: Number
    title: TextMap
    starts_on: Day
    ends_on: Day
    languages: Languages = Field(default_factory=lambda: ["es"])
    time_zone: Annotated[
        TimeZone | None, Field(description="Needed where the country has several; else the only one when left out.")
    ] = None
    policy: RollUp = RollUp()
    vocabulary: Vocabulary = Vocabulary.GT
    evidence_gate: EvidenceGate = EvidenceGate.WARN
    themes: Themes = Field(default_factory=list)
    drafted_on: Annotated[
        Day | None,
        Field(
            description="The day from which it is a draft, in its time zone; today when left out. Its later steps lie"
            " not before it: give it for a plan whose life began before it was entered here."
        ),
    ] = None

    def draft(self, time_zone: str) -> Plan:
        """The plan that this describes."""
        return Plan(
            id=self.id,
            country=self.country,
            ordinal=self.ordinal,
            title=self.title,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            adopted_on=None,
            languages=tuple(self.languages),
            time_zone=time_zone,
            policy=self.policy.name,
            policy_version=self.policy.version,
            themes=in_order(self.themes),
            vocabulary=self.vocabulary,
            evidence_gate=self.evidence_gate,
        )


class PlanPatch(Patch):
    """What is to change of a plan; what is not sent stays."""

    ordinal: Number = Field(default_factory=unsent)
    title: TextMap = Field(default_factory=unsent)
    starts_on: Day = Field(default_factory=unsent)
    ends_on: Day = Field(default_factory=unsent)
    adopted_on: Annotated[
        Day, Field(description="Corrects the day that the transition to `adopted` recorded; not before it.")
    ] = Field(default_factory=unsent)
    languages: Languages = Field(default_factory=unsent)
    time_zone: TimeZone = Field(default_factory=unsent)
    policy: RollUp = Field(default_factory=unsent)
    vocabulary: Vocabulary = Field(default_factory=unsent)
    evidence_gate: EvidenceGate = Field(default_factory=unsent)
    themes: Themes = Field(default_factory=unsent)

    def changes(self) -> dict[str, Any]:
        """What was sent, by the names of the aggregate."""
        sent = self.sent()
        if "policy" in sent:
            policy: RollUp = sent.pop("policy")
            sent |= {"policy": policy.name, "policy_version": policy.version}
        if "languages" in sent:
            sent["languages"] = tuple(sent["languages"])
        if "themes" in sent:
            sent["themes"] = in_order(sent["themes"])
        return sent


class TransitionIn(BaseModel):
    """The state that a plan is to go on to, or back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    to: PlanState
    reason: Annotated[
        TextMap | None, Field(description="Why; required for a step back, and to close a plan before its last day.")
    ] = None
    on: Annotated[
        Day | None, Field(description="The day from which it counts, in the plan's time zone; today when left out.")
    ] = None


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class TransitionOut(_Out):
    """One step of a plan's life."""

    n: int = Field(description="Counts the steps of a plan from 1, in the order in which they were stated.")
    state: PlanState
    before: PlanState | None = Field(description="Null for the state in which the plan was entered.")
    reason: TextMap | None
    effective_on: date = Field(description="The day from which it counts, in the plan's time zone.")
    stated_at: datetime = Field(description="When it was stated, in UTC.")
    institution: str | None = Field(description="The institution that stated it; null for the server's own command.")

    @classmethod
    def of(cls, row: Any) -> Self:
        """The step of a row of `plan_transitions`."""
        return cls(
            n=row.n,
            state=PlanState(row.state),
            before=None if row.before is None else PlanState(row.before),
            reason=row.reason,
            effective_on=row.effective_on,
            stated_at=row.stated_at,
            institution=row.institution,
        )


class ThemeOut(_Out):
    """A chapter of a plan."""

    number: int
    slug: str
    title: TextMap


class PolicyOut(_Out):
    """The stated policy by which goals roll up."""

    name: RollUpPolicy
    version: int


class PlanOut(_Out):
    """A national action plan; its dates begin and end in `time_zone`."""

    id: str
    country: str
    ordinal: int
    title: TextMap
    starts_on: date
    ends_on: date
    adopted_on: date | None
    languages: list[str]
    time_zone: str
    policy: PolicyOut
    themes: list[ThemeOut]
    vocabulary: Vocabulary = Field(description="Whose words name its levels: /v1/vocabularies/{vocabulary}.")
    evidence_gate: EvidenceGate
    state: PlanState
    can_become: list[PlanState] = Field(description="The states that can follow its own.")
    version: int

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """The plan as it stands."""
        return cls(
            id=plan.id,
            country=plan.country,
            ordinal=plan.ordinal,
            title=plan.title,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            adopted_on=plan.adopted_on,
            languages=list(plan.languages),
            time_zone=plan.time_zone,
            policy=PolicyOut(name=plan.policy, version=plan.policy_version),
            themes=[ThemeOut(number=t.number, slug=t.slug, title=t.title) for t in plan.themes],
            vocabulary=plan.vocabulary,
            evidence_gate=plan.evidence_gate,
            state=plan.state,
            can_become=list(FOLLOWING[plan.state]),
            version=plan.version,
        )


def in_order(themes: list[plan_file.Theme]) -> tuple[Theme, ...]:
    """The chapters by number."""
    ordered = sorted(themes, key=lambda theme: theme.number)
    return tuple(Theme(number=t.number, slug=t.slug, title=t.title) for t in ordered)
