"""Compares the figures of a plan at two moments. Pure: each is what every page of its day shows."""

from dataclasses import dataclass

from constancia_events.texts import TextMap
from constancia_events.vocabulary import DisplayState, Level
from reporting.compliance.schemas import CommitmentItem, Compliance, GoalItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A goal whose state differs; None before it was in the plan, or after it left it."""

    commitment: int
    goal: int
    title: TextMap
    before: DisplayState | None
    after: DisplayState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeclared:
    """A commitment of which a level differs: as declared, or by what its goals add up to."""

    commitment: int
    title: TextMap
    declared: tuple[Level | None, Level | None]
    rolled_up: tuple[Level | None, Level | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A plan at two moments; `counts` are goals by state, before and after."""

    before: Compliance
    after: Compliance
    counts: dict[DisplayState, tuple[int, int]]
    goals: tuple[Moved, ...]
    commitments: tuple[Redeclared, ...]


def compare(before: Compliance, after: Compliance) -> Comparison:
    """What is different, in the order of the plan's numbers."""
    was = {item.number: item for item in before.items}
    now = {item.number: item for item in after.items}
    numbers = sorted(was.keys() | now.keys())
    return Comparison(
        before=before,
        after=after,
        counts={state: (before.goals.counts[state], after.goals.counts[state]) for state in DisplayState},
        goals=tuple(moved for number in numbers for moved in _moved(number, was.get(number), now.get(number))),
        commitments=tuple(
            found for number in numbers if (found := _redeclared(was.get(number), now.get(number))) is not None
        ),
    )


def _moved(commitment: int, was: CommitmentItem | None, now: CommitmentItem | None) -> list[Moved]:
    before: dict[int, GoalItem] = {goal.number: goal for goal in was.goals} if was else {}
    after: dict[int, GoalItem] = {goal.number: goal for goal in now.goals} if now else {}
    found = []
    for number in sorted(before.keys() | after.keys()):
        old, new = before.get(number), after.get(number)
        states = (old.display_state if old else None, new.display_state if new else None)
        titled = new or old
        if states[0] != states[1] and titled is not None:
            found.append(
                Moved(commitment=commitment, goal=number, title=titled.title, before=states[0], after=states[1])
            )
    return found


def _redeclared(was: CommitmentItem | None, now: CommitmentItem | None) -> Redeclared | None:
    titled = now or was
    if titled is None:
        return None
    declared = (was.declared if was else None, now.declared if now else None)
    rolled_up = (was.rolled_up if was else None, now.rolled_up if now else None)
    if declared[0] == declared[1] and rolled_up[0] == rolled_up[1]:
        return None
    return Redeclared(commitment=titled.number, title=titled.title, declared=declared, rolled_up=rolled_up)
