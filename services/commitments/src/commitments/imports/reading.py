"""From a plan file to the registry's own aggregates. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from commitments.commitment.aggregate import FIELDS, Commitment, Declaration, Lead
from commitments.goal.aggregate import Account, Goal, Report, Subgoal
from commitments.imports.errors import FileRefused, LevelsInFuture
from commitments.institution.aggregate import Institution
from commitments.plan.aggregate import Plan, Theme
from commitments.plan.zone import no_zone
from constancia_events import plan_file
from constancia_events.commitments import ActivityPart, BudgetPart, GoalPart, OtherActorPart
from constancia_events.dates import start_of_day
from constancia_events.keys import CommitmentKey, GoalKey
from constancia_events.plan_file import PlanFile
from constancia_events.plan_file_fields import Section
from constancia_events.time_zones import zones_of
from constancia_events.vocabulary import Level

MAY_BE_UNSTATED: Final = frozenset(
    {"other_actors", "budget", "sdgs", "national_links", "activities", "depends_on", "vocabulary", "evidence_gate"}
)
"""Members that older files lack: one that a file does not state is not emptied by it."""


def time_zone(plan: plan_file.Plan) -> str:
    """The zone that the file gives, or the only one of its country. Raises FileRefused when there is no only one."""
    zones = zones_of(plan.country)
    if plan.time_zone is not None:
        return plan.time_zone
    if len(zones) == 1:
        return zones[0]
    raise FileRefused(faults=(no_zone(plan.country, bool(zones), at="/plan"),), count=1)


def levels_as_of(file: PlanFile, asked: date | None, known: date | None, *, zone: ZoneInfo, now: datetime) -> date:
    """The day that the levels speak of: as asked, or as the file says, or as the plan's last file did (`known`).

    Of a first file that says none, it is the day its report was closed for comment, or today. Raises LevelsInFuture.
    """
    today = now.astimezone(zone).date()
    stated = asked or file.plan.levels_as_of or known
    if stated is not None and stated > today:
        raise LevelsInFuture(day=stated, time_zone=zone.key, today=today)
    if stated is not None:
        return stated
    return min(today, file.consultation.closes_on) if file.consultation else today


Levels = dict[tuple[GoalKey | CommitmentKey, int | None], tuple[Level, Account]]
"""What a file states: by goal and subgoal (None for the goal itself), and by commitment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedBefore:
    """What the file before stated of the same day: it is not stated again. With `anew`, all else is."""

    levels: Levels
    anew: bool


def levels_of(file: PlanFile | None) -> Levels:
    """Every level that a file states, with what it tells of it; none without a file."""
    levels: Levels = {}
    if file is None:
        return levels
    for commitment in file.commitments:
        key = CommitmentKey(plan=file.plan.id, commitment=commitment.number)
        if commitment.declared_level is not None:
            levels[key, None] = (commitment.declared_level, Account())
        for goal in commitment.goals:
            goal_key = GoalKey.of(file.plan.id, commitment.number, goal.number)
            levels.update({(goal_key, part): (level, account) for part, level, account in _stated(goal)})
    return levels


def _stated(goal: plan_file.Goal) -> Iterator[tuple[int | None, Level, Account]]:
    """What a file states of a goal itself (None) and of its subgoals."""
    account = Account(
        narrative=goal.narrative, next_steps=goal.next_steps, challenges=goal.challenges, reason=goal.reason
    )
    yield None, goal.level, account
    for part in goal.subgoals:
        if part.level is not None:
            yield part.number, part.level, Account(narrative=part.narrative, reason=part.reason)


def lost_subgoals(known: Mapping[GoalKey, Goal], in_file: Mapping[GoalKey, Goal]) -> list[str]:
    """Subgoals on record that a file lacks, as `17.1.3`, of the goals that it has."""
    return [
        f"{key.commitment}.{key.goal}.{number}"
        for key, goal in known.items()
        if key in in_file
        for number in sorted({s.number for s in goal.subgoals} - {s.number for s in in_file[key].subgoals})
    ]


