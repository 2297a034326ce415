"""The present record of a plan as a plan file: what would change nothing if it were loaded again.

What the registry keeps in tables comes from them; the rest stands as in the newest file that was taken, section by
section, until it has tables of its own.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

import commitments.commitment.store as commitment_store
import commitments.goal.store as goal_store
import commitments.institution.store as institution_store
import commitments.plan.store as plan_store
from commitments.commitment.aggregate import FIELDS, Commitment
from commitments.goal.aggregate import Goal, Subgoal
from commitments.imports import store
from commitments.imports.errors import NothingToExport
from commitments.institution.aggregate import Institution
from commitments.plan.aggregate import Plan
from constancia_events.plan_file import PlanFile
from constancia_events.vocabulary import Level

JsonObject = dict[str, Any]
Key = TypeVar("Key")
Value = TypeVar("Value")


async def present_file(connection: AsyncConnection, plan: str, now: datetime) -> PlanFile:
    """The plan as it stands, its levels as of today by its own time zone. Raises PlanNotFound, NothingToExport.

    For one answer of several statements, so give it a snapshot, or a transaction that holds the plan.
    """
    known = await plan_store.load(connection, plan)
    last = await store.newest(connection, plan)
    base: JsonObject = {} if last is None else PlanFile.model_validate_json(last.document).model_dump(mode="json")
    commitments = await commitment_store.every(connection, plan)
    goals = await goal_store.every(connection, plan)
    leads = [lead.institution for commitment in commitments for lead in commitment.leads]
    named = list(dict.fromkeys([*(i["acronym"] for i in base.get("institutions", ())), *leads]))
    institutions = await institution_store.those(connection, named)
    document = {
        **_elsewhere(base),
        "plan": _plan(known, base.get("plan", {}), now),
        "themes": [{"number": t.number, "slug": t.slug, "title": t.title} for t in known.themes],
        "institutions": _institutions([institutions[name] for name in named if name in institutions], base),
        "commitments": _commitments(commitments, goals, base),
    }
    try:
        return PlanFile.model_validate(document)
    except ValidationError as cause:
        raise NothingToExport(plan=plan) from cause


def without_levels(file: PlanFile) -> JsonObject:
    """All that a file says but for levels, their day, and the zone that it may leave to the country."""
    document: JsonObject = file.model_dump(mode="json")
    document["plan"] |= {"levels_as_of": None, "time_zone": None}
    for commitment in document["commitments"]:
        commitment["declared_level"] = None
        for goal in commitment["goals"]:
            goal["level"] = None
            for subgoal in goal["subgoals"]:
                subgoal["level"] = None
    return document


def _elsewhere(base: JsonObject) -> JsonObject:
    """Sections that have no tables here: groups, meetings, consultation, indicators, recommendations, lineage."""
    ours = {"plan", "themes", "institutions", "commitments"}
    return {name: section for name, section in base.items() if name not in ours}


def _plan(plan: Plan, base: JsonObject, now: datetime) -> JsonObject:
    return base | {
        "id": plan.id,
        "country": plan.country,
        "ordinal": plan.ordinal,
        "title": plan.title,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "adopted_on": None if plan.adopted_on is None else plan.adopted_on.isoformat(),
        "languages": list(plan.languages),
        "time_zone": plan.time_zone,
        "roll_up": {"name": plan.policy, "version": plan.policy_version},
        "levels_as_of": now.astimezone(plan.zone).date().isoformat(),
    }


def _institutions(institutions: list[Institution], base: JsonObject) -> list[JsonObject]:
    before = {one["acronym"]: one for one in base.get("institutions", ())}
    return [
        before.get(one.acronym, {})
        | {"acronym": one.acronym, "name": one.name, "kind": one.kind, "roundtable": one.roundtable}
        for one in institutions
    ]


def _commitments(commitments: list[Commitment], goals: list[Goal], base: JsonObject) -> list[JsonObject]:
    of: dict[int, list[Goal]] = {}
    for goal in goals:
        of.setdefault(goal.key.commitment, []).append(goal)
    before = _by_number(base.get("commitments", ()))
    known = {one.key.commitment: one for one in commitments}
    return [
        _commitment(known[number], of.get(number, []), before.get(number, {})) for number in _in_order(before, known)
    ]


def _commitment(commitment: Commitment, goals: list[Goal], base: JsonObject) -> JsonObject:
    before = _by_number(base.get("goals", ()))
    known = {goal.key.goal: goal for goal in goals}
    declared = commitment.declared
    return base | {
        "number": commitment.key.commitment,
        "ogp_id": commitment.ogp_id,
        "theme": commitment.theme,
        "title": commitment.title,
        "leads": [{"institution": lead.institution, "role": lead.role} for lead in commitment.leads],
        "starts_on": str(commitment.starts_on),
        "ends_on": str(commitment.ends_on),
        "declared_level": None if declared is None else declared.level,
        "fields": {name: commitment.fields.get(name) for name in FIELDS},
        "goals": [_goal(known[number], before.get(number, {})) for number in _in_order(before, known)],
    }


def _goal(goal: Goal, base: JsonObject) -> JsonObject:
    """A goal with the level that holds now; what it cites and waits for is as in the file."""
    before = _by_number(base.get("subgoals", ()))
    report = goal.report_of(None)
    return (
        {"evidence": []}
        | base
        | {
            "number": goal.key.goal,
            "title": goal.title,
            "starts_on": str(goal.starts_on),
            "ends_on": str(goal.ends_on),
            "template_starts_on": None if goal.template_starts_on is None else str(goal.template_starts_on),
            "template_ends_on": None if goal.template_ends_on is None else str(goal.template_ends_on),
            "level": Level.NOT_STARTED if report is None else report.level,
            "subgoals": [_subgoal(goal, part, before.get(part.number, {})) for part in goal.subgoals],
        }
    )


def _subgoal(goal: Goal, part: Subgoal, base: JsonObject) -> JsonObject:
    report = goal.report_of(part.number)
    return base | {
        "number": part.number,
        "title": part.title,
        "starts_on": str(part.starts_on),
        "ends_on": str(part.ends_on),
        "level": None if report is None else report.level,
    }


def _by_number(items: Iterable[JsonObject]) -> dict[int, JsonObject]:
    return {item["number"]: item for item in items}


def _in_order(before: Mapping[Key, object], known: Mapping[Key, Value]) -> list[Key]:
    """What is on record, as the file had it; what came since, behind."""
    return [*(key for key in before if key in known), *(key for key in known if key not in before)]
