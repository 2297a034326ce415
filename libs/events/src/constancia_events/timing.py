"""Where a goal stands against its dates, and since when it has been complete: one rule for every service. Pure."""

from collections.abc import Iterable
from datetime import date

from constancia_events.dates import PlanDate
from constancia_events.vocabulary import DisplayState, Level, Timing


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


def display_state(level: Level, *, ends_on: PlanDate, day: date) -> DisplayState:
    """What the map shows: the level, except that a goal not started whose end has not passed is not yet due."""
    if level is Level.NOT_STARTED and day <= ends_on.last_day:
        return DisplayState.NOT_YET_DUE
    return DisplayState(level.value)


def completed_since(stated: Iterable[tuple[Level, date]]) -> date | None:
    """The day from which the present unbroken run of `complete` counts; None where the last word is another level.

    `stated` are the levels of one goal with the days they speak of, in the order in which they count.
    """
    since: date | None = None
    for level, day in stated:
        if level is not Level.COMPLETE:
            since = None
        elif since is None or day < since:
            since = day
    return since
