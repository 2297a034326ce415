"""Rows of consultations to the aggregate and back."""

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.transaction import Transaction
from consultation.consultations.aggregate import Consultation
from consultation.consultations.errors import ConsultationNotFound
from consultation.consultations.tables import consultations


async def load(connection: AsyncConnection, consultation: str) -> Consultation:
    """The consultation of this id. Raises ConsultationNotFound."""
    row = (await connection.execute(select(consultations).where(consultations.c.id == consultation))).first()
    if row is None:
        raise ConsultationNotFound(consultation=consultation)
    return of_row(row)


async def hold_all(tx: Transaction, plan: str) -> list[Consultation]:
    """Every consultation of a plan by number, its row held; nobody adds one until the transaction ends."""
    await tx.connection.execute(text("select pg_advisory_xact_lock(hashtext(:key))"), {"key": f"consultations/{plan}"})
    query = select(consultations).where(consultations.c.plan == plan).order_by(consultations.c.n)
    return [of_row(row) for row in await tx.connection.execute(query.with_for_update())]


async def save(tx: Transaction, consultation: Consultation) -> None:
    """Write a consultation whose row this transaction holds, or a new one."""
    values: dict[str, Any] = {
        "subject": consultation.subject,
        "opens_on": consultation.opens_on,
        "closes_on": consultation.closes_on,
        "opens_at": consultation.opens_at,
        "closes_at": consultation.closes_at,
        "time_zone": consultation.time_zone,
        "workshop": consultation.workshop,
        "version": consultation.version,
    }
    statement = upsert(consultations).values(id=consultation.id, plan=consultation.plan, n=consultation.n, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


def of_row(row: Any) -> Consultation:
    """The aggregate of a row of `consultations`."""
    return Consultation(
        plan=row.plan,
        n=row.n,
        subject=row.subject,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        time_zone=row.time_zone,
        workshop=row.workshop,
        version=row.version,
    )
