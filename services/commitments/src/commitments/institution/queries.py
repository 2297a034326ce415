"""Lists of institutions."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.institution.aggregate import Institution
from commitments.institution.store import of_row
from commitments.institution.tables import institutions


async def page(connection: AsyncConnection, *, after: str, limit: int) -> list[Institution]:
    """At most `limit` institutions by acronym, beginning behind `after`."""
    query = select(institutions).where(institutions.c.acronym > after).order_by(institutions.c.acronym).limit(limit)
    return [of_row(row) for row in await connection.execute(query)]
