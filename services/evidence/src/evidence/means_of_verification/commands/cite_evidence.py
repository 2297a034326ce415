"""A goal, or one of its subgoals, cites an address as proof."""

from dataclasses import dataclass

from constancia_bus.transaction import Transaction
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import EvidenceKind
from evidence.means_of_verification import store
from evidence.means_of_verification.aggregate import MeansOfVerification
from evidence.means_of_verification.description import Description
from evidence.verdict.commands.begin import begin


@dataclass(frozen=True, slots=True, kw_only=True)
class CiteEvidence:
    """`url` is exactly as printed, `order` its place from 0 inside the goal; `from_file` tells who may withdraw it."""

    url: str
    goal: GoalKey
    subgoal: int | None
    kind: EvidenceKind
    order: int
    from_file: bool
    description: Description | None = None


async def cite_evidence(tx: Transaction, command: CiteEvidence) -> MeansOfVerification:
    """Add the use and say so; nothing happens when the same use is there. Raises EvidenceIdTaken."""
    before = await store.hold(tx, command.url)
    cited = before.cite(
        command.goal,
        command.subgoal,
        kind=command.kind,
        order=command.order,
        from_file=command.from_file,
        now=tx.now,
        description=command.description,
    )
    if cited is None:
        return before
    after, event = cited
    await store.save(tx, after, before)
    tx.record(event, stream=after.stream, version=after.version)
    await begin(tx, after.id, after.url)
    return after
