"""The point of contact accepts a citation as proof, or refuses it with a reason."""

from dataclasses import dataclass

from constancia_bus.transaction import Transaction
from constancia_events.keys import GoalKey
from constancia_runtime.versions import Expectation
from evidence.means_of_verification import store
from evidence.means_of_verification.aggregate import MeansOfVerification
from evidence.means_of_verification.errors import NotCitedHere, RefusalNeedsReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCitation:
    """Of one goal or subgoal that cites it."""

    evidence: str
    goal: GoalKey
    subgoal: int | None
    accepted: bool
    reason: dict[str, str] | None
    expected: Expectation


async def review_citation(tx: Transaction, command: ReviewCitation) -> MeansOfVerification:
    """Keep the review and say so; the same one again says nothing.

    Raises EvidenceNotFound, NotCitedHere, RefusalNeedsReason, or STALE.
    """
    if not command.accepted and not command.reason:
        raise RefusalNeedsReason.at("/reason")
    url = (await store.load(tx.connection, command.evidence)).url
    before = await store.hold(tx, url)
    command.expected.check(before.version)
    if not any((use.goal, use.subgoal) == (command.goal, command.subgoal) for use in before.uses_now):
        raise NotCitedHere(evidence=command.evidence)
    reviewed = before.review(
        command.goal, command.subgoal, accepted=command.accepted, reason=command.reason, now=tx.now
    )
    if reviewed is None:
        return before
    after, event = reviewed
    await store.save(tx, after, before)
    tx.record(event, stream=after.stream, version=after.version)
    return after
