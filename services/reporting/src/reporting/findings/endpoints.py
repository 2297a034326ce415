"""Findings over HTTP: as JSON, and as a table for a spreadsheet at the same address with `.csv`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.keys import Acronym, PlanId
from constancia_web.conditional import UNCHANGED
from constancia_web.problems import problems
from constancia_web.published import published
from constancia_web.reads import Snapshot
from reporting.compliance.endpoints import CACHE
from reporting.compliance.moment import AsOf, Moment
from reporting.compliance.reading import valid_until
from reporting.findings.finding import Finding, Rule
from reporting.findings.reading import Findings, FindingsReader, Noticed
from reporting.findings.schemas import FindingItem, PlanFindings
from reporting.findings.table import CSV_MEDIA_TYPE, as_csv

router = APIRouter(prefix="/v1/plans/{plan}", tags=["findings"])


class _Wanted:
    """Which findings are asked for: those of a rule, about a commitment, about what an institution leads."""

    def __init__(
        self,
        rule: Annotated[Rule | None, Query(description="Only what this rule noticed.")] = None,
        commitment: Annotated[int | None, Query(ge=1, le=9_999, description="Only about this commitment.")] = None,
        institution: Annotated[Acronym | None, Query(description="Only about what this institution leads.")] = None,
    ) -> None:
        self.rule, self.commitment, self.institution = rule, commitment, institution

    def of(self, noticed: Noticed) -> list[Finding]:
        """The findings of a plan that are asked for."""
        led = {item.number for item in noticed.compliance.items if self.institution in item.leads}
        return [
            finding
            for finding in noticed.findings
            if (self.rule is None or finding.rule is self.rule)
            and (self.commitment is None or finding.is_about(self.commitment))
            and (self.institution is None or any(finding.is_about(number) for number in led))
        ]


Wanted = Annotated[_Wanted, Depends(_Wanted)]


@router.get("/findings", response_model=PlanFindings, responses=problems(404, 422) | UNCHANGED)
async def list_findings(
    plan: PlanId, request: Request, connection: Snapshot, findings: Findings, moment: AsOf, wanted: Wanted
) -> Response:
    """What the platform noticed by itself in a plan, as of any past day or instant."""
    noticed, found = await _found(connection, findings, (plan, moment), wanted)
    body = PlanFindings(
        plan=plan,
        as_of=noticed.compliance.as_of,
        items=[FindingItem.of(one) for one in found],
        version=noticed.compliance.version,
    )
    return published(
        request,
        body.model_dump_json().encode(),
        media_type="application/json",
        cache_control=CACHE,
        valid_until=valid_until(moment, noticed.compliance.time_zone),
    )


@router.get(
    "/findings.csv",
    response_class=Response,
    responses=problems(404, 422)
    | UNCHANGED
    | {200: {"description": "A table.", "content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def list_findings_as_csv(
    plan: PlanId, request: Request, connection: Snapshot, findings: Findings, moment: AsOf, wanted: Wanted
) -> Response:
    """The same as a table (RFC 4180): one finding a row, its facts as JSON; cells are safe for spreadsheets."""
    noticed, found = await _found(connection, findings, (plan, moment), wanted)
    return published(
        request,
        as_csv(plan, noticed.compliance.as_of, found),
        media_type=CSV_MEDIA_TYPE,
        cache_control=CACHE,
        valid_until=valid_until(moment, noticed.compliance.time_zone),
        headers={"Content-Disposition": f'attachment; filename="{plan}-findings.csv"'},
    )


async def _found(
    connection: AsyncConnection, findings: FindingsReader, asked: tuple[str, Moment], wanted: _Wanted
) -> tuple[Noticed, list[Finding]]:
    noticed = await findings.read(connection, *asked)
    return noticed, wanted.of(noticed)
