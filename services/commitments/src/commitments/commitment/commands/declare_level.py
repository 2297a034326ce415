"""A lead institution states how far the whole commitment has come, apart from what its goals add up to."""

from dataclasses import dataclass
from datetime import date

from commitments.commitment import store
from commitments.commitment.aggregate import Commitment, Declaration
from commitments.plan.errors import TextsRefused
from commitments.plan.languages import foreign_to
from constancia_bus.transaction import Transaction
from constancia_events.keys import CommitmentKey
from constancia_events.vocabulary import Level
from constancia_runtime.versions import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareLevel:
    """`reported_on` is a day of the plan's time zone, today when None; `institution` the one that speaks."""

    commitment: CommitmentKey
    level: Level
    reported_on: date | None
    institution: str | None
    narrative: dict[str, str] | None
    reason: dict[str, str] | None
    expected: Expectation


async def declare_level(tx: Transaction, command: DeclareLevel) -> Commitment:
    """Add the statement and say so.

    Raises CommitmentNotFound, NotTheCommitmentsLead, PlanNotInImplementation, DeclaredInFuture, DeclaredLevelFalls,
    TextsRefused, or STALE.
    """
    frame = await store.responsible(tx.connection, command.commitment)
    before = await store.hold(tx, command.commitment, command.expected)
    today = tx.now.astimezone(frame.zone).date()
    declaration = Declaration(
        level=command.level,
        effective_on=command.reported_on or today,
        effective_at=tx.now,
        stated_at=tx.now,
        stated_by=tx.actor,
        institution=command.institution,
        narrative=command.narrative,
        reason=command.reason,
    )
    after, event = before.declare_as_lead(declaration, plan_state=frame.plan_state, zone=frame.zone, today=today)
    faults = (
        *foreign_to(frame.languages, command.narrative, at="/narrative"),
        *foreign_to(frame.languages, command.reason, at="/reason"),
    )
    if faults:
        raise TextsRefused(faults=faults, count=len(faults))
    await store.save(tx, after, before)
    tx.record(event, stream=after.key.stream, version=after.version)
    return after
