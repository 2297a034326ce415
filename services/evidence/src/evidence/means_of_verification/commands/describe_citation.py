"""A lead institution describes better what it cites: its title, its day, its language, how to get at it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from constancia_bus.transaction import Transaction
from constancia_events.keys import GoalKey
from constancia_runtime.versions import Expectation
from evidence.means_of_verification import store
from evidence.means_of_verification.aggregate import MeansOfVerification
from evidence.means_of_verification.commands.cite_as_lead import refuse_strangers
from evidence.means_of_verification.errors import NotCitedHere


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeCitation:
    """`changes` are members of the description by name; those that are not in it stay."""

    evidence: str
    goal: GoalKey
    subgoal: int | None
    changes: Mapping[str, Any]
    institution: str | None
    expected: Expectation


async def describe_citation(tx: Transaction, command: DescribeCitation) -> MeansOfVerification:
    """Change how a citation describes what it cites; what changes nothing says nothing.

    Raises GoalUnknown, NotTheLead, EvidenceNotFound, NotCitedHere, or STALE.
    """
    await refuse_strangers(tx, command.goal, None, command.institution)
    url = (await store.load(tx.connection, command.evidence)).url
    before = await store.hold(tx, url)
    command.expected.check(before.version)
    use = next((u for u in before.uses_now if (u.goal, u.subgoal) == (command.goal, command.subgoal)), None)
    if use is None:
        raise NotCitedHere(evidence=command.evidence)
    described = before.cite(
        command.goal,
        command.subgoal,
        kind=use.kind,
        order=use.order,
        from_file=use.from_file,
        now=tx.now,
        description=replace(use.description, **command.changes),
    )
    if described is None:
        return before
    after, event = described
    await store.save(tx, after, before)
    tx.record(event, stream=after.stream, version=after.version)
    return after
