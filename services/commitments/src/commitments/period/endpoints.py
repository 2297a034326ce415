"""Reporting periods over HTTP."""

from fastapi import APIRouter, Response

import commitments.plan.store as plan_store
from commitments.deps import Now, OpenTransaction, PointOfContact
from commitments.period import store
from commitments.period.commands.close_period import ClosePeriod, close_period
from commitments.period.commands.open_period import OpenPeriod, open_period
from commitments.period.schemas import PeriodClosingIn, PeriodIn, PeriodOut, PeriodWithMissing
from constancia_events.keys import PlanId
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.pages import Page, Paging
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.reads import Reads, Snapshot

router = APIRouter(prefix="/v1/plans/{plan}/periods", tags=["reporting periods"])


@router.get("", responses=problems(404, 422))
async def list_periods(plan: PlanId, connection: Reads, paging: Paging) -> Page[PeriodOut]:
    """The reporting periods of a plan, by number."""
    await plan_store.load(connection, plan)
    [after] = paging.after(0)
    found = await store.page(connection, plan, after=after, limit=paging.fetch)
    return paging.page(found, PeriodOut.of, lambda period: (period.number,))


@router.get("/{period}", responses=problems(404, 422) | UNCHANGED)
async def get_period(
    plan: PlanId, period: PathNumber, response: Response, connection: Snapshot, clock: Now
) -> PeriodWithMissing:
    """One reporting period with who has not reported; its ETag, which a closing must show, changes with both."""
    found = await store.load(connection, plan, period)
    missing = await store.missing_of(connection, found, now=clock.now())
    response.headers["ETag"] = etag(found.seen_with(missing))
    return PeriodWithMissing.with_missing(found, missing)


@router.post("", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 415, 422))
async def create_period(
    plan: PlanId, actor: PointOfContact, body: PeriodIn, transaction: OpenTransaction, response: Response
) -> PeriodOut:
    """Ask the leads of a plan to report. Of one kind, only one period is open at a time."""
    command = OpenPeriod(
        plan=plan,
        kind=body.kind,
        title=body.title,
        starts_on=body.starts_on,
        ends_on=body.ends_on,
        due_on=body.due_on,
    )
    async with transaction(actor=actor.client_id) as tx:
        opened = await open_period(tx, command)
    response.headers["Location"] = f"/v1/plans/{plan}/periods/{opened.number}"
    return PeriodOut.of(opened)


@router.post("/{period}/close", responses=problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 428))
async def create_period_closing(
    plan: PlanId,
    period: PathNumber,
    actor: PointOfContact,
    expected: IfMatch,
    body: PeriodClosingIn,
    transaction: OpenTransaction,
    response: Response,
) -> PeriodWithMissing:
    """Wait no longer for reports, for good; who was missing is kept. Send the period's ETag as If-Match."""
    command = ClosePeriod(plan=plan, number=period, reason=body.reason, expected=expected)
    async with transaction(actor=actor.client_id) as tx:
        closed = await close_period(tx, command)
    response.headers["ETag"] = etag(closed.seen_with(closed.missing))
    return PeriodWithMissing.with_missing(closed, closed.missing)
