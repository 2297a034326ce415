"""What is wrong with the statements of a plan file: their languages, their proof, and levels that fall. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from commitments.goal.aggregate import Goal
from commitments.goal.references import faults_of_references
from commitments.imports.reading import Levels, Stated
from commitments.plan.languages import foreign_to
from constancia_events import plan_file
from constancia_events.keys import GoalKey
from constancia_events.plan_file import PlanFile
from constancia_events.vocabulary import Level
from constancia_runtime.errors import Fault

UNPROVEN = "The plan takes no complete without proof: cite a means of verification under evidence"
FALLS = "The level falls from {before} to {level}: say why in reason"


def faults_of(file: PlanFile) -> Iterator[Fault]:
    """Texts in languages that are none of the plan's, and references to no indicator."""
    indicators = frozenset(indicator.key for indicator in file.indicators)
    for c, commitment in enumerate(file.commitments):
        for g, goal in enumerate(commitment.goals):
            yield from _texts(file, goal, f"/commitments/{c}/goals/{g}", indicators)


def unproven(file: PlanFile, known: Iterable[Goal]) -> Iterator[Fault]:
    """`complete` without proof in the file itself, of what is not `complete` on record already."""
    held = {goal.key: goal.complete_parts for goal in known}
    for c, commitment in enumerate(file.commitments):
        for g, goal in enumerate(commitment.goals):
            key = GoalKey.of(file.plan.id, commitment.number, goal.number)
            yield from _unproven(goal, f"/commitments/{c}/goals/{g}", held.get(key, frozenset()))


def falls(file: PlanFile, stated: Sequence[Stated], known: Mapping[GoalKey, Goal], said: Levels) -> Iterator[Fault]:
    """Levels that are lower than what holds at the day of the file, without a reason.

    `stated` is what the file says, in its order; `said` what the file before it said of the same day.
    """
    for c, one in enumerate(stated):
        for g, of_goal in enumerate(one.goals):
            goal, before = of_goal.goal, known.get(of_goal.goal.key)
            for report in of_goal.reports if before is not None else ():
                level = None if before is None else before.fall_of(report)
                if level is None or (report.level, report.account) == said.get((goal.key, report.subgoal)):
                    continue
                in_file = file.commitments[c].goals[g]
                parts = {part.number: s for s, part in enumerate(in_file.subgoals)}
                part = "" if report.subgoal is None else f"/subgoals/{parts[report.subgoal]}"
                values = {"before": level.value, "level": report.level.value}
                pointer = f"/commitments/{c}/goals/{g}{part}/reason"
                yield Fault(message=FALLS, values=values, code="level_falls", pointer=pointer)


def _texts(file: PlanFile, goal: plan_file.Goal, at: str, indicators: frozenset[str]) -> Iterator[Fault]:
    languages = file.plan.languages
    texts = {
        f"{at}/narrative": goal.narrative,
        f"{at}/next_steps": goal.next_steps,
        f"{at}/challenges": goal.challenges,
        f"{at}/reason": goal.reason,
    }
    yield from faults_of_references(goal.narrative, indicators, at=f"{at}/narrative")
    for s, part in enumerate(goal.subgoals):
        texts |= {f"{at}/subgoals/{s}/narrative": part.narrative, f"{at}/subgoals/{s}/reason": part.reason}
        yield from faults_of_references(part.narrative, indicators, at=f"{at}/subgoals/{s}/narrative")
    for place, text in texts.items():
        yield from foreign_to(languages, text, at=place)


def _unproven(goal: plan_file.Goal, at: str, held: Collection[int | None]) -> Iterator[Fault]:
    """A goal is proven by what it or a subgoal of it cites, a subgoal by what it or its goal cites.

    `held` are the parts (None: the goal itself) that are complete on record: to say it again is nothing new.
    """
    cited = {citation.subgoal for citation in goal.evidence}
    if goal.level is Level.COMPLETE and not cited and None not in held:
        yield Fault(message=UNPROVEN, code="evidence_required", pointer=f"{at}/level")
    for s, part in enumerate(goal.subgoals):
        if part.level is Level.COMPLETE and not cited & {None, part.number} and part.number not in held:
            yield Fault(message=UNPROVEN, code="evidence_required", pointer=f"{at}/subgoals/{s}/level")
