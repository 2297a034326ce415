"""Says by events which findings have opened and which have closed, whenever the record or the day has changed."""

import asyncio
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import delete, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import SQLAlchemyError

from constancia_bus.ending import end_if_told
from constancia_bus.transaction import Transaction, Transactions
from constancia_events.reporting import FindingClosed, FindingOpened
from reporting.compliance.moment import Moment
from reporting.compliance.queries import version_of
from reporting.compliance.reading import Reader
from reporting.findings.finding import Finding
from reporting.findings.open_tables import finding_watches, open_findings
from reporting.findings.reading import FindingsReader

_log = structlog.get_logger(__name__)
_POLL_SECONDS: Final = 5.0
_ABOUT: Final = ("url", "consultation", "indicator", "as_of", "kind")
"""Facts that say which thing a finding is about; the others say how it stands, and change."""
_PLANS: Final = text("select distinct plan, body ->> 'time_zone' as zone from plan_definitions order by plan")


def key_of(finding: Finding) -> str:
    """The same as long as it is about the same thing: SHA-256 of its rule, its place, and what it is about."""
    about = [finding.rule.value, finding.commitment, finding.goal, finding.subgoal]
    about += [finding.facts.get(name) for name in _ABOUT]
    return hashlib.sha256(json.dumps(about, ensure_ascii=False, default=str).encode()).hexdigest()


@dataclass(slots=True, kw_only=True)
class Watch:
    """One worker's; as many workers as one likes may have theirs: a plan is looked through by one at a time."""

    transactions: Transactions
    _seen: dict[str, tuple[dict[str, int], date]] = field(default_factory=dict)

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while True:
            end_if_told()
            try:
                await self.round()
            except (SQLAlchemyError, OSError) as cause:
                _log.warning("findings_wait", cause=type(cause).__name__)
            await asyncio.sleep(_POLL_SECONDS)

    async def round(self) -> None:
        """Look through every plan whose record or day has changed since this process looked last."""
        now = self.transactions.clock.now()
        async with self.transactions.engine.connect() as connection:
            version = await version_of(connection)
            plans = [(row.plan, row.zone) for row in await connection.execute(_PLANS)]
        for plan, zone in plans:
            end_if_told()
            mark = (version, now.astimezone(ZoneInfo(zone)).date())
            if self._seen.get(plan) != mark:
                await self._look(plan, mark[1])
                self._seen[plan] = mark

    async def _look(self, plan: str, day: date) -> None:
        async with self.transactions(actor=Transactions.SYSTEM) as tx:
            before = await _held(tx, plan)
            moment = Moment(as_of=None, known_at=None, now=tx.now, changes=0)
            noticed = await FindingsReader(Reader()).read(tx.connection, plan, moment)
            found = {key_of(one): one for one in noticed.findings}
            of = open_findings.c
            known = {
                row.finding: row for row in await tx.connection.execute(select(open_findings).where(of.plan == plan))
            }
            events = [*_opened(plan, found, known), *_closed(plan, found, known, day)]
            if not events:
                return
            for version, event in enumerate(events, start=before + 1):
                tx.record(event, stream=f"findings/{plan}", version=version)
            new = [_row(plan, key, one) for key, one in found.items() if key not in known]
            gone = [key for key in known if key not in found]
            if new:
                await tx.connection.execute(insert(open_findings), new)
            if gone:
                await tx.connection.execute(delete(open_findings).where(of.plan == plan, of.finding.in_(gone)))
            values = {"plan": plan, "version": before + len(events)}
            statement = upsert(finding_watches).values(values)
            await tx.connection.execute(statement.on_conflict_do_update(index_elements=["plan"], set_=values))


async def _held(tx: Transaction, plan: str) -> int:
    """The version of the plan's stream; nobody else looks through this plan until the transaction ends."""
    await tx.connection.execute(text("select pg_advisory_xact_lock(hashtext(:key))"), {"key": f"findings/{plan}"})
    query = select(finding_watches.c.version).where(finding_watches.c.plan == plan)
    return int(await tx.connection.scalar(query) or 0)


def _opened(plan: str, found: dict[str, Finding], known: Iterable[str]) -> Iterator[FindingOpened]:
    for key, one in found.items():
        if key not in known:
            yield FindingOpened(
                plan=plan,
                finding=key,
                rule=one.rule.value,
                commitment=one.commitment,
                goal=one.goal,
                subgoal=one.subgoal,
                since=one.since,
            )


def _closed(plan: str, found: dict[str, Finding], known: dict[str, Any], day: date) -> Iterator[FindingClosed]:
    for key, row in known.items():
        if key not in found:
            yield FindingClosed(
                plan=plan,
                finding=key,
                rule=row.rule,
                commitment=row.commitment,
                goal=row.goal,
                subgoal=row.subgoal,
                closed_on=day,
            )


def _row(plan: str, key: str, one: Finding) -> dict[str, Any]:
    return {
        "plan": plan,
        "finding": key,
        "rule": one.rule.value,
        "commitment": one.commitment,
        "goal": one.goal,
        "subgoal": one.subgoal,
        "since": one.since,
    }
