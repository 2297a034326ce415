"""Which past plans there are: by country, by page, and all of them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.irm.aggregate import PastCommitment, PastPlan
from commitments.irm.countries import LONGEST_NAME, iso_code, slug_of
from commitments.irm.errors import PastCountryNotFound, PastPlanNotFound
from commitments.irm.store import commitment_of, of_row
from commitments.irm.tables import irm_commitments, irm_plans

_BY_COUNTRY = select(irm_plans).order_by(irm_plans.c.slug, irm_plans.c.number)


async def page_of_countries(connection: AsyncConnection, *, after: str, limit: int) -> list[list[PastPlan]]:
    """The plans of at most `limit` countries by slug, beginning behind `after`; no country has none."""
    slugs = select(irm_plans.c.slug).distinct().where(irm_plans.c.slug > after)
    slugs = slugs.order_by(irm_plans.c.slug).limit(limit)
    by_slug: dict[str, list[PastPlan]] = {}
    for row in await connection.execute(_BY_COUNTRY.where(irm_plans.c.slug.in_(slugs))):
        by_slug.setdefault(row.slug, []).append(of_row(row))
    return list(by_slug.values())


async def of_country(connection: AsyncConnection, country: str) -> list[PastPlan]:
    """The plans of a country by number: by its name as printed, another name of it, or its ISO code.

    Letter case, accents and signs do not matter. Raises PastCountryNotFound, also for a code that two names have.
    """
    slug = slug_of(country[:LONGEST_NAME])
    rows = (await connection.execute(_BY_COUNTRY.where(irm_plans.c.slug == slug))).all()
    if not rows and (code := iso_code(country[:LONGEST_NAME])):
        rows = (await connection.execute(_BY_COUNTRY.where(irm_plans.c.code == code))).all()
    if len({row.slug for row in rows}) != 1:
        raise PastCountryNotFound
    return [of_row(row) for row in rows]


async def of_number(connection: AsyncConnection, country: str, number: int) -> PastPlan:
    """One plan of a country. Raises PastCountryNotFound, PastPlanNotFound."""
    plans = await of_country(connection, country)
    for plan in plans:
        if plan.number == number:
            return plan
    raise PastPlanNotFound(number=number, country=plans[0].country)


async def every(connection: AsyncConnection) -> list[PastPlan]:
    """All plans, by country and number."""
    return [of_row(row) for row in await connection.execute(_BY_COUNTRY)]


async def page_of_commitments(
    connection: AsyncConnection, plan: PastPlan, *, after: int, limit: int
) -> list[tuple[int, PastCommitment]]:
    """At most `limit` commitments of a plan in the order of the table, each with its place, behind place `after`."""
    rows = irm_commitments.c
    query = select(irm_commitments).where(rows.slug == plan.slug, rows.plan == plan.number, rows.place > after)
    found = await connection.execute(query.order_by(rows.place).limit(limit))
    return [(row.place, commitment_of(row)) for row in found]
