"""Plan files over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from commitments.deps import OpenTransaction, PointOfContact
from commitments.imports import store
from commitments.imports.commands.take_import import TakeImport, take_import
from commitments.imports.schemas import ImportRecord, ImportResult
from constancia_events.plan_file import PlanFile
from constancia_events.plan_file_fields import Day
from constancia_events.texts import Text
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/imports", tags=["imports"])


@router.post(
    "", status_code=201, responses=problems(400, 401, 403, 409, 413, 415, 422) | {200: {"model": ImportResult}}
)
async def create_import(
    file: PlanFile,
    request: Request,
    response: Response,
    actor: PointOfContact,
    transaction: OpenTransaction,
    *,
    dry_run: Annotated[bool, Query(description="Check everything and change nothing.")] = False,
    levels_as_of: Annotated[Day | None, Query(description="The day that the file's levels speak of.")] = None,
    reason: Annotated[
        Text | None, Query(description="Why an adopted plan is amended, in Spanish; required when the file does that.")
    ] = None,
) -> ImportResult:
    """Take a plan file whole, or refuse it with every fault by JSON Pointer. 200 when nothing changed, else 201."""
    command = TakeImport(
        document=await request.body(),
        file=file,
        levels_as_of=levels_as_of,
        reason=None if reason is None else {"es": reason},
        institution=actor.institution,
    )
    async with transaction(actor=actor.client_id, dry_run=dry_run) as tx:
        taken = await take_import(tx, command)
    if dry_run or not taken.changed:
        response.status_code = 200
    else:
        response.headers["Location"] = f"/v1/imports/{taken.import_id}"
    return ImportResult.of(taken, dry_run=dry_run)


@router.get("/{import_id}", responses=problems(401, 403, 404, 422))
async def get_import(import_id: UUID, _actor: PointOfContact, connection: Reads) -> ImportRecord:
    """What was taken, when, and by which credential."""
    return ImportRecord.of(await store.load(connection, import_id))
