"""The audit of every write over HTTP, for the point of contact."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from commitments.audit import queries
from commitments.audit.queries import Sought
from commitments.audit.schemas import AuditEntry
from commitments.deps import PointOfContact
from constancia_events.dates import is_of_our_time
from constancia_events.keys import PlanId
from constancia_events.plan_file_fields import Instant
from constancia_web.pages import CursorUnreadable, Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/audit", tags=["audit"])
_LONGEST_ID = 18


def _of_our_time(instant: datetime) -> datetime:
    """Refuse what is so far off that no database can compare it."""
    if not is_of_our_time(instant.date()):
        raise PydanticCustomError("instant", "Input should be an instant as 2017-09-19T09:07:00-06:00")
    return instant


Moment = Annotated[Instant, AfterValidator(_of_our_time)]


@router.get("", responses=problems(422))
async def list_audit_entries(
    _actor: PointOfContact,
    connection: Reads,
    paging: Paging,
    *,
    table: Annotated[str | None, Query(pattern=r"^[a-z][a-z0-9_]{0,62}$", description="Writes to this table.")] = None,
    actor: Annotated[
        str | None, Query(pattern=r"^[ -~]{1,200}$", description="Writes by this client id, or whoever else it was.")
    ] = None,
    correlation: Annotated[str | None, Query(pattern=r"^[0-9a-f]{32}$", description="Writes of one request.")] = None,
    plan: Annotated[PlanId | None, Query(description="Writes to rows of this plan.")] = None,
    since: Annotated[Moment | None, Query(description="Not before this instant.")] = None,
    until: Annotated[Moment | None, Query(description="Not after this instant.")] = None,
) -> Page[AuditEntry]:
    """Every row that was written, newest first: who, when, from which credential, before and after."""
    sought = Sought(table=table, actor=actor, correlation=correlation, plan=plan, since=since, until=until)
    [after] = paging.after("")
    # As text: an id outgrows what a cursor takes as a number.
    if after and not (after.isascii() and after.isdecimal() and len(after) <= _LONGEST_ID):
        raise CursorUnreadable
    rows = await queries.page(connection, sought, before=int(after) if after else None, limit=paging.fetch)
    return paging.page(rows, AuditEntry.of, lambda row: (str(row.id),))
