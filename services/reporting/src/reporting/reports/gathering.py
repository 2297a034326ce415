"""Reads everything that a report is written from; what is not ours is asked for over the bus."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.ask import NothingThere, ask
from constancia_bus.streams import Bus
from reporting.clock.reading import read_clock
from reporting.compliance.moment import Moment
from reporting.compliance.reading import Reader
from reporting.consultations.queries import hearings_of
from reporting.findings.reading import FindingsReader
from reporting.indicators.queries import indicators_of
from reporting.reports.gathered import AnsweredComment, CommitmentPart, Gathered, PublicContact, Spoken
from reporting.site.participation import participation_page
from reporting.site.promises import promise_of
from reporting.site.queries import goal_details, leads_of


async def gather(connection: AsyncConnection, plan: str, moment: Moment, spoken: Spoken) -> Gathered:
    """A plan as of `moment`, read in one snapshot. Raises PlanUnknown."""
    reader = Reader()
    noticed = await FindingsReader(reader).read(connection, plan, moment)
    facts, compliance = noticed.facts, noticed.compliance
    at = moment.instant(ZoneInfo(facts.plan.time_zone))
    clock = await read_clock(connection, reader, plan, moment)
    parts = []
    for item in compliance.items:
        goals = await goal_details(connection, facts, item.number, moment)
        parts.append(
            CommitmentPart(
                item=item,
                goals=goals,
                promise=await promise_of(connection, facts, item.number, goals, moment),
                leads=leads_of(facts, item.number),
                contacts=tuple(one for one in spoken.contacts if one.commitment == item.number),
            )
        )
    return Gathered(
        facts=facts,
        compliance=compliance,
        day=clock.day,
        findings=tuple(noticed.findings),
        clock=clock,
        people=await participation_page(connection, (facts, compliance), moment, ""),
        commitments=tuple(parts),
        hearings=tuple(await hearings_of(connection, plan, at)),
        indicators=await indicators_of(connection, plan, at),
        spoken=spoken,
    )


async def consultations_of(connection: AsyncConnection, plan: str, moment: Moment, zone: ZoneInfo) -> list[str]:
    """The keys of the consultations that a report as of `moment` tells of."""
    return [one.scheduled.consultation for one in await hearings_of(connection, plan, moment.instant(zone))]


async def ask_others(bus: Bus, plan: str, consultations: Iterable[str], until: str) -> Spoken:
    """The words of comments that came in by `until` (RFC 3339), with answers, and the contacts that are public now.

    Raises NobodyAnswers, Unanswerable.
    """
    comments = {}
    for consultation in consultations:
        comments[consultation] = await _comments(bus, consultation, until)
    return Spoken(comments=comments, contacts=await _contacts(bus, plan))


class _Comments(BaseModel):
    """Some comments of a consultation; `more` where others follow."""

    model_config = ConfigDict(frozen=True)

    items: tuple[AnsweredComment, ...]
    more: bool


class _Contacts(BaseModel):
    """Contact points of a plan."""

    model_config = ConfigDict(frozen=True)

    items: tuple[PublicContact, ...]
    more: bool


async def _comments(bus: Bus, consultation: str, until: str) -> tuple[AnsweredComment, ...]:
    found: list[AnsweredComment] = []
    while True:
        try:
            said = await ask(
                bus,
                "consultation",
                "answered_comments",
                consultation=consultation,
                until=until,
                offset=len(found),
            )
        except NothingThere:
            return tuple(found)
        piece = _Comments.model_validate(said)
        found += piece.items
        if not piece.more:
            return tuple(found)


async def _contacts(bus: Bus, plan: str) -> tuple[PublicContact, ...]:
    found: list[PublicContact] = []
    while True:
        said = await ask(bus, "commitments", "public_contacts", plan=plan, offset=len(found))
        piece = _Contacts.model_validate(said)
        found += piece.items
        if not piece.more:
            return tuple(found)