def plan_of(file: PlanFile, zone: str) -> Plan:
    """The plan with its themes."""
    plan = file.plan
    return Plan(
        id=plan.id,
        country=plan.country,
        ordinal=plan.ordinal,
        title=plan.title,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        adopted_on=plan.adopted_on,
        languages=tuple(plan.languages),
        time_zone=zone,
        policy=plan.roll_up.name,
        policy_version=plan.roll_up.version,
        vocabulary=plan.vocabulary,
        evidence_gate=plan.evidence_gate,
        themes=tuple(
            Theme(number=t.number, slug=t.slug, title=t.title) for t in sorted(file.themes, key=lambda t: t.number)
        ),
    )


def unstated(section: Section) -> frozenset[str]:
    """Which of the members that may be left out a part of the file leaves out."""
    return MAY_BE_UNSTATED & set(type(section).model_fields) - section.model_fields_set


def institutions_of(file: PlanFile) -> list[Institution]:
    """The institutions."""
    return [
        Institution(acronym=i.acronym, name=i.name, kind=i.kind, roundtable=i.roundtable) for i in file.institutions
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A description with the statements that the file makes of it, and what it leaves as it is on record."""

    commitment: Commitment
    unstated: frozenset[str]
    declaration: Declaration | None
    goals: list["StatedGoal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedGoal:
    """The same of a goal."""

    goal: Goal
    unstated: frozenset[str]
    reports: list[Report]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What all statements of one file share."""

    effective_on: date
    zone: ZoneInfo
    now: datetime
    by: str

    @property
    def effective_at(self) -> datetime:
        """From when the levels count: the beginning of their day, so that a report made later that day comes after."""
        return start_of_day(self.effective_on, self.zone)


def commitments_of(file: PlanFile, statement: Statement) -> Iterator[Stated]:
    """Every commitment with its goals and what the file states of them, as of the day of its levels."""
    for c in file.commitments:
        key = CommitmentKey(plan=file.plan.id, commitment=c.number)
        yield Stated(
            commitment=Commitment(
                key=key,
                ogp_id=c.ogp_id,
                theme=c.theme,
                title=c.title,
                leads=tuple(Lead(institution=x.institution, role=x.role) for x in c.leads),
                starts_on=c.starts_on,
                ends_on=c.ends_on,
                fields={name: getattr(c.fields, name) for name in FIELDS},
                other_actors=tuple(OtherActorPart.model_validate(actor.model_dump()) for actor in c.other_actors),
                budget=None if c.budget is None else BudgetPart.model_validate(c.budget.model_dump()),
                sdgs=tuple(c.sdgs),
                national_links=tuple(c.national_links),
                activities=tuple(
                    ActivityPart.model_validate(activity.model_dump())
                    for activity in sorted(c.activities, key=lambda activity: activity.number)
                ),
            ),
            unstated=unstated(c),
            declaration=None
            if c.declared_level is None
            else Declaration(
                level=c.declared_level,
                effective_on=statement.effective_on,
                effective_at=statement.effective_at,
                stated_at=statement.now,
                stated_by=statement.by,
            ),
            goals=[_goal(file.plan.id, c.number, g, statement) for g in c.goals],
        )


def _goal(plan: str, commitment: int, g: plan_file.Goal, statement: Statement) -> StatedGoal:
    goal = Goal(
        key=GoalKey.of(plan, commitment, g.number),
        title=g.title,
        starts_on=g.starts_on,
        ends_on=g.ends_on,
        template_starts_on=g.template_starts_on,
        template_ends_on=g.template_ends_on,
        subgoals=tuple(
            Subgoal(number=s.number, title=s.title, starts_on=s.starts_on, ends_on=s.ends_on)
            for s in sorted(g.subgoals, key=lambda s: s.number)
        ),
        depends_on=tuple(
            GoalPart(commitment=d.commitment, goal=d.goal)
            for d in sorted(g.depends_on, key=lambda d: (d.commitment, d.goal))
        ),
    )
    reports = [
        Report(
            subgoal=part,
            level=level,
            effective_on=statement.effective_on,
            effective_at=statement.effective_at,
            stated_at=statement.now,
            stated_by=statement.by,
            account=account,
        )
        for part, level, account in _stated(g)
    ]
    return StatedGoal(goal=goal, unstated=unstated(g), reports=reports)
