"""The indicators of a plan: each value with every place that states it, and where the places disagree."""

from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.indicators import disagreements
from constancia_events.texts import TextMap
from reporting.compliance.facts import Facts
from reporting.compliance.moment import Moment
from reporting.compliance.schemas import Compliance
from reporting.indicators.facts import IndicatorFact, StatementFact
from reporting.indicators.queries import indicators_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """Statements of one value for one date in one document section: its lines are taken together."""

    statement: StatementFact
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorDetail:
    """An indicator; `disagreeing` has the values that it has for one date, where they are several."""

    fact: IndicatorFact
    holding: StatementFact | None
    stated: tuple[Stated, ...]
    disagreeing: tuple[tuple[str | None, tuple[float, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorGroup:
    """The indicators of the whole plan (`commitment` None), or of one commitment."""

    commitment: int | None
    title: TextMap | None
    indicators: tuple[IndicatorDetail, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorsPage:
    """The indicators of a plan as of an instant."""

    compliance: Compliance
    is_past: bool
    public_url: str
    groups: tuple[IndicatorGroup, ...]
    total: int
    disagreeing: int


async def indicators_page(
    connection: AsyncConnection, read: tuple[Facts, Compliance], moment: Moment, public_url: str
) -> IndicatorsPage:
    """The indicators of a plan as of `moment`."""
    facts, compliance = read
    at = moment.instant(ZoneInfo(facts.plan.time_zone))
    details = [_detail(one) for one in await indicators_of(connection, facts.plan.plan, at)]
    titles = {item.number: item.title for item in compliance.items}
    return IndicatorsPage(
        compliance=compliance,
        is_past=moment.is_past,
        public_url=public_url,
        groups=tuple(
            IndicatorGroup(
                commitment=commitment,
                title=titles.get(commitment) if commitment else None,
                indicators=tuple(together),
            )
            for commitment, together in groupby(details, key=lambda one: one.fact.commitment)
        ),
        total=len(details),
        disagreeing=sum(bool(one.disagreeing) for one in details),
    )


def _detail(fact: IndicatorFact) -> IndicatorDetail:
    by_place: dict[tuple[object, ...], list[StatementFact]] = {}
    for one in fact.statements:
        key = (one.value, one.as_of, one.where, one.effective_on, one.institution, one.evidence_url)
        by_place.setdefault(key, []).append(one)
    return IndicatorDetail(
        fact=fact,
        holding=fact.holding,
        stated=tuple(
            Stated(statement=some[0], lines=tuple(sorted({line for one in some for line in one.lines})))
            for some in by_place.values()
        ),
        disagreeing=tuple((found.as_of, found.values) for found in disagreements(fact.statements)),
    )
