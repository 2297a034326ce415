"""Whether what a commitment refers to is on record, and whether an adopted plan's still has who answers for it."""

from typing import Final

import commitments.goal.store as goal_store
import commitments.institution.store as institution_store
from commitments.checks import NO_THEME, repeated, unknown, unknown_goal, unknown_institutions
from commitments.commitment import store
from commitments.commitment.aggregate import Commitment
from commitments.commitment.errors import CommitmentRefused
from commitments.plan.aggregate import Plan
from commitments.plan.languages import foreign_in
from commitments.plan.life import is_binding
from constancia_bus.transaction import Transaction
from constancia_runtime.errors import Fault

OGP_ID_TAKEN: Final = "{value} is the number of commitment {commitment} of plan {plan}"
LEAD_NEEDED: Final = "The plan is adopted: somebody must answer for the commitment"


async def check_commitment(tx: Transaction, plan: Plan, wanted: Commitment, before: Commitment | None) -> None:
    """Raise CommitmentRefused with every fault; `before` is what stands on record. The plan's row is held."""
    leads = [lead.institution for lead in wanted.leads]
    actors = [actor.institution for actor in wanted.other_actors]
    known = await institution_store.known(tx.connection, [a for a in [*leads, *actors] if a is not None])
    goals = await goal_store.known_numbers(tx.connection, wanted.key)
    faults = [
        *unknown_institutions("/leads/{}/institution", leads, known),
        *unknown_institutions("/other_actors/{}/institution", actors, known),
        *foreign_in(plan.languages, wanted.text(), before.text() if before else None),
        *repeated("/leads", "institution", leads),
        *repeated("/sdgs", "", wanted.sdgs),
        *repeated("/activities", "number", [activity.number for activity in wanted.activities]),
    ]
    if wanted.theme not in {theme.number for theme in plan.themes}:
        faults.append(unknown("/theme", NO_THEME, wanted.theme))
    for n, activity in enumerate(wanted.activities):
        if activity.goal is not None and activity.goal not in goals:
            faults.append(unknown_goal(f"/activities/{n}/goal", wanted.key.commitment, activity.goal))
    if wanted.ogp_id is not None and (other := await store.bearer_of(tx.connection, wanted)) is not None:
        values = {"value": wanted.ogp_id, "plan": other.plan, "commitment": str(other.commitment)}
        faults.append(Fault(message=OGP_ID_TAKEN, values=values, code="repeated", pointer="/ogp_id"))
    if is_binding(plan.state) and not leads:
        faults.append(Fault(message=LEAD_NEEDED, code="too_short", pointer="/leads"))
    if faults:
        raise CommitmentRefused(faults=tuple(faults))
