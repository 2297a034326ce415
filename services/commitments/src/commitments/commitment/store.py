"""Rows of commitments to the aggregate and back."""

from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, delete, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.commitment.aggregate import Commitment, Declaration, Lead
from commitments.commitment.errors import CommitmentNotFound
from commitments.commitment.tables import commitment_declarations, commitment_leads, commitments
from constancia_bus.transaction import Transaction
from constancia_events.dates import PlanDate
from constancia_events.keys import CommitmentKey
from constancia_events.vocabulary import LeadRole, Level

_RESPONSIBLE = text(
    "select p.time_zone, array(select institution from commitment_leads l"
    " where l.plan = c.plan and l.commitment = c.number) as leads"
    " from commitments c join plans p on p.id = c.plan where c.plan = :plan and c.number = :commitment"
)


async def load(connection: AsyncConnection, key: CommitmentKey) -> Commitment:
    """The commitment of this key. Raises CommitmentNotFound."""
    found = await _select(
        connection, and_(commitments.c.plan == key.plan, commitments.c.number == key.commitment), lock=False
    )
    if not found:
        raise CommitmentNotFound(plan=key.plan, commitment=key.commitment)
    return found[0]


async def responsible(connection: AsyncConnection, key: CommitmentKey) -> tuple[frozenset[str], ZoneInfo]:
    """Who may report on a commitment, and the time zone of its plan. Raises CommitmentNotFound."""
    row = (await connection.execute(_RESPONSIBLE, key.model_dump())).first()
    if row is None:
        raise CommitmentNotFound(plan=key.plan, commitment=key.commitment)
    return frozenset(row.leads), ZoneInfo(row.time_zone)


async def hold_all(tx: Transaction, plan: str) -> dict[CommitmentKey, Commitment]:
    """Every commitment of a plan, the rows held until the transaction ends."""
    found = await _select(tx.connection, commitments.c.plan == plan, lock=True)
    return {commitment.key: commitment for commitment in found}


async def every(connection: AsyncConnection, plan: str) -> list[Commitment]:
    """Every commitment of a plan in its order, held by nobody."""
    return await _select(connection, commitments.c.plan == plan, lock=False)


async def page(connection: AsyncConnection, plan: str, *, after: int, limit: int) -> list[Commitment]:
    """At most `limit` commitments of a plan in their order, beginning behind number `after`."""
    numbers = select(commitments.c.number).where(commitments.c.plan == plan, commitments.c.number > after)
    wanted = numbers.order_by(commitments.c.number).limit(limit)
    return await _select(connection, and_(commitments.c.plan == plan, commitments.c.number.in_(wanted)), lock=False)


async def save(tx: Transaction, after: Commitment, before: Commitment | None) -> None:
    """Write a commitment whose row this transaction holds, or a new one; statements are only ever added."""
    key = {"plan": after.key.plan, "commitment": after.key.commitment}
    values: dict[str, Any] = {
        "ogp_id": after.ogp_id,
        "theme": after.theme,
        "title": after.title,
        "starts_on": str(after.starts_on),
        "ends_on": str(after.ends_on),
        "fields": after.fields,
        "version": after.version,
    }
    statement = upsert(commitments).values(plan=after.key.plan, number=after.key.commitment, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["plan", "number"], set_=values))
    if before is None or before.leads != after.leads:
        theirs = and_(commitment_leads.c.plan == after.key.plan, commitment_leads.c.commitment == after.key.commitment)
        await tx.connection.execute(delete(commitment_leads).where(theirs))
        leads = [
            key | {"institution": lead.institution, "place": n, "role": lead.role.value}
            for n, lead in enumerate(after.leads)
        ]
        await tx.connection.execute(insert(commitment_leads), leads)
    known = 0 if before is None else len(before.declarations)
    if added := after.declarations[known:]:
        rows = [
            key
            | {
                "n": n,
                "level": d.level.value,
                "effective_on": d.effective_on,
                "effective_at": d.effective_at,
                "stated_at": d.stated_at,
                "stated_by": d.stated_by,
            }
            for n, d in enumerate(added, start=known + 1)
        ]
        await tx.connection.execute(insert(commitment_declarations), rows)


async def _select(connection: AsyncConnection, which: ColumnElement[bool], *, lock: bool) -> list[Commitment]:
    query = select(commitments).where(which).order_by(commitments.c.plan, commitments.c.number)
    rows = (await connection.execute(query.with_for_update() if lock else query)).all()
    if not rows:
        return []
    plan, numbers = rows[0].plan, [row.number for row in rows]
    leads: dict[int, list[Lead]] = defaultdict(list)
    of_leads = select(commitment_leads).where(
        commitment_leads.c.plan == plan, commitment_leads.c.commitment.in_(numbers)
    )
    for row in await connection.execute(of_leads.order_by(commitment_leads.c.place)):
        leads[row.commitment].append(Lead(institution=row.institution, role=LeadRole(row.role)))
    declarations: dict[int, list[Declaration]] = defaultdict(list)
    of_levels = select(commitment_declarations).where(
        commitment_declarations.c.plan == plan, commitment_declarations.c.commitment.in_(numbers)
    )
    for row in await connection.execute(of_levels.order_by(commitment_declarations.c.n)):
        declarations[row.commitment].append(_declaration(row))
    return [_commitment(row, leads[row.number], declarations[row.number]) for row in rows]


def _declaration(row: Any) -> Declaration:
    return Declaration(
        level=Level(row.level),
        effective_on=row.effective_on,
        effective_at=row.effective_at,
        stated_at=row.stated_at,
        stated_by=row.stated_by,
    )


def _commitment(row: Any, leads: list[Lead], declarations: list[Declaration]) -> Commitment:
    return Commitment(
        key=CommitmentKey(plan=row.plan, commitment=row.number),
        ogp_id=row.ogp_id,
        theme=row.theme,
        title=row.title,
        leads=tuple(leads),
        starts_on=PlanDate(row.starts_on),
        ends_on=PlanDate(row.ends_on),
        fields=row.fields,
        declarations=tuple(declarations),
        version=row.version,
    )
