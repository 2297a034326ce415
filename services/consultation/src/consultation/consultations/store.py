"""Rows of consultations to the aggregate and back."""

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import ConsultationKind, ConsultationPurpose
from consultation.consultations.aggregate import Consultation
from consultation.consultations.errors import ConsultationNotFound
from consultation.consultations.tables import consultations

_FIELDS = (
    "subject",
    "opens_on",
    "closes_on",
    "opens_at",
    "closes_at",
    "time_zone",
    "kind",
    "purpose",
    "title",
    "document_url",
    "answer_days",
    "reason",
    "opened_said",
    "closed_said",
    "reported_on",
    "version",
)


async def load(connection: AsyncConnection, consultation: str) -> Consultation:
    """The consultation of this id. Raises ConsultationNotFound."""
    return await _one(connection, consultation, lock=False)


async def hold(tx: Transaction, consultation: str) -> Consultation:
    """The same, its row held until the transaction ends. Raises ConsultationNotFound."""
    return await _one(tx.connection, consultation, lock=True)


async def hold_all(tx: Transaction, plan: str) -> list[Consultation]:
    """Every consultation of a plan by number, its row held; nobody adds one until the transaction ends."""
    await tx.connection.execute(text("select pg_advisory_xact_lock(hashtext(:key))"), {"key": f"consultations/{plan}"})
    query = select(consultations).where(consultations.c.plan == plan).order_by(consultations.c.n)
    return [of_row(row) for row in await tx.connection.execute(query.with_for_update())]


async def save(tx: Transaction, consultation: Consultation) -> None:
    """Write a consultation whose row this transaction holds, or a new one."""
    values: dict[str, Any] = {name: getattr(consultation, name) for name in _FIELDS}
    values |= {"kind": consultation.kind.value, "purpose": consultation.purpose.value}
    statement = upsert(consultations).values(id=consultation.id, plan=consultation.plan, n=consultation.n, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


def of_row(row: Any) -> Consultation:
    """The aggregate of a row of `consultations`."""
    values = {name: getattr(row, name) for name in _FIELDS}
    values |= {"kind": ConsultationKind(row.kind), "purpose": ConsultationPurpose(row.purpose)}
    return Consultation(plan=row.plan, n=row.n, **values)


async def _one(connection: AsyncConnection, consultation: str, *, lock: bool) -> Consultation:
    query = select(consultations).where(consultations.c.id == consultation)
    row = (await connection.execute(query.with_for_update() if lock else query)).first()
    if row is None:
        raise ConsultationNotFound(consultation=consultation)
    return of_row(row)
