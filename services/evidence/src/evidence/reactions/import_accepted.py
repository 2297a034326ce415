"""A plan file was taken: cite what it cites, and withdraw what an earlier file of the plan cited and it does not."""

from collections import Counter

from pydantic import BaseModel, ConfigDict

from constancia_bus.ask import NothingThere, ask
from constancia_bus.reaction import event_id
from constancia_bus.streams import Bus
from constancia_bus.transaction import Transaction, Transactions
from constancia_events.commitments import ImportAccepted
from constancia_events.event import Recorded
from constancia_events.keys import GoalKey, Number, PlanId
from constancia_events.plan_file_fields import PrintedUrl
from constancia_events.vocabulary import EvidenceKind
from evidence.means_of_verification import store
from evidence.means_of_verification.aggregate import evidence_id
from evidence.means_of_verification.commands.cite_evidence import CiteEvidence, cite_evidence
from evidence.means_of_verification.commands.withdraw_evidence import WithdrawEvidence, withdraw_evidence

EFFECT = "take_citations"


class Citation(BaseModel):
    """One line of a plan file: a goal, or one of its subgoals, cites an address."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    commitment: Number
    goal: Number
    subgoal: Number | None
    url: PrintedUrl
    kind: EvidenceKind


class _Piece(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    plan: PlanId
    items: list[Citation]
    more: bool


async def take_citations(bus: Bus, transactions: Transactions, event: ImportAccepted, recorded: Recorded) -> None:
    """Bring the plan's citations to what its file says; once, however often the event comes.

    Raises what `ask` raises but NothingThere: a file that is not there cites nothing, and withdraws nothing either.
    """
    citations = await _claim(bus, event.import_id)
    async with transactions(actor=Transactions.SYSTEM, causation=event_id(recorded)) as tx:
        if await tx.once(event_id(recorded), EFFECT) and citations is not None:
            await follow(tx, event.plan, citations)


async def follow(tx: Transaction, plan: str, citations: list[Citation]) -> None:
    """Withdraw what no line of the plan's file cites any more, then cite every line in its order within its goal."""
    stated = {(evidence_id(one.url), _goal(plan, one), one.subgoal) for one in citations}
    for means in await store.hold_all(tx, plan):
        for use in means.uses_now:
            if use.from_file and use.goal.plan == plan and (means.id, use.goal, use.subgoal) not in stated:
                await withdraw_evidence(tx, WithdrawEvidence(url=means.url, goal=use.goal, subgoal=use.subgoal))
    cited = Counter[GoalKey]()
    for one in citations:
        goal = _goal(plan, one)
        command = CiteEvidence(
            url=one.url, goal=goal, subgoal=one.subgoal, kind=one.kind, order=cited[goal], from_file=True
        )
        await cite_evidence(tx, command)
        cited[goal] += 1


async def _claim(bus: Bus, import_id: str) -> list[Citation] | None:
    """Every citation of a plan file, asked for piece by piece; None where the registry knows no such file."""
    citations: list[Citation] = []
    more = True
    while more:
        try:
            found = await ask(
                bus, "commitments", "import_section", import_id=import_id, section="evidence", offset=len(citations)
            )
        except NothingThere:
            return None
        piece = _Piece.model_validate(found)
        citations += piece.items
        more = piece.more
    return citations


def _goal(plan: str, citation: Citation) -> GoalKey:
    return GoalKey.of(plan, citation.commitment, citation.goal)
