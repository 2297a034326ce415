"""A lead institution ends the use of an address by a goal, or by one of its subgoals."""

from dataclasses import dataclass

from constancia_bus.transaction import Transaction
from constancia_events.keys import GoalKey
from constancia_runtime.versions import Expectation
from evidence.means_of_verification import store
from evidence.means_of_verification.aggregate import MeansOfVerification
from evidence.means_of_verification.commands.cite_as_lead import refuse_strangers
from evidence.means_of_verification.commands.withdraw_evidence import WithdrawEvidence, withdraw_evidence
from evidence.means_of_verification.errors import NotCitedHere


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAsLead:
    """`evidence` is the id of the address; `institution` the one that speaks."""

    evidence: str
    goal: GoalKey
    subgoal: int | None
    institution: str | None
    expected: Expectation


async def withdraw_as_lead(tx: Transaction, command: WithdrawAsLead) -> MeansOfVerification:
    """End the use and say so; that it was cited stays on record.

    Raises GoalUnknown, NotTheLead, EvidenceNotFound, NotCitedHere, or STALE.
    """
    await refuse_strangers(tx, command.goal, None, command.institution)
    url = (await store.load(tx.connection, command.evidence)).url
    before = await store.hold(tx, url)
    command.expected.check(before.version)
    if not any((use.goal, use.subgoal) == (command.goal, command.subgoal) for use in before.uses_now):
        raise NotCitedHere(evidence=command.evidence)
    return await withdraw_evidence(tx, WithdrawEvidence(url=url, goal=command.goal, subgoal=command.subgoal))
