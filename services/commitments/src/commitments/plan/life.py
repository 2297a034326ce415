"""The life of a plan: which state follows which, and what each allows (docs/architecture/registry.md). Pure rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from commitments.plan.errors import (
    NothingToAssess,
    PeriodNeedsImplementation,
    PlanClosed,
    PlanNotInImplementation,
    ReasonNeeded,
    StateCannotFollow,
)
from constancia_events.vocabulary import PlanState
from constancia_runtime.errors import Fault

FOLLOWING: Final[Mapping[PlanState, tuple[PlanState, ...]]] = MappingProxyType(
    {
        PlanState.DRAFT: (PlanState.IN_CONSULTATION,),
        PlanState.IN_CONSULTATION: (PlanState.ADOPTED, PlanState.DRAFT),
        PlanState.ADOPTED: (PlanState.IN_IMPLEMENTATION,),
        PlanState.IN_IMPLEMENTATION: (PlanState.CLOSED,),
        PlanState.CLOSED: (PlanState.IN_IMPLEMENTATION,),
    }
)
_BACK: Final = frozenset(
    {(PlanState.IN_CONSULTATION, PlanState.DRAFT), (PlanState.CLOSED, PlanState.IN_IMPLEMENTATION)}
)
_BEFORE_ADOPTION: Final = frozenset({PlanState.DRAFT, PlanState.IN_CONSULTATION})
BACK_NEEDS_REASON: Final = "Say why the plan goes back"
EARLY_NEEDS_REASON: Final = "Say why the plan is closed before its last day, {ends_on}"
AMENDMENT_NEEDS_REASON: Final = "The plan is adopted: say why what was promised is amended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One step of a plan's life; `before` is None for the state in which it was entered."""

    state: PlanState
    before: PlanState | None
    reason: dict[str, str] | None
    effective_on: date
    effective_at: datetime


def is_binding(state: PlanState) -> bool:
    """Whether what the plan says is promised: changed only as an amendment, and never taken away."""
    return state not in _BEFORE_ADOPTION


def check_follows(state: PlanState, to: PlanState) -> None:
    """Raise StateCannotFollow, which names the states that can."""
    if to not in FOLLOWING[state]:
        raise StateCannotFollow(state=state.value, next=", ".join(s.value for s in FOLLOWING[state]), asked=to.value)


def check_reason_to_go_back(state: PlanState, to: PlanState, reason: dict[str, str] | None) -> None:
    """Raise ReasonNeeded for a step back without one."""
    if (state, to) in _BACK and reason is None:
        raise ReasonNeeded(faults=(Fault(message=BACK_NEEDS_REASON, code="missing", pointer="/reason"),))


def check_change(state: PlanState, reason: dict[str, str] | None) -> None:
    """Let a change of structure pass: freely before adoption, with a reason after it, never once closed.

    Raises PlanClosed, ReasonNeeded.
    """
    if state is PlanState.CLOSED:
        raise PlanClosed
    if is_binding(state) and reason is None:
        raise ReasonNeeded(faults=(Fault(message=AMENDMENT_NEEDS_REASON, code="missing", pointer="/reason"),))


def check_report(state: PlanState) -> None:
    """Let a report on progress pass while the plan is in implementation. Raises PlanNotInImplementation."""
    if state is not PlanState.IN_IMPLEMENTATION:
        raise PlanNotInImplementation(state=state.value)


def check_period(state: PlanState) -> None:
    """Let a reporting period be opened while reports are taken. Raises PeriodNeedsImplementation."""
    if state is not PlanState.IN_IMPLEMENTATION:
        raise PeriodNeedsImplementation(state=state.value)


def check_assessment(state: PlanState) -> None:
    """Let the progress of a plan be judged, also after its end. Raises NothingToAssess."""
    if state not in {PlanState.IN_IMPLEMENTATION, PlanState.CLOSED}:
        raise NothingToAssess(state=state.value)


def entry(
    *, stated: PlanState | None, adopted_on: date | None, starts_on: date, ends_on: date, today: date
) -> tuple[PlanState, date]:
    """The state in which a plan file enters a plan, and the day from which it counts.

    A file that states none enters a draft where no day of adoption has come, else a plan in implementation, or one
    that is adopted and waits for its first day.
    """
    adopted = adopted_on is not None and adopted_on <= today
    begun = starts_on <= today
    if stated is None:
        stated = PlanState.DRAFT if not adopted else PlanState.IN_IMPLEMENTATION if begun else PlanState.ADOPTED
    day = {
        PlanState.ADOPTED: adopted_on or today,
        PlanState.IN_IMPLEMENTATION: max(adopted_on or starts_on, starts_on),
        PlanState.CLOSED: ends_on,
    }.get(stated, today)
    return stated, min(day, today)
