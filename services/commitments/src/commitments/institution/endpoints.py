"""Institutions over HTTP."""

from fastapi import APIRouter, Response

from commitments.deps import OpenTransaction, PointOfContact
from commitments.institution import queries, store
from commitments.institution.aggregate import Institution
from commitments.institution.commands.keep_institution import KeepInstitution, keep_institution
from commitments.institution.schemas import InstitutionIn, InstitutionOut
from constancia_events.keys import Acronym
from constancia_web.conditional import UNCHANGED, IfMatchToReplace, etag
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


@router.put(
    "/{institution}",
    responses=problems(400, 401, 403, 404, 412, 413, 415, 422, 428) | {201: {"model": InstitutionOut}},
)
async def put_institution(
    institution: Acronym,
    body: InstitutionIn,
    actor: PointOfContact,
    expected: IfMatchToReplace,
    transaction: OpenTransaction,
    response: Response,
) -> InstitutionOut:
    """Enter an institution (201), or change the one on record: then send its ETag as If-Match."""
    wanted = Institution(acronym=institution, name=body.name, kind=body.kind, roundtable=body.roundtable)
    async with transaction(actor=actor.client_id) as tx:
        kept, new = await keep_institution(tx, KeepInstitution(institution=wanted, expected=expected))
    response.status_code = 201 if new else 200
    response.headers["ETag"] = etag(kept.version)
    return InstitutionOut.of(kept)
