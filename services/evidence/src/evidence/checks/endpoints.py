"""Checks over HTTP: every one that was made, and whether an address was alive on a day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from constancia_events.checks import CheckOutcome
from constancia_web.pages import Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads
from evidence.checks import queries
from evidence.checks.schemas import CheckOut, ThenOut
from evidence.deps import EvidenceId, Now
from evidence.means_of_verification import store as means_store
from evidence.verdict.rules import DEFAULT

router = APIRouter(prefix="/v1", tags=["verdicts"])


@router.get("/evidence/{evidence}/checks", responses=problems(404, 422))
async def list_checks(
    evidence: EvidenceId,
    connection: Reads,
    paging: Paging,
    since: Annotated[AwareDatetime | None, Query(description="Only checks from this instant on.")] = None,
    until: Annotated[AwareDatetime | None, Query(description="Only checks before this instant.")] = None,
    outcome: Annotated[list[CheckOutcome] | None, Query(description="Only these outcomes.")] = None,
) -> Page[CheckOut]:
    """Every check of an address, newest first. Long ago, one row may stand for a run of equal checks."""
    await means_store.load(connection, evidence)
    [after] = paging.after("")
    limits = [at for at in (until, datetime.fromisoformat(after) if after else None) if at is not None]
    found = await queries.page(
        connection,
        evidence,
        before=min(limits, default=None),
        since=since,
        outcomes=outcome or (),
        limit=paging.fetch,
    )
    return paging.page(found, CheckOut.of, lambda row: (row.checked_at.isoformat(),))


@router.get("/evidence/{evidence}/alive", responses=problems(404, 422))
async def get_alive(
    evidence: EvidenceId,
    connection: Reads,
    clock: Now,
    on: Annotated[
        date | AwareDatetime | None,
        Query(description="A day (then: by its end, in the time zone of the rules) or an instant; now when left out."),
    ] = None,
) -> ThenOut:
    """Whether an address was alive on a day, with the checks before and after that this rests on."""
    await means_store.load(connection, evidence)
    return ThenOut.of(evidence, await queries.then(connection, evidence, _instant(on, clock.now())))


def _instant(on: date | datetime | None, now: datetime) -> datetime:
    if on is None:
        return now
    if isinstance(on, datetime):
        return min(on.astimezone(UTC), now)
    end = datetime.combine(on + timedelta(days=1), time(), tzinfo=ZoneInfo(DEFAULT.zone)) if on < date.max else now
    return min(end.astimezone(UTC) - timedelta(microseconds=1), now)
