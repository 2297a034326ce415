"""Countries with their past plans as pages show them, and their averages."""

import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_pages.formats import Formats
from reporting.compliance.figures import share_of
from reporting.compliance.schemas import Compliance, LevelFigures
from reporting.site.pages import CurrentPlan, PastAverages, PastCountry, PastPlan, PastShares
from reporting.site.words import SHARES

_ALL = text("select * from past_plans order by slug, number")
_PLAN_OF = text(
    "select plan from (select distinct on (plan) plan, body from plan_definitions order by plan, effective_at desc,"
    " pos desc) newest where body ->> 'country' = :code order by coalesce((select body ->> 'state' from plan_states"
    " where plan_states.plan = newest.plan order by effective_at desc, pos desc limit 1) in"
    " ('draft', 'in_consultation'), false), body ->> 'starts_on' desc, plan desc limit 1"
)


async def past_rows(connection: AsyncConnection) -> Sequence[Any]:
    """Every past plan there is, by country and number."""
    return (await connection.execute(_ALL)).all()


async def plan_on_record(connection: AsyncConnection, code: str | None) -> str | None:
    """The newest plan of a country that is in force, or else its newest on record, by its ISO code."""
    plan: str | None = await connection.scalar(_PLAN_OF, {"code": code})
    return plan


def countries_of(rows: Sequence[Any], formats: Formats, sort: str) -> tuple[PastCountry, ...]:
    """The countries by name in the language of the page, or by a figure of their newest plan, the highest first."""
    by_slug: dict[str, list[Any]] = {}
    for row in rows:
        by_slug.setdefault(row.slug, []).append(row)
    countries = sorted((country_of(of, formats) for of in by_slug.values()), key=lambda country: _plain(country.name))
    if sort != "country":
        countries.sort(key=lambda country: _figure(country, sort), reverse=True)
    return tuple(countries)


def country_of(rows: Sequence[Any], formats: Formats) -> PastCountry:
    """A country of its rows, at least one."""
    return PastCountry(
        slug=rows[0].slug,
        name=formats.country(rows[0].code, rows[0].country),
        printed=rows[0].country,
        plans=tuple(
            PastPlan(
                number=row.number,
                commitments=row.commitments,
                shares=PastShares(**{name: getattr(row, name) for name in SHARES}),
                starred=row.starred,
                formula=row.formula,
            )
            for row in rows
        ),
    )


def averages_of(rows: Sequence[Any]) -> PastAverages:
    """The averages of some past plans; all zero where there are none."""
    commitments = sum(row.commitments for row in rows)
    return PastAverages(
        countries=len({row.slug for row in rows}),
        plans=len(rows),
        commitments=commitments,
        mean=PastShares(**{name: _share(sum(_part(row, name) for row in rows), Decimal(len(rows))) for name in SHARES}),
        pooled=PastShares(
            **{name: _share(sum(_count(row, name) for row in rows), Decimal(commitments)) for name in SHARES}
        ),
    )


def current_of(compliance: Compliance) -> CurrentPlan:
    """The plan on record, by what its leads report of it."""
    return CurrentPlan(
        plan=compliance.plan,
        title=compliance.title,
        commitments=compliance.commitments.declared.total,
        declared=_high(compliance.commitments.declared),
        by_goals=_high(compliance.commitments.rolled_up),
    )


def _high(figures: LevelFigures) -> float:
    counts = {level.value: count for level, count in figures.counts.items()}
    return share_of(counts["substantial"] + counts["complete"], figures.total)


def _count(row: Any, name: str) -> Decimal:
    return Decimal(getattr(row, f"{name}_count"))


def _part(row: Any, name: str) -> Decimal:
    return _count(row, name) / Decimal(row.commitments)


def _share(part: Decimal | int, whole: Decimal) -> Decimal:
    return (100 * Decimal(part) / whole if whole else Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _figure(country: PastCountry, sort: str) -> Decimal:
    newest = country.plans[-1]
    return Decimal(newest.commitments) if sort == "commitments" else Decimal(getattr(newest.shares, sort))


def _plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
