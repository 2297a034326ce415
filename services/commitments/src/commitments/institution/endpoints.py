"""Institutions over HTTP."""

from fastapi import APIRouter, Request, Response

from commitments.institution import queries, store
from commitments.institution.schemas import InstitutionOut
from constancia_events.keys import Acronym
from constancia_web.conditional import etag
from constancia_web.pages import Cursor, Limit, Page, cursor_after, link_next
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/institutions", tags=["institutions"])


@router.get("", responses=problems(422))
async def list_institutions(
    request: Request, response: Response, connection: Reads, cursor: Cursor, limit: Limit
) -> Page[InstitutionOut]:
    """All institutions on record, by acronym."""
    [after] = cursor.of(str) if cursor else [""]
    found = await queries.page(connection, after=after, limit=limit + 1)
    next_cursor = cursor_after(request, found[limit - 1].acronym) if len(found) > limit else None
    if link := link_next(request, next_cursor):
        response.headers["Link"] = link
    return Page(items=[InstitutionOut.of(one) for one in found[:limit]], next_cursor=next_cursor)


@router.get("/{institution}", responses=problems(404, 422))
async def get_institution(institution: Acronym, response: Response, connection: Reads) -> InstitutionOut:
    """One institution."""
    found = await store.load(connection, institution)
    response.headers["ETag"] = etag(found.version)
    return InstitutionOut.of(found)
