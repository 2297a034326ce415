"""The present record of a plan as a plan file: what would change nothing if it were loaded again.

What the registry keeps comes from its tables, in the order of the newest file that was taken. The consultation, which
another service owns, stands as in that file, and so do citations, with those behind them that the leads made since: of
these the registry hears later, so what it has not heard of is never left out of what a file would withdraw.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

import commitments.commitment.store as commitment_store
import commitments.goal.store as goal_store
import commitments.institution.store as institution_store
import commitments.lineage.store as lineage_store
import commitments.membership.store as membership_store
import commitments.plan.store as plan_store
from commitments.commitment.aggregate import Commitment
from commitments.goal.aggregate import Account, Goal
from commitments.imports import exporting_people as people
from commitments.imports import store
from commitments.imports.errors import NothingToExport
from commitments.institution.aggregate import Institution
from commitments.lineage.aggregate import Link
from commitments.membership.aggregate import ROUNDTABLE, Membership
from commitments.plan.aggregate import Plan
from commitments.projections import cited_evidence
from commitments.projections.cited_evidence import Cited
from constancia_events.plan_file import PlanFile
from constancia_events.vocabulary import Level

JsonObject = dict[str, Any]
GoalNumbers = tuple[int, int]
_OF_A_STATEMENT = ("level", "narrative", "next_steps", "challenges", "reason")


async def present_file(connection: AsyncConnection, plan: str, now: datetime) -> PlanFile:
    """The plan as it stands, its levels as of today by its own time zone. Raises PlanNotFound, NothingToExport.

    For one answer of several statements, so give it a snapshot, or a transaction that holds the plan.
    """
    known = await plan_store.load(connection, plan)
    last = await store.newest(connection, plan)
    base: JsonObject = {} if last is None else PlanFile.model_validate_json(last.document).model_dump(mode="json")
    commitments = await commitment_store.every(connection, plan)
    goals = await goal_store.every(connection, plan)
    members = await membership_store.every(connection, plan)
    sections = await people.sections_of(connection, plan, members, base)
    named = list(
        dict.fromkeys(
            [
                *(one["acronym"] for one in base.get("institutions", ())),
                *(lead.institution for commitment in commitments for lead in commitment.leads),
                *(a.institution for commitment in commitments for a in commitment.other_actors if a.institution),
                *people.institutions_in(sections),
                *(institution for _, institution in sorted(members)),
            ]
        )
    )
    institutions = await institution_store.those(connection, named)
    document = {
        "plan": _plan(known, now),
        "themes": [{"number": t.number, "slug": t.slug, "title": t.title} for t in known.themes],
        "institutions": [_institution(institutions[name], members) for name in named if name in institutions],
        **sections,
        "commitments": _commitments(commitments, goals, base, await cited_evidence.of_plan(connection, plan)),
        "consultation": base.get("consultation"),
        "lineage": _lineage(await lineage_store.of_plan(connection, plan), base),
    }
    try:
        return PlanFile.model_validate(document)
    except ValidationError as cause:
        raise NothingToExport(plan=plan) from cause


def without_levels(file: PlanFile) -> JsonObject:
    """All that a file says but for statements of levels, their day, and what it may leave to the record."""
    document: JsonObject = file.model_dump(mode="json")
    document["plan"] |= {"levels_as_of": None, "time_zone": None, "state": None}
    for commitment in document["commitments"]:
        commitment["declared_level"] = None
        for goal in commitment["goals"]:
            for part in (goal, *goal["subgoals"]):
                part.update(dict.fromkeys(part.keys() & set(_OF_A_STATEMENT)))
    return document


def _plan(plan: Plan, now: datetime) -> JsonObject:
    said = {name: value for name, value in plan.text().items() if name not in {"policy", "themes"}}
    return said | {
        "id": plan.id,
        "roll_up": {"name": plan.policy, "version": plan.policy_version},
        "levels_as_of": now.astimezone(plan.zone).date().isoformat(),
        "state": plan.state,
    }


def _institution(one: Institution, members: Mapping[tuple[int, str], Membership]) -> JsonObject:
    """An institution, with its seat at the roundtable of this plan and of no other."""
    member = members.get((ROUNDTABLE, one.acronym))
    seated = member is not None and one.roundtable
    last = member.last if member is not None and seated else None
    return {
        "acronym": one.acronym,
        "name": one.name,
        "kind": one.kind,
        "roundtable": seated,
        **({} if last is None else people.days_of(last)),
    }


def _commitments(
    commitments: list[Commitment], goals: list[Goal], base: JsonObject, cited: list[Cited]
) -> list[JsonObject]:
    of: dict[int, list[Goal]] = {}
    for goal in goals:
        of.setdefault(goal.key.commitment, []).append(goal)
    proof: dict[GoalNumbers, list[Cited]] = {}
    for use in cited:
        proof.setdefault((use.commitment, use.goal), []).append(use)
    before = by_number(base.get("commitments", ()))
    known = {one.key.commitment: one for one in commitments}
    return [
        _commitment(known[number], of.get(number, []), before.get(number, {}), proof)
        for number in people.in_order(before, known)
    ]


def _commitment(
    commitment: Commitment, goals: list[Goal], base: JsonObject, proof: Mapping[GoalNumbers, list[Cited]]
) -> JsonObject:
    before = by_number(base.get("goals", ()))
    known = {goal.key.goal: goal for goal in goals}
    number = commitment.key.commitment
    declared = commitment.declared
    return commitment.text() | {
        "number": number,
        "declared_level": None if declared is None else declared.level,
        "goals": [
            _goal(known[n], before.get(n, {}), proof.get((number, n), [])) for n in people.in_order(before, known)
        ],
    }


def _goal(goal: Goal, base: JsonObject, proof: list[Cited]) -> JsonObject:
    """A goal with what is said of it now; what it cites is as in the file, with what its leads cited since."""
    report = goal.report_of(None)
    told = _told(Account() if report is None else report.account)
    return goal.text() | {
        "number": goal.key.goal,
        "level": Level.NOT_STARTED if report is None else report.level,
        **told,
        "subgoals": [_subgoal(goal, part) for part in goal.text()["subgoals"]],
        "evidence": _evidence(base.get("evidence", []), proof),
    }


def _evidence(in_file: list[JsonObject], proof: list[Cited]) -> list[JsonObject]:
    stated = {(one["url"], one["subgoal"]) for one in in_file}
    since = [one for one in proof if (one.url, one.subgoal) not in stated]
    return [*in_file, *({"url": one.url, "kind": one.kind, "subgoal": one.subgoal} for one in since)]


def _subgoal(goal: Goal, part: JsonObject) -> JsonObject:
    report = goal.report_of(part["number"])
    told = _told(Account() if report is None else report.account)
    return part | {
        "level": None if report is None else report.level,
        "narrative": told["narrative"],
        "reason": told["reason"],
    }


def _told(account: Account) -> JsonObject:
    return {
        "narrative": account.narrative,
        "next_steps": account.next_steps,
        "challenges": account.challenges,
        "reason": account.reason,
    }


def _lineage(links: list[Link], base: JsonObject) -> list[JsonObject]:
    """What the plan states of its descent, as the newest file had it, retracted or not: a file never takes back."""
    said = [
        {
            "kind": link.kind.value,
            "from_plan": link.origin.plan,
            "from_commitment": link.origin.commitment,
            "from_goal": link.origin.goal or None,
            "to_commitment": None if link.to is None else link.to.commitment,
            "to_goal": None if link.to is None else link.to.goal or None,
            "note": link.note,
        }
        for link in links
        if link.retracted_at is None
    ]
    before: list[JsonObject] = base.get("lineage", [])
    kept = [one for one in before if one in said]
    return [*kept, *(one for one in said if one not in kept)]


def by_number(items: Iterable[JsonObject]) -> dict[int, JsonObject]:
    """Parts of a file by their numbers."""
    return {item["number"]: item for item in items}
