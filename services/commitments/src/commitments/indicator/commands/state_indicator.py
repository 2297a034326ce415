"""A lead of its commitment, or the point of contact, states the value of an indicator."""

from dataclasses import dataclass

import commitments.institution.store as institution_store
import commitments.plan.store as plan_store
from commitments.indicator import store
from commitments.indicator.aggregate import Indicator, Statement
from commitments.indicator.commands.define_indicator import Speaker, authorise
from constancia_bus.transaction import Transaction
from constancia_events.dates import PlanDate
from constancia_runtime.versions import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class StateIndicator:
    """`as_of` is None for a figure of no date; `where` names the document and section that states it."""

    plan: str
    key: str
    value: float
    as_of: PlanDate | None
    where: str
    lines: tuple[int, ...]
    evidence_url: str | None
    by: Speaker
    expected: Expectation


async def state_indicator(tx: Transaction, command: StateIndicator) -> Indicator:
    """Add it. Raises PlanNotFound, IndicatorNotFound, NotTheirIndicator, IndicatorRefused, or STALE."""
    plan = await plan_store.hold(tx, command.plan)
    # A credential of the point of contact may be older than any institution on record: then nobody is named.
    institution = command.by.institution
    known = {} if institution is None else await institution_store.hold(tx, [institution])
    before = await store.load(tx.connection, command.plan, command.key)
    await authorise(tx, command.plan, before.commitment, command.by)
    command.expected.check(before.version)
    statement = Statement(
        value=command.value,
        as_of=command.as_of,
        where=command.where,
        lines=command.lines,
        evidence_url=command.evidence_url,
        institution=institution if institution in known else None,
        effective_on=tx.now.astimezone(plan.zone).date(),
        effective_at=tx.now,
        stated_at=tx.now,
        stated_by=tx.actor,
    )
    statement.check(zone=plan.zone, now=tx.now)
    after, event = before.state(statement)
    await store.save(tx, [(after, before)])
    tx.record(event, stream=after.stream, version=after.version)
    return after
