"""What a plan file changes of a plan on record: each place by its pointer into the file, and why. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from commitments.amendment.aggregate import Change, ChangeKind, differences, text_changed
from commitments.imports.errors import AmendmentNeedsReason
from commitments.plan.aggregate import Plan
from commitments.plan.errors import PlanClosed
from commitments.plan.life import is_binding
from constancia_events.plan_file import PlanFile
from constancia_events.vocabulary import Level, PlanState
from constancia_runtime.errors import Fault

OTHER_STATE: Final = "The plan is {value} on record: a file does not change that, the plan's transitions do"
STATE_NOT_BEGUN: Final = "A plan that begins on {value} cannot be {state} yet"
ADOPTION_IS_A_STEP: Final = "The plan is not adopted on record: its transition to adopted records this day"
AMENDED: Final = "The plan is adopted: this amends what was promised"
NO_LEVEL_YET: Final = "The plan is {value}: no progress can be stated of it"
_SECTIONS: Final = {"policy": "/plan/roll_up", "themes": "/themes"}
_WITH_LEVELS: Final = frozenset({PlanState.IN_IMPLEMENTATION, PlanState.CLOSED})


@dataclass(slots=True, kw_only=True)
class Amending:
    """Collects what a file changes. `on_record` is the plan before it; None for a file that enters one."""

    on_record: Plan | None
    reason: dict[str, str] | None
    made: list[Change] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    @property
    def is_binding(self) -> bool:
        """Whether the file speaks of a plan that was adopted before it came."""
        return self.on_record is not None and is_binding(self.on_record.state)

    @property
    def reason_kept(self) -> dict[str, str] | None:
        """The reason, where what is changed is an amendment."""
        return self.reason if self.is_binding else None

    def note(  # noqa: PLR0913 - the members of a change, by name
        self,
        kind: ChangeKind,
        at: str,
        *,
        version: int,
        before: Mapping[str, Any] | None,
        after: dict[str, Any],
        commitment: int | None = None,
        goal: int | None = None,
    ) -> None:
        """One text was changed, or is new; `at` points to it in the file."""
        change = text_changed(
            kind,
            version=version,
            before=before,
            after=after,
            reason=self.reason_kept,
            commitment=commitment,
            goal=goal,
        )
        self.made.append(change)
        if before is None:
            self.places.append(at)
        else:
            self.places += [_place(at, difference.field) for difference in differences(before, after)]

    def check(self, *, levels_stated: int) -> None:
        """Let it pass; `levels_stated` counts the levels that the file states anew.

        Raises PlanClosed for anything new about a closed plan, AmendmentNeedsReason.
        """
        if self.on_record is not None and self.on_record.state is PlanState.CLOSED and (self.places or levels_stated):
            raise PlanClosed
        if self.is_binding and self.places and self.reason is None:
            faults = tuple(Fault(message=AMENDED, code="reason_needed", pointer=place) for place in self.places)
            raise AmendmentNeedsReason(faults=faults, count=len(faults))


def state_faults(file: PlanFile, on_record: Plan | None, entered: PlanState, today: date) -> Iterator[Fault]:
    """What the file says of the plan's state and cannot: it enters a plan in one, and later leaves it as it is."""
    plan = file.plan
    if on_record is None:
        if entered in _WITH_LEVELS and plan.starts_on > today:
            values = {"value": plan.starts_on.isoformat(), "state": entered.value}
            yield Fault(message=STATE_NOT_BEGUN, values=values, code="state", pointer="/plan/state")
        return
    if plan.state is not None and plan.state is not on_record.state:
        yield Fault(message=OTHER_STATE, values={"value": on_record.state.value}, code="state", pointer="/plan/state")
    if plan.adopted_on not in {None, on_record.adopted_on} and not is_binding(on_record.state):
        yield Fault(message=ADOPTION_IS_A_STEP, code="adopted_on", pointer="/plan/adopted_on")


def takes_levels(state: PlanState) -> bool:
    """Whether a file may state levels of a plan in this state; a closed one takes them with the file that enters it."""
    return state in _WITH_LEVELS


def level_faults(file: PlanFile, state: PlanState) -> Iterator[Fault]:
    """Every level that a file states of a plan that is not being implemented: all its goals are not started."""
    if takes_levels(state):
        return
    values = {"value": state.value}
    for c, commitment in enumerate(file.commitments):
        at = f"/commitments/{c}"
        if commitment.declared_level not in {None, Level.NOT_STARTED}:
            yield Fault(message=NO_LEVEL_YET, values=values, code="state", pointer=f"{at}/declared_level")
        for g, goal in enumerate(commitment.goals):
            stated = [("level", goal.level), *((f"subgoals/{n}/level", s.level) for n, s in enumerate(goal.subgoals))]
            for member, level in stated:
                if level not in {None, Level.NOT_STARTED}:
                    place = f"{at}/goals/{g}/{member}"
                    yield Fault(message=NO_LEVEL_YET, values=values, code="state", pointer=place)


def _place(at: str, name: str) -> str:
    if at == "/plan":
        return _SECTIONS.get(name, f"/plan/{name}")
    return f"{at}/{name.replace('.', '/')}"
