"""How levels, dates and an instant become timing, display state and roll-up (docs/architecture/figures.md). Pure."""

from collections.abc import Sequence
from datetime import date

from constancia_events.dates import PlanDate
from constancia_events.vocabulary import DisplayState, Level, RollUpPolicy, Timing

RANK = {Level.NOT_STARTED: 0, Level.INITIATED: 1, Level.SUBSTANTIAL: 2, Level.COMPLETE: 3}
_OF_RANK = {rank: level for level, rank in RANK.items()}


def display_state(level: Level, *, ends_on: PlanDate, day: date) -> DisplayState:
    """What the map shows: the level, except that a goal not started whose end has not passed is not yet due."""
    if level is Level.NOT_STARTED and day <= ends_on.last_day:
        return DisplayState.NOT_YET_DUE
    return DisplayState(level.value)


def timing(level: Level, *, ends_on: PlanDate, completed_on: date | None, day: date) -> Timing:
    """Where a goal stands against its end, on `day` of the plan's zone.

    It is due while `day` lies inside its end date (a whole month, where only that is known) and overdue after it.
    A complete one was on time when the first statement that it was complete speaks of a day up to its end.
    """
    if level is Level.COMPLETE:
        late = completed_on is not None and completed_on > ends_on.last_day
        return Timing.COMPLETE_LATE if late else Timing.COMPLETE_ON_TIME
    if day > ends_on.last_day:
        return Timing.OVERDUE
    return Timing.DUE if day >= ends_on.first_day else Timing.NOT_YET_DUE


def roll_up(policy: RollUpPolicy, levels: Sequence[Level]) -> Level:
    """The level of a commitment by those of all its goals; goals not yet due count as not started.

    `majority`: complete if all are; else substantial if strictly more than half are substantial or complete; else
    initiated if any has started. `weakest`: the lowest. `mean`: the average rank (0 to 3), rounded down, but initiated
    as soon as any has started. A commitment without goals is not started.
    """
    ranks = [RANK[level] for level in levels]
    if not ranks or max(ranks) == 0:
        return Level.NOT_STARTED
    if policy is RollUpPolicy.WEAKEST:
        return _OF_RANK[min(ranks)]
    if policy is RollUpPolicy.MEAN:
        return _OF_RANK[max(1, sum(ranks) // len(ranks))]
    if min(ranks) == RANK[Level.COMPLETE]:
        return Level.COMPLETE
    over_half_done = 2 * sum(rank >= RANK[Level.SUBSTANTIAL] for rank in ranks) > len(ranks)
    return Level.SUBSTANTIAL if over_half_done else Level.INITIATED
