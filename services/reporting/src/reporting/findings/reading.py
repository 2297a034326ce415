"""From a plan and a moment to its findings: the present of a plan is looked through once per change of the record."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.compliance.facts import Facts
from reporting.compliance.moment import Moment
from reporting.compliance.reading import Reader, valid_until
from reporting.compliance.schemas import Compliance
from reporting.findings.queries import history_of
from reporting.findings.rules import Finding, findings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """A plan as of a moment, with what was noticed in it."""

    facts: Facts
    compliance: Compliance
    findings: list[Finding]


@dataclass(slots=True)
class FindingsReader:
    """Looks through plans; what it holds of the present ends with the next change, which `reader` counts."""

    reader: Reader
    _present: dict[str, tuple[Noticed, int, datetime]] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, connection: AsyncConnection, plan: str, moment: Moment) -> Noticed:
        """What was noticed in a plan as of a moment. Raises PlanUnknown."""
        if moment.is_past:
            return await self._look(connection, plan, moment)
        async with self._turn:
            kept = self._present.get(plan)
            if kept is not None and kept[1] == self.reader.changes and moment.now < kept[2]:
                return kept[0]
            noticed = await self._look(connection, plan, moment)
            until = valid_until(moment, noticed.facts.plan.time_zone)
            self._present[plan] = (noticed, moment.changes, until)
            return noticed

    async def _look(self, connection: AsyncConnection, plan: str, moment: Moment) -> Noticed:
        facts, compliance = await self.reader.read(connection, plan, moment)
        history = await history_of(connection, facts, moment)
        return Noticed(facts=facts, compliance=compliance, findings=findings_of(history))


async def _findings_reader(request: Request) -> FindingsReader:
    reader: FindingsReader = request.app.state.findings
    return reader


Findings = Annotated[FindingsReader, Depends(_findings_reader)]
