"""Reads what the pages of reports show."""

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.compliance.schemas import Compliance
from reporting.reports import store
from reporting.reports.aggregate import Report
from reporting.reports.queries import public_edition
from reporting.reports.reading import hearing_on
from reporting.reports.rendering.formats import FILES
from reporting.reports.store import Edition
from reporting.site.links import Paths
from reporting.site.reports import ReportCard, ReportFile, ReportsPage


async def reports_page(
    connection: AsyncConnection, compliance: Compliance, public_url: str, number: int | None = None
) -> ReportsPage:
    """All reports of a plan, or the one of this number. Raises ReportNotFound."""
    plan = compliance.plan
    if number is None:
        found = await store.of_plan(connection, plan)
    else:
        found = [await store.load(connection, plan, number)]
    cards = []
    for report in found:
        heard = await hearing_on(connection, report, public_url)
        public = await public_edition(connection, plan, report.number)
        cards.append(_card(report, public, heard.scheduled.consultation if heard else None))
    return ReportsPage(
        plan=plan,
        title=compliance.title,
        time_zone=compliance.time_zone,
        public_url=public_url,
        cards=tuple(cards),
        one=None if number is None else cards[0],
    )


def _card(report: Report, public: Edition | None, consultation: str | None) -> ReportCard:
    known = {part.name: part for part in public.files} if public else {}
    return ReportCard(
        number=report.number,
        kind=report.kind,
        state=report.state,
        as_of=public.as_of if public else report.as_of,
        opens_on=report.comment_opens_on,
        closes_on=report.comment_closes_on,
        consultation=consultation,
        published_on=report.published_on,
        files=tuple(
            ReportFile(
                language=language,
                form=form,
                size=known[name].size,
                sha256=known[name].sha256,
                href=Paths(language).report_file(report.plan, report.number, name),
            )
            for name, language, form in FILES
            if name in known
        ),
    )
