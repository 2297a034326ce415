"""From a plan and a moment to its figures: the one way that every face of reporting takes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from constancia_events.dates import start_of_day
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.compliance.errors import CommitmentUnknown
from reporting.compliance.facts import Facts
from reporting.compliance.figures import compliance_of
from reporting.compliance.moment import Moment
from reporting.compliance.queries import facts_of
from reporting.compliance.schemas import CommitmentItem, Compliance

_FRESH = timedelta(seconds=60)


async def read(connection: AsyncConnection, plan: str, moment: Moment) -> tuple[Facts, Compliance]:
    """The facts of a plan as of a moment, and the figures made of them. Raises PlanUnknown."""
    facts = await facts_of(connection, plan, moment)
    zone = ZoneInfo(facts.plan.time_zone)
    return facts, compliance_of(facts, as_of=moment.label(zone), day=moment.day(zone))


def valid_until(moment: Moment, time_zone: str) -> datetime:
    """Until when bytes made of `moment` may be served: a day begins anew, and no notice is waited for beyond a minute."""
    zone = ZoneInfo(time_zone)
    midnight = start_of_day(moment.now.astimezone(zone).date() + timedelta(days=1), zone)
    return min(midnight, moment.now + _FRESH)


def find_item(compliance: Compliance, commitment: int) -> CommitmentItem:
    """One commitment of a plan. Raises CommitmentUnknown."""
    for item in compliance.items:
        if item.number == commitment:
            return item
    raise CommitmentUnknown(plan=compliance.plan, commitment=commitment)
