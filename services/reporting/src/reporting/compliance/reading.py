"""From a plan and a moment to its figures: the one way that every face of reporting takes."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.dates import start_of_day
from reporting.compliance.errors import CommitmentUnknown
from reporting.compliance.facts import Facts
from reporting.compliance.figures import compliance_of
from reporting.compliance.moment import Moment
from reporting.compliance.queries import facts_of
from reporting.compliance.schemas import CommitmentItem, Compliance

_FRESH = timedelta(seconds=60)


Reading = tuple[Facts, Compliance]
"""The facts of a plan as of a moment, and the figures made of them."""


@dataclass(slots=True)
class Reader:
    """Reads plans. The present of a plan is read once per change of the record, whatever is made from it."""

    _present: dict[str, tuple[Reading, datetime]] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    changes: int = 0
    """How often the record has changed since this process began."""

    def forget(self) -> None:
        """The record has changed: what was read before is the past."""
        self.changes += 1
        self._present.clear()

    async def read(self, connection: AsyncConnection, plan: str, moment: Moment) -> Reading:
        """A plan as of a moment. Raises PlanUnknown."""
        if moment.is_past:
            return await _read(connection, plan, moment)
        async with self._turn:
            kept = self._present.get(plan)
            if kept is not None and moment.now < kept[1]:
                return kept[0]
            reading = await _read(connection, plan, moment)
            if moment.changes == self.changes:  # else it may be of before the change, and must not outlive it
                self._present[plan] = (reading, valid_until(moment, reading[0].plan.time_zone))
            return reading


async def _reader(request: Request) -> Reader:
    reader: Reader = request.app.state.reader
    return reader


Figures = Annotated[Reader, Depends(_reader)]


async def _read(connection: AsyncConnection, plan: str, moment: Moment) -> Reading:
    facts = await facts_of(connection, plan, moment)
    zone = ZoneInfo(facts.plan.time_zone)
    return facts, compliance_of(facts, as_of=moment.label(zone), day=moment.day(zone))


def valid_until(moment: Moment, time_zone: str) -> datetime:
    """Until when bytes made of `moment` may be served: to midnight, and no longer than a minute without a notice."""
    zone = ZoneInfo(time_zone)
    midnight = start_of_day(moment.now.astimezone(zone).date() + timedelta(days=1), zone)
    return min(midnight, moment.now + _FRESH)


def find_item(compliance: Compliance, commitment: int) -> CommitmentItem:
    """One commitment of a plan. Raises CommitmentUnknown."""
    for item in compliance.items:
        if item.number == commitment:
            return item
    raise CommitmentUnknown(plan=compliance.plan, commitment=commitment)
