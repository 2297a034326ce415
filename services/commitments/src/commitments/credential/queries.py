"""Lists of credentials."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.credential.aggregate import Credential
from commitments.credential.store import of_rows
from commitments.credential.tables import credentials


async def page(connection: AsyncConnection, *, after: str, limit: int) -> list[Credential]:
    """At most `limit` credentials by client id, beginning behind `after`; those that have ended too."""
    query = select(credentials).where(credentials.c.client_id > after).order_by(credentials.c.client_id).limit(limit)
    return await of_rows(connection, (await connection.execute(query)).all())
