"""A plan: its frame, its themes, its state, and the policy by which its figures are made. Pure rules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from commitments.plan.errors import (
    PlanNotBegun,
    PlanNotReady,
    PlanRefused,
    ReasonNeeded,
    TransitionBeforeLast,
    TransitionInFuture,
)
from commitments.plan.life import EARLY_NEEDS_REASON, Transition, check_follows, check_reason_to_go_back
from constancia_events.commitments import PlanDefined, PlanStateChanged, PolicyPart, ThemePart
from constancia_events.dates import start_of_day
from constancia_events.vocabulary import EvidenceGate, PlanState, RollUpPolicy, Vocabulary
from constancia_runtime.errors import Fault

NO_COMMITMENT = "The plan has no commitment"
NO_LEAD = "Commitment {commitment} has no institution that leads it"
NO_GOAL = "Commitment {commitment} has no goal"
ENDS_BEFORE_START = "{ends} lies before {starts}, on which it begins"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A chapter of a plan."""

    number: int
    slug: str
    title: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether a commitment has what a plan must have to be adopted."""

    has_lead: bool
    has_goal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A national action plan. `version` 0 is one that is not yet on record."""

    id: str
    country: str
    ordinal: int
    title: dict[str, str]
    starts_on: date
    ends_on: date
    adopted_on: date | None
    languages: tuple[str, ...]
    time_zone: str
    policy: RollUpPolicy
    policy_version: int
    themes: tuple[Theme, ...]
    vocabulary: Vocabulary = Vocabulary.GT
    evidence_gate: EvidenceGate = EvidenceGate.WARN
    state: PlanState = PlanState.DRAFT
    version: int = 0

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the plan's dates begin and end."""
        return ZoneInfo(self.time_zone)

    @property
    def stream(self) -> str:
        """The event stream of this plan."""
        return f"plan/{self.id}"

    def text(self) -> dict[str, Any]:
        """What it says, as JSON: its event without its key, its times and the reason."""
        said = self._said(effective_at=None, reason=None)
        return said.model_dump(mode="json", exclude={"plan", "effective_at", "reason"})

    def define(
        self, before: Self | None, *, now: datetime, reason: dict[str, str] | None = None
    ) -> tuple[Self, PlanDefined] | None:
        """Put this description in the place of `before`, whose state stays; None when it says the same.

        Raises PlanRefused.
        """
        if self.ends_on < self.starts_on:
            values = {"starts": self.starts_on.isoformat(), "ends": self.ends_on.isoformat()}
            fault = Fault(message=ENDS_BEFORE_START, values=values, code="ends_before_start", pointer="/ends_on")
            raise PlanRefused(faults=(fault,))
        if before is None:
            return replace(self, version=1), self._said(effective_at=None, reason=reason)
        if replace(self, version=before.version, state=before.state) == before:
            return None
        after = replace(self, version=before.version + 1, state=before.state)
        return after, self._said(effective_at=now, reason=reason)

    def enter(self, state: PlanState, *, on: date, now: datetime) -> tuple[Self, Transition, PlanStateChanged]:
        """Give a plan that has just been defined the state in which it is entered."""
        at = now if on == now.astimezone(self.zone).date() else start_of_day(on, self.zone)
        step = Transition(state=state, before=None, reason=None, effective_on=on, effective_at=at)
        return replace(self, state=state, version=self.version + 1), step, self._changed(step)

    def change_state(  # noqa: PLR0913 - what the step is, and what it is judged by
        self,
        to: PlanState,
        *,
        reason: dict[str, str] | None,
        on: date | None,
        since: date | None,
        commitments: Mapping[int, Readiness],
        now: datetime,
    ) -> tuple[Self, Transition, PlanStateChanged]:
        """Go on to another state, or back; `on` is a day of the plan's zone (today when None), `since` the last step's.

        Adopting also sets `adopted_on`, which the caller defines first. Raises StateCannotFollow, ReasonNeeded,
        TransitionInFuture, TransitionBeforeLast, PlanNotReady, PlanNotBegun.
        """
        check_follows(self.state, to)
        check_reason_to_go_back(self.state, to, reason)
        today = now.astimezone(self.zone).date()
        day = today if on is None else on
        self._check_day(day, today, since)
        if to is PlanState.ADOPTED:
            _check_ready(commitments)
        if to is PlanState.IN_IMPLEMENTATION and day < self.starts_on:
            raise PlanNotBegun(starts_on=self.starts_on, day=day)
        if to is PlanState.CLOSED and day < self.ends_on and reason is None:
            values = {"ends_on": self.ends_on.isoformat()}
            fault = Fault(message=EARLY_NEEDS_REASON, values=values, code="missing", pointer="/reason")
            raise ReasonNeeded(faults=(fault,))
        at = now if day == today else start_of_day(day, self.zone)
        step = Transition(state=to, before=self.state, reason=reason, effective_on=day, effective_at=at)
        return replace(self, state=to, version=self.version + 1), step, self._changed(step)

    def _check_day(self, day: date, today: date, since: date | None) -> None:
        if day > today:
            values = {"day": day.isoformat(), "time_zone": self.time_zone, "today": today.isoformat()}
            fault = Fault(message=TransitionInFuture.message, values=values, code="future", pointer="/on")
            raise TransitionInFuture(faults=(fault,), **values)
        if since is not None and day < since:
            values = {"state": self.state.value, "since": since.isoformat(), "day": day.isoformat()}
            fault = Fault(message=TransitionBeforeLast.message, values=values, code="before_last", pointer="/on")
            raise TransitionBeforeLast(faults=(fault,), **values)

    def _changed(self, step: Transition) -> PlanStateChanged:
        return PlanStateChanged(
            plan=self.id,
            state=step.state,
            before=step.before,
            reason=step.reason,
            effective_on=step.effective_on,
            effective_at=step.effective_at,
        )

    def _said(self, *, effective_at: datetime | None, reason: dict[str, str] | None) -> PlanDefined:
        return PlanDefined(
            plan=self.id,
            country=self.country,
            ordinal=self.ordinal,
            title=self.title,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            adopted_on=self.adopted_on,
            languages=list(self.languages),
            time_zone=self.time_zone,
            policy=PolicyPart(name=self.policy, version=self.policy_version),
            themes=[ThemePart(number=t.number, slug=t.slug, title=t.title) for t in self.themes],
            effective_at=effective_at,
            vocabulary=self.vocabulary,
            evidence_gate=self.evidence_gate,
            reason=reason,
        )


def _check_ready(commitments: Mapping[int, Readiness]) -> None:
    faults = [] if commitments else [Fault(message=NO_COMMITMENT, code="not_ready", pointer="/to")]
    for number, ready in sorted(commitments.items()):
        values = {"commitment": str(number)}
        if not ready.has_lead:
            faults.append(Fault(message=NO_LEAD, values=values, code="not_ready", pointer="/to"))
        if not ready.has_goal:
            faults.append(Fault(message=NO_GOAL, values=values, code="not_ready", pointer="/to"))
    if faults:
        raise PlanNotReady(faults=tuple(faults))
