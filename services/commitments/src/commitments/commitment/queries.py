"""Lists of commitments, by what they are chosen by."""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.commitment.aggregate import Commitment
from commitments.commitment.store import with_numbers
from commitments.commitment.tables import commitment_declarations, commitment_leads, commitments
from commitments.filtering import Filter
from constancia_events.vocabulary import Level

_c, _l, _d = commitments.c, commitment_leads.c, commitment_declarations.c
_DECLARED = (
    select(_d.level)
    .where(_d.plan == _c.plan, _d.commitment == _c.number)
    .order_by(_d.effective_at.desc(), _d.n.desc())
    .limit(1)
    .scalar_subquery()
)


async def page(  # noqa: PLR0913 - what is chosen by, and a page
    connection: AsyncConnection, plan: str, wanted: Filter, level: Level | None, *, after: int, limit: int
) -> list[Commitment]:
    """At most `limit` commitments of a plan in their order, behind number `after`; `level` is the declared one."""
    query = select(_c.number).where(_c.plan == plan, _c.number > after, *wanted.occur_in(_c.folded))
    if wanted.theme is not None:
        query = query.where(_c.theme == wanted.theme)
    if wanted.institution is not None:
        led = exists().where(_l.plan == _c.plan, _l.commitment == _c.number, _l.institution == wanted.institution)
        query = query.where(led)
    if level is not None:
        query = query.where(_DECLARED.in_([level.value]))
    numbers = (await connection.scalars(query.order_by(_c.number).limit(limit))).all()
    return await with_numbers(connection, plan, list(numbers))
