"""The point of contact states what was done about a recommendation."""

from dataclasses import dataclass
from datetime import date

import commitments.commitment.store as commitment_store
import commitments.plan.store as plan_store
from commitments.commitment.errors import CommitmentNotFound
from commitments.recommendation import store
from commitments.recommendation.aggregate import FollowUp, Recommendation
from commitments.recommendation.errors import DoneInFuture, FollowUpRefused
from constancia_bus.transaction import Transaction
from constancia_events.keys import CommitmentKey
from constancia_runtime.versions import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFollowUp:
    """`done_on` None where the day is not known; `commitment` the one by which it was done, if any."""

    plan: str
    letter: str
    done_on: date | None
    text: dict[str, str]
    commitment: int | None
    expected: Expectation


async def add_follow_up(tx: Transaction, command: AddFollowUp) -> Recommendation:
    """Add it. Raises PlanNotFound, RecommendationNotFound, DoneInFuture, FollowUpRefused, or STALE."""
    plan = await plan_store.hold(tx, command.plan)
    before = await store.load(tx.connection, command.plan, command.letter)
    command.expected.check(before.version)
    today = tx.now.astimezone(plan.zone).date()
    if command.done_on is not None and command.done_on > today:
        raise DoneInFuture.at("/done_on", done_on=command.done_on, time_zone=plan.zone.key, today=today)
    if command.commitment is not None:
        try:
            await commitment_store.responsible(
                tx.connection, CommitmentKey(plan=command.plan, commitment=command.commitment)
            )
        except CommitmentNotFound as cause:
            raise FollowUpRefused.at("/commitment", plan=command.plan, commitment=command.commitment) from cause
    done = FollowUp(
        done_on=command.done_on,
        text=command.text,
        commitment=command.commitment,
        stated_at=tx.now,
        stated_by=tx.actor,
    )
    after, event = before.follow_up(done)
    await store.save(tx, after, before)
    tx.record(event, stream=after.stream, version=after.version)
    return after
