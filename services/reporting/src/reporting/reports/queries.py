"""What the public may read of reports."""

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.reports import store
from reporting.reports.store import Edition


async def public_edition(connection: AsyncConnection, plan: str, number: int) -> Edition | None:
    """The newest edition that is public; None while none is."""
    return next((one for one in await store.editions(connection, plan, number) if one.public), None)
