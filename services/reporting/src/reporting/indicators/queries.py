"""Reads indicators as of an instant."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.dates import PlanDate
from reporting.indicators.facts import IndicatorFact, StatementFact

_DEFINED = text(
    "select distinct on (key) key, body from indicators where plan = :plan and effective_at <= :at"
    " and (cast(:keys as text[]) is null or key = any(:keys)) order by key, effective_at desc, pos desc"
)
_STATED = text(
    "select key, body from indicator_statements where plan = :plan and effective_at <= :at"
    " and (cast(:keys as text[]) is null or key = any(:keys)) order by effective_at, pos"
)


async def indicators_of(
    connection: AsyncConnection, plan: str, at: datetime, keys: Sequence[str] | None = None
) -> tuple[IndicatorFact, ...]:
    """The indicators of a plan that were defined by `at`, all or those of `keys`, by place in the plan and then key."""
    by = {"plan": plan, "at": at, "keys": None if keys is None else list(keys)}
    stated: dict[str, list[StatementFact]] = defaultdict(list)
    for row in await connection.execute(_STATED, by):
        stated[row.key].append(_statement(row.body))
    found = [
        IndicatorFact(
            key=row.key,
            commitment=row.body["commitment"],
            goal=row.body["goal"],
            label=row.body["label"],
            unit=row.body["unit"],
            statements=tuple(stated[row.key]),
        )
        for row in await connection.execute(_DEFINED, by)
    ]
    return tuple(sorted(found, key=lambda one: (one.commitment or 0, one.goal or 0, one.key)))


def _statement(body: dict[str, object]) -> StatementFact:
    lines = body["lines"]
    return StatementFact(
        value=float(str(body["value"])),
        as_of=None if body["as_of"] is None else PlanDate.parse(body["as_of"]),
        where=str(body["where"]),
        lines=tuple(int(line) for line in lines) if isinstance(lines, list) else (),
        effective_on=date.fromisoformat(str(body["effective_on"])),
        institution=None if body["institution"] is None else str(body["institution"]),
        evidence_url=None if body["evidence_url"] is None else str(body["evidence_url"]),
    )
