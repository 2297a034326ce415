"""Rows of institutions to the aggregate and back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.institution.aggregate import Institution
from commitments.institution.errors import InstitutionNotFound
from commitments.institution.tables import institutions
from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import InstitutionKind


async def load(connection: AsyncConnection, acronym: str) -> Institution:
    """The institution of this acronym. Raises InstitutionNotFound."""
    row = (await connection.execute(select(institutions).where(institutions.c.acronym == acronym))).first()
    if row is None:
        raise InstitutionNotFound(acronym=acronym)
    return of_row(row)


async def known(connection: AsyncConnection, acronyms: list[str]) -> frozenset[str]:
    """Those of some acronyms that are on record; an institution never goes."""
    which = institutions.c.acronym.in_(sorted(set(acronyms)))
    return frozenset((await connection.scalars(select(institutions.c.acronym).where(which))).all())


_NEW = upsert(institutions)
_WRITE = _NEW.on_conflict_do_update(
    index_elements=["acronym"],
    set_={name: _NEW.excluded[name] for name in ("name", "kind", "roundtable", "version")},
)
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('institutions'))")


async def hold(tx: Transaction, acronyms: list[str]) -> dict[str, Institution]:
    """Those of the named institutions that are on record; nobody else enters or changes any until the transaction ends.

    A row that is not there yet cannot be locked: without this, two plans that are loaded at once would both enter it.
    """
    await tx.connection.execute(_ONE_AT_A_TIME)
    query = select(institutions).where(institutions.c.acronym.in_(acronyms)).order_by(institutions.c.acronym)
    rows = await tx.connection.execute(query.with_for_update(key_share=True))
    return {row.acronym: of_row(row) for row in rows}


async def those(connection: AsyncConnection, acronyms: list[str]) -> dict[str, Institution]:
    """Those of the named institutions that are on record, held by nobody."""
    query = select(institutions).where(institutions.c.acronym.in_(acronyms))
    return {row.acronym: of_row(row) for row in await connection.execute(query)}


async def save(tx: Transaction, institution: Institution) -> None:
    """Write an institution whose row this transaction holds, or a new one."""
    await save_all(tx, [institution])


async def save_all(tx: Transaction, changed: Sequence[Institution]) -> None:
    """The same for many."""
    if not changed:
        return
    rows = [
        {
            "acronym": one.acronym,
            "name": one.name,
            "kind": one.kind.value,
            "roundtable": one.roundtable,
            "version": one.version,
        }
        for one in changed
    ]
    await tx.connection.execute(_WRITE, rows)


def of_row(row: Any) -> Institution:
    """The aggregate of a row of `institutions`."""
    return Institution(
        acronym=row.acronym,
        name=row.name,
        kind=InstitutionKind(row.kind),
        roundtable=row.roundtable,
        version=row.version,
    )
