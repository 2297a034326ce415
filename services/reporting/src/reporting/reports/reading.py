"""What the use cases of reports ask of the record: days, hearings, the names of figures."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.vocabulary import ConsultationPurpose
from reporting.compliance.facts import Facts
from reporting.compliance.moment import FOR_EVER, Moment
from reporting.compliance.queries import facts_of
from reporting.consultations.facts import Hearing
from reporting.consultations.queries import hearings_of
from reporting.reports.aggregate import Report
from reporting.reports.document import Figure
from reporting.reports.gathered import Spoken
from reporting.reports.gathering import gather
from reporting.reports.writing.figures import figures_of
from reporting.reports.writing.say import Say
from reporting.site.links import Paths
from reporting.site.render import Site


async def plan_today(connection: AsyncConnection, plan: str, now: datetime) -> tuple[Facts, date]:
    """A plan as it stands, and the day that it is in its zone. Raises PlanUnknown."""
    facts = await facts_of(connection, plan, moment_of(None, now))
    return facts, now.astimezone(ZoneInfo(facts.plan.time_zone)).date()


def moment_of(as_of: date | None, now: datetime) -> Moment:
    """The moment that an edition of a report tells of."""
    return Moment(as_of=as_of, known_at=None, now=now, changes=0)


async def self_assessments(connection: AsyncConnection, plan: str) -> list[Hearing]:
    """The consultations on self-assessments of a plan, those that begin first first."""
    heard = await hearings_of(connection, plan, FOR_EVER)
    return [one for one in heard if one.scheduled.purpose is ConsultationPurpose.SELF_ASSESSMENT]


async def hearing_on(connection: AsyncConnection, report: Report, origin: str) -> Hearing | None:
    """The consultation in which the public is, or was, heard on a report; None where there is none on record."""
    address = address_of(report.plan, report.number, origin)
    for one in await self_assessments(connection, report.plan):
        if one.scheduled.consultation == report.consultation or one.scheduled.document_url == address:
            return one
    return None


async def last_day_of_comments(connection: AsyncConnection, report: Report, origin: str) -> date | None:
    """Up to when the public may comment on a report, or could; None where it was never asked."""
    heard = await hearing_on(connection, report, origin)
    days = [report.comment_closes_on, heard.scheduled.closes_on if heard else None]
    return max((day for day in days if day is not None), default=None)


def address_of(plan: str, number: int, origin: str) -> str:
    """Where a report can be read."""
    return f"{origin}{Paths('es').report(plan, number)}"


async def figures(
    connection: AsyncConnection, plan: str, moment: Moment, *, site: Site, language: str
) -> tuple[Figure, ...]:
    """Every figure that a report as of `moment` may insert. Raises PlanUnknown."""
    gathered = await gather(connection, plan, moment, Spoken())
    vocabulary = gathered.facts.plan.vocabulary
    say = Say(language=language, site=site, compliance=gathered.compliance, vocabulary=vocabulary, origin="")
    return figures_of(gathered, say)
