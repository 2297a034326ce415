"""A goal, or one of its subgoals, no longer cites an address."""

from dataclasses import dataclass

from constancia_bus.transaction import Transaction
from constancia_events.keys import GoalKey
from evidence.means_of_verification import store
from evidence.means_of_verification.aggregate import MeansOfVerification
from evidence.verdict.commands.begin import rest


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawEvidence:
    """The address exactly as it was cited, and who cited it."""

    url: str
    goal: GoalKey
    subgoal: int | None


async def withdraw_evidence(tx: Transaction, command: WithdrawEvidence) -> MeansOfVerification:
    """End the use and say so; nothing happens when there is no such use. Raises EvidenceIdTaken."""
    before = await store.hold(tx, command.url)
    withdrawn = before.withdraw(command.goal, command.subgoal, now=tx.now)
    if withdrawn is None:
        return before
    after, event = withdrawn
    await store.save(tx, after, before)
    if not after.uses_now:
        await rest(tx, after.id)
    tx.record(event, stream=after.stream, version=after.version)
    return after
