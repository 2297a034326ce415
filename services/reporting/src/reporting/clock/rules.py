"""OGP's minimum requirements as of a day, each from what is on record. Pure.

Every rule gives one row; the keys of its `facts` are listed at it. Days are YYYY-MM-DD in the plan's time zone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from constancia_events.commitments import PlanDefined
from constancia_events.vocabulary import ConsultationPurpose, PeriodKind
from reporting.clock.requirement import Answer, ChecklistQuestion, Requirement, Row, Standing, waiting
from reporting.findings.facts import History, months_after
from reporting.findings.rules_of_consultations import LEAST_DAYS
from reporting.findings.rules_of_meetings import (
    A_YEAR,
    CIVIL_SOCIETY,
    CIVIL_SOCIETY_A_YEAR,
    FORUM,
    MONTHS_BETWEEN,
    enough_until,
)

IRM_MONTHS: Final = 4
REPORT_MONTHS: Final = 3
"""OGP: a self-assessment is published within three months after the year, or the plan, that it tells of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedReport:
    """A self-assessment that was published, on a day of the plan's time zone."""

    number: int
    kind: PeriodKind
    published_on: date
    languages: tuple[str, ...] = ("es", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What the clock is read from: a plan with its past, when it was updated, what came after it."""

    history: History
    updated_on: tuple[date, ...] = ()
    """Days on which the record of this plan was updated, in order."""
    next_plan: tuple[str, date] | None = None
    """The plan of the country that begins next after this one, and its first day."""
    irm_assessed_on: date | None = None
    """The last day of which the IRM judged something of this plan."""
    reports: tuple[PublishedReport, ...] = ()
    """The self-assessments that were published by then, the first one first."""

    @property
    def day(self) -> date:
        """The day as of which the clock is read."""
        return self.history.day

    @property
    def starts_on(self) -> date:
        """The first day of the plan."""
        return self.history.record.plan.starts_on

    @property
    def ends_on(self) -> date:
        """The last day of the plan."""
        return self.history.record.plan.ends_on

    @property
    def is_over(self) -> bool:
        """Whether the plan has ended."""
        return self.day > self.ends_on


def repository_linked(times: Times) -> Row:
    """`{goals, cited}`: so many goals, and so many of them cite something. Met when any does."""
    cited = {(use.commitment, use.goal) for use in times.history.uses}
    goals = len(times.history.record.goals)
    standing = Standing.MET if cited else Standing.UNMET if goals else Standing.NOT_ON_RECORD
    return _row(Requirement.REPOSITORY_LINKED, standing, None, goals=goals, cited=len(cited))


def repository_updated(times: Times) -> Row:
    """`{last, longest_days}`: the last update, and the longest time without one since the plan began."""
    return _every(Requirement.REPOSITORY_UPDATED, times, times.updated_on)


def forum_meets(times: Times) -> Row:
    """`{last, longest_days, held}`: the last meeting of the forum, and the longest time without one."""
    held = times.history.met(FORUM)
    row = _every(Requirement.FORUM_MEETS, times, held)
    return _row(row.requirement, row.standing, row.due_on, **row.facts, held=len(held))


def civil_society_meets(times: Times) -> Row:
    """`{held, in_last_year, least}`: meetings with civil society in all, and in the twelve months before that day."""
    held = times.history.met(CIVIL_SOCIETY)
    upto = min(times.day, times.ends_on)
    recent = [day for day in held if months_after(day, A_YEAR) > upto]
    enough = len(recent) >= CIVIL_SOCIETY_A_YEAR
    due_on = enough_until(held, times.starts_on)
    if times.is_over:
        standing, due = (Standing.MET if enough else Standing.UNMET), None
    else:
        standing, due = waiting(due_on, times.day), due_on
    facts = {"held": len(held), "in_last_year": len(recent), "least": CIVIL_SOCIETY_A_YEAR}
    return _row(Requirement.CIVIL_SOCIETY_MEETS, standing, due, **facts)


def comment_period(times: Times) -> Row:
    """`{least, windows: [{consultation, opens_on, closes_on, days}]}`: the windows for comments on self-assessments."""
    about = [
        one
        for one in times.history.hearings
        if one.scheduled.purpose is ConsultationPurpose.SELF_ASSESSMENT and one.scheduled.opens_on <= times.day
    ]
    facts = {
        "least": LEAST_DAYS,
        "windows": [
            {
                "consultation": one.scheduled.consultation,
                "opens_on": one.scheduled.opens_on.isoformat(),
                "closes_on": one.scheduled.closes_on.isoformat(),
                "days": one.days,
            }
            for one in about
        ],
    }
    if not about:
        return _row(Requirement.COMMENT_PERIOD, Standing.NOT_ON_RECORD, None, **facts)
    last = about[-1]
    if last.days < LEAST_DAYS:
        return _row(Requirement.COMMENT_PERIOD, Standing.UNMET, None, **facts)
    is_open = times.day <= last.scheduled.closes_on
    due = last.scheduled.closes_on if is_open else None
    return _row(Requirement.COMMENT_PERIOD, waiting(due, times.day) if due else Standing.MET, due, **facts)


def reasoned_response(times: Times) -> Row:
    """`{received, answered, waiting, late}`: comments in all consultations, and what became of them."""
    hearings = times.history.hearings
    tallies = [one.statement.all for one in hearings]
    late = sum(len(one.unanswered(times.day)) for one in hearings)
    facts = {
        "received": sum(one.received for one in tallies),
        "answered": sum(one.answered for one in tallies),
        "waiting": sum(one.waiting for one in tallies),
        "late": late,
    }
    if not facts["received"]:
        return _row(Requirement.REASONED_RESPONSE, Standing.NOT_ON_RECORD, None, **facts)
    if not facts["waiting"]:
        return _row(Requirement.REASONED_RESPONSE, Standing.MET, None, **facts)
    due_on = min(due for one in hearings for _, _, due in one.unanswered(date.max))
    return _row(Requirement.REASONED_RESPONSE, waiting(due_on, times.day), due_on, **facts)


def irm_assesses(times: Times) -> Row:
    """`{assessed_on}`: the last day of which the IRM judged something; its own duty, and never the government's."""
    due_on = months_after(times.ends_on, IRM_MONTHS)
    last = times.irm_assessed_on
    facts = {"assessed_on": last.isoformat() if last else None}
    if last is not None and last >= times.ends_on:
        return _row(Requirement.IRM_ASSESSES, Standing.MET, None, **facts)
    standing = waiting(due_on, times.day)
    is_past = standing is Standing.OVERDUE
    return _row(Requirement.IRM_ASSESSES, Standing.NOT_ON_RECORD if is_past else standing, due_on, **facts)


def next_plan(times: Times) -> Row:
    """`{plan, starts_on}`: the plan that follows, null where none is on record."""
    due_on = months_after(times.ends_on, A_YEAR)
    follows = times.next_plan
    facts = {"plan": follows[0] if follows else None, "starts_on": follows[1].isoformat() if follows else None}
    if follows is None:
        return _row(Requirement.NEXT_PLAN, waiting(due_on, times.day), due_on, **facts)
    standing = Standing.MET if follows[1] <= due_on else Standing.UNMET
    return _row(Requirement.NEXT_PLAN, standing, None, **facts)


RULES: Final[tuple[Callable[[Times], Row], ...]] = (
    repository_linked,
    repository_updated,
    forum_meets,
    civil_society_meets,
    comment_period,
    reasoned_response,
    irm_assesses,
    next_plan,
)


def clock_of(times: Times) -> list[Row]:
    """Every requirement, in the order in which OGP has them."""
    return [rule(times) for rule in RULES]


def checklist_of(times: Times) -> list[Answer]:
    """What the IRM asks of the newest self-assessment, as far as the record answers it.

    Whether one was published, and when, is on record for those alone that the platform wrote itself.
    """
    plan, rows = times.history.record.plan, {row.requirement: row for row in clock_of(times)}
    period, responses = rows[Requirement.COMMENT_PERIOD], rows[Requirement.REASONED_RESPONSE]
    numbers = {one.commitment.commitment for one in times.history.record.commitments}
    stated = {commitment for commitment, _ in times.history.record.levels} | set(times.history.record.declared)
    windows, received = period.facts["windows"], responses.facts["received"]
    newest = times.reports[-1] if times.reports else None
    spoken = {"languages": list(newest.languages) if newest else plan.languages}
    return [
        Answer(
            question=ChecklistQuestion.PUBLISHED,
            yes=True if newest else None,
            facts={"report": newest.number, "published_on": newest.published_on.isoformat()} if newest else {},
        ),
        _on_schedule(newest, plan),
        Answer(question=ChecklistQuestion.ADMINISTRATIVE_LANGUAGE, yes="es" in spoken["languages"], facts=spoken),
        Answer(question=ChecklistQuestion.ENGLISH, yes="en" in spoken["languages"], facts=spoken),
        Answer(
            question=ChecklistQuestion.TWO_WEEKS,
            yes=period.standing is not Standing.UNMET if windows else None,
            facts={"windows": windows},
        ),
        Answer(
            question=ChecklistQuestion.COMMENTS_REVIEWED,
            yes=not responses.facts["waiting"] if received else None,
            facts={"received": received, "answered": responses.facts["answered"]},
        ),
        Answer(
            question=ChecklistQuestion.ALL_COMMITMENTS,
            yes=numbers <= stated if numbers else None,
            facts={"of": len(numbers), "stated": len(numbers & stated)},
        ),
        Answer(
            question=ChecklistQuestion.AGAINST_SCHEDULE,
            yes=bool(times.history.record.levels) or None,
            facts={"goals": len(times.history.record.goals), "stated": len(times.history.record.levels)},
        ),
    ]


def _on_schedule(newest: PublishedReport | None, plan: PlanDefined) -> Answer:
    """`{due_on, published_on}`: three months after the first year of the plan, or after its end."""
    if newest is None or newest.kind is PeriodKind.HALF_YEARLY:
        return Answer(question=ChecklistQuestion.ON_SCHEDULE, yes=None, facts={})
    is_last = newest.kind is PeriodKind.END_OF_TERM
    due_on = months_after(plan.ends_on if is_last else months_after(plan.starts_on, A_YEAR), REPORT_MONTHS)
    facts = {"due_on": due_on.isoformat(), "published_on": newest.published_on.isoformat()}
    return Answer(question=ChecklistQuestion.ON_SCHEDULE, yes=newest.published_on <= due_on, facts=facts)


def _every(requirement: Requirement, times: Times, days: Sequence[date]) -> Row:
    """Something that must happen at least every six months while the plan runs."""
    during = [day for day in days if times.starts_on <= day <= times.ends_on]
    last = during[-1] if during else None
    upto = min(times.day, times.ends_on)
    marks = [times.starts_on, *during, upto]
    longest = max(((after - before).days for before, after in pairwise(marks)), default=0)
    facts = {"last": last.isoformat() if last else None, "longest_days": longest}
    due_on = months_after(last or times.starts_on, MONTHS_BETWEEN)
    if times.is_over:
        return _row(requirement, Standing.MET if due_on >= times.ends_on else Standing.UNMET, None, **facts)
    return _row(requirement, waiting(due_on, times.day), due_on, **facts)


def _row(requirement: Requirement, standing: Standing, due_on: date | None, **facts: object) -> Row:
    return Row(requirement=requirement, standing=standing, due_on=due_on, facts=facts)
