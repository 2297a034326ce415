"""Institutions over HTTP."""

from fastapi import APIRouter, Response

from commitments.institution import queries, store
from commitments.institution.schemas import InstitutionOut
from constancia_events.keys import Acronym
from constancia_web.conditional import UNCHANGED, etag
from constancia_web.pages import Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/institutions", tags=["institutions"])


@router.get("", responses=problems(422))
async def list_institutions(connection: Reads, paging: Paging) -> Page[InstitutionOut]:
    """All institutions on record, by acronym."""
    [after] = paging.after("")
    found = await queries.page(connection, after=after, limit=paging.fetch)
    return paging.page(found, InstitutionOut.of, lambda institution: (institution.acronym,))


@router.get("/{institution}", responses=problems(404, 422) | UNCHANGED)
async def get_institution(institution: Acronym, response: Response, connection: Reads) -> InstitutionOut:
    """One institution."""
    found = await store.load(connection, institution)
    response.headers["ETag"] = etag(found.version)
    return InstitutionOut.of(found)
