"""What an institution should mend: drawn at any time, and told once a week where there is anything."""

import asyncio
from collections import Counter
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.transaction import Transaction, Transactions
from constancia_events.checks import EvidenceVerdict
from constancia_events.evidence import DigestIssued
from constancia_runtime.clock import Clock
from evidence.verdict import queries
from evidence.verdict.rules import DEFAULT
from evidence.verdict.schemas import PlanVerdict

TO_MEND: Final = (EvidenceVerdict.DEAD, EvidenceVerdict.INVALID, EvidenceVerdict.SUSPECT, EvidenceVerdict.RESTRICTED)
_MOST: Final = 500
_HOUR: Final = 8
_LOOK_SECONDS: Final = 600.0
_COUNTS: Final = text(
    """
    select u.plan, lead.institution, s.verdict, count(distinct s.evidence) as addresses
    from standings s join uses u on u.evidence = s.evidence and u.withdrawn_at is null
    join commitment_leads l on l.plan = u.plan and l.commitment = u.commitment
    cross join lateral unnest(l.institutions) as lead(institution)
    group by u.plan, lead.institution, s.verdict order by u.plan, lead.institution
    """
)
_CLAIM: Final = text(
    "insert into digests (institution, plan, week, n) select :institution, :plan, :week,"
    " coalesce((select max(n) from digests where institution = :institution), 0) + 1"
    " on conflict do nothing returning n"
)


class DigestOut(BaseModel):
    """What an institution should mend of what its commitments in a plan cite, the worst first."""

    model_config = ConfigDict(frozen=True)

    plan: str
    institution: str
    drawn_at: datetime
    counts: dict[str, int] = Field(description="How many addresses have each verdict.")
    items: list[PlanVerdict] = Field(description="At most 500; all of them are in the list of the plan's verdicts.")


async def digest_of(connection: AsyncConnection, plan: str, institution: str, now: datetime) -> DigestOut:
    """The digest as it would be told now."""
    items: list[PlanVerdict] = []
    counts: Counter[str] = Counter()
    for verdict in EvidenceVerdict:
        found = await queries.page_of_plan(
            connection, plan, institution=institution, verdict=verdict, after="", limit=_MOST
        )
        counts[verdict.value] = len(found)
        if verdict in TO_MEND:
            items += map(PlanVerdict.of, found)
    items.sort(key=lambda one: (TO_MEND.index(one.verdict), one.since))
    return DigestOut(plan=plan, institution=institution, drawn_at=now, counts=dict(counts), items=items[:_MOST])


async def issue_digests(tx: Transaction) -> int:
    """Tell each institution that has anything to mend, once in an ISO week; says how many were told."""
    week = f"{tx.now.astimezone(ZoneInfo(DEFAULT.zone)):%G-W%V}"
    by_lead: dict[tuple[str, str], Counter[str]] = {}
    for row in await tx.connection.execute(_COUNTS):
        by_lead.setdefault((row.plan, row.institution), Counter())[row.verdict] = row.addresses
    told = 0
    for (plan, institution), counts in by_lead.items():
        if not any(counts[verdict] for verdict in TO_MEND):
            continue
        claimed = await tx.connection.scalar(_CLAIM, {"institution": institution, "plan": plan, "week": week})
        if claimed is None:
            continue
        event = DigestIssued(
            institution=institution, plan=plan, week=week, **{one.value: counts[one] for one in EvidenceVerdict}
        )
        tx.record(event, stream=f"digest/{institution}", version=claimed)
        told += 1
    return told


async def issue_weekly(transactions: Transactions, clock: Clock) -> None:
    """From Monday morning in the rules' zone, until cancelled; a Monday that was missed is made up for."""
    while True:
        local = clock.now().astimezone(ZoneInfo(DEFAULT.zone))
        if local.weekday() or local.hour >= _HOUR:
            async with transactions(actor=Transactions.SYSTEM) as tx:
                await issue_digests(tx)
        await asyncio.sleep(_LOOK_SECONDS)
