"""Rows of plan files."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.imports.errors import ImportNotFound
from commitments.imports.tables import imports
from constancia_bus.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A plan file that was taken, with the bytes as they came. `n` counts the files of one plan from 1."""

    id: UUID
    plan: str
    n: int
    sha256: str
    levels_as_of: date
    document: bytes
    taken_at: datetime
    taken_by: str
    events: int

    @property
    def stream(self) -> str:
        """The event stream of the files of this plan."""
        return f"import/{self.plan}"


async def hold_last(tx: Transaction, plan: str) -> Import | None:
    """The newest file of a plan; no other file of this plan is taken until the transaction ends."""
    await tx.connection.execute(text("select pg_advisory_xact_lock(hashtext(:key))"), {"key": f"import/{plan}"})
    query = select(imports).where(imports.c.plan == plan).order_by(imports.c.n.desc()).limit(1)
    row = (await tx.connection.execute(query)).first()
    return None if row is None else _of_row(row)


async def newest(connection: AsyncConnection, plan: str) -> Import | None:
    """The newest file of a plan, held by nobody; None where its record was made without one."""
    query = select(imports).where(imports.c.plan == plan).order_by(imports.c.n.desc()).limit(1)
    row = (await connection.execute(query)).first()
    return None if row is None else _of_row(row)


async def load(connection: AsyncConnection, import_id: UUID) -> Import:
    """The file taken under this id. Raises ImportNotFound."""
    row = (await connection.execute(select(imports).where(imports.c.id == import_id))).first()
    if row is None:
        raise ImportNotFound(import_id=import_id)
    return _of_row(row)


async def count(connection: AsyncConnection) -> int:
    """How many files were taken."""
    return int(await connection.scalar(select(func.count()).select_from(imports)) or 0)


async def save(tx: Transaction, taken: Import) -> None:
    """Write a file that was taken; it is never changed."""
    values = {
        "id": taken.id,
        "plan": taken.plan,
        "n": taken.n,
        "sha256": taken.sha256,
        "levels_as_of": taken.levels_as_of,
        "document": taken.document,
        "taken_at": taken.taken_at,
        "taken_by": taken.taken_by,
        "events": taken.events,
    }
    await tx.connection.execute(insert(imports).values(values))


def _of_row(row: Any) -> Import:
    return Import(
        id=row.id,
        plan=row.plan,
        n=row.n,
        sha256=row.sha256,
        levels_as_of=row.levels_as_of,
        document=row.document,
        taken_at=row.taken_at,
        taken_by=row.taken_by,
        events=row.events,
    )
