"""Plans as workbooks and plan files, to download; filled workbooks, to take."""

import asyncio
import hashlib
import json
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from commitments.deps import Now, OpenTransaction, PointOfContact
from commitments.imports.exporting import present_file
from commitments.imports.schemas import ImportResult
from commitments.workbook.commands.take_workbook import TakeWorkbook, take_workbook
from commitments.workbook.rows import document_of, empty, frame_of
from commitments.workbook.writing import written
from constancia_events.keys import PlanId
from constancia_events.plan_file import PlanFile
from constancia_events.plan_file_fields import Day
from constancia_events.texts import Text
from constancia_web.conditional import UNCHANGED
from constancia_web.language import Language, language_in_query
from constancia_web.problems import problems
from constancia_web.reads import Snapshot

router = APIRouter(prefix="/v1", tags=["imports"])
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_BOOK: Final[dict[int | str, dict[str, Any]]] = {200: {"description": "The workbook.", "content": {XLSX: _BINARY}}}
_TAKEN: Final = (XLSX, "application/octet-stream")
"""Media types of a workbook that is sent: its own, and that of tools which know none."""
_BODY: Final = {"requestBody": {"required": True, "content": dict.fromkeys(_TAKEN, _BINARY)}}


async def _sent(request: Request) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in _TAKEN:
        raise HTTPException(415, headers={"Accept": ", ".join(_TAKEN)})
    return await request.body()


Sent = Annotated[bytes, Depends(_sent)]
TextLanguages = Annotated[
    str,
    Query(
        description="Codes of the languages of its texts, with commas between.",
        pattern=r"^[a-z]{2,3}(,[a-z]{2,3}){0,11}$",
        examples=["es,en"],
    ),
]


@router.get("/plans/{plan}/file", responses=problems(404, 409, 422) | UNCHANGED)
async def get_plan_file(plan: PlanId, response: Response, connection: Snapshot, clock: Now) -> PlanFile:
    """The present record of a plan as a plan file: taking it again changes nothing."""
    file = await present_file(connection, plan, clock.now())
    response.headers["ETag"] = f'"{hashlib.sha256(file.model_dump_json().encode()).hexdigest()[:32]}"'
    response.headers["Content-Disposition"] = _attachment(f"{plan}-{file.plan.levels_as_of}.json")
    return file


@router.get("/plans/{plan}/workbook", response_class=Response, responses=problems(404, 409, 422) | UNCHANGED | _BOOK)
async def get_plan_workbook(
    plan: PlanId, request: Request, language: Language, connection: Snapshot, clock: Now
) -> Response:
    """The same as a workbook (XLSX), with words, notes and lists in the language asked; to fill in and send back."""
    file = await present_file(connection, plan, clock.now())
    book = await asyncio.to_thread(written, file.model_dump_json(), language)
    return _book(request, book, f"{plan}-{file.plan.levels_as_of}-{language}.xlsx", language)


@router.get("/workbook-template", response_class=Response, responses=problems(404, 409, 422) | UNCHANGED | _BOOK)
async def get_workbook_template(
    request: Request,
    language: Language,
    connection: Snapshot,
    clock: Now,
    languages: TextLanguages = "es,en",
    like: Annotated[PlanId | None, Query(description="A plan whose themes and institutions it begins with.")] = None,
) -> Response:
    """An empty workbook for a new plan."""
    codes = tuple(dict.fromkeys(languages.split(",")))
    frame = {} if like is None else frame_of(document_of(await present_file(connection, like, clock.now())))
    book = await asyncio.to_thread(written, json.dumps({**frame, **empty(codes)}), language)
    return _book(request, book, f"plan-{language}.xlsx", language)


@router.post(
    "/imports/workbook",
    status_code=201,
    responses=problems(400, 401, 403, 409, 413, 415, 422) | {200: {"model": ImportResult}},
    openapi_extra=_BODY,
)
async def create_import_of_workbook(
    actor: PointOfContact,
    body: Sent,
    response: Response,
    language: Language,
    transaction: OpenTransaction,
    *,
    dry_run: Annotated[bool, Query(description="Check everything and change nothing.")] = False,
    levels_as_of: Annotated[Day | None, Query(description="The day that the workbook's levels speak of.")] = None,
    reason: Annotated[
        Text | None, Query(description="Why an adopted plan is amended, in Spanish; required when the file does that.")
    ] = None,
) -> ImportResult:
    """Take a filled workbook whole, or refuse it with every fault by sheet and cell. 200 when nothing changed."""
    why = None if reason is None else {"es": reason}
    command = await asyncio.to_thread(TakeWorkbook.read, body, language, levels_as_of, why, actor.institution)
    async with transaction(actor=actor.client_id, dry_run=dry_run) as tx:
        taken = await take_workbook(tx, command)
    if dry_run or not taken.changed:
        response.status_code = 200
    else:
        response.headers["Location"] = f"/v1/imports/{taken.import_id}"
    return ImportResult.of(taken, dry_run=dry_run, workbook_sha256=command.sha256)


def _book(request: Request, book: bytes, name: str, language: str) -> Response:
    response = Response(book, media_type=XLSX)
    response.headers["ETag"] = f'"{hashlib.sha256(book).hexdigest()[:32]}"'
    response.headers["Content-Disposition"] = _attachment(name)
    response.headers["Content-Language"] = language
    if language_in_query(request.scope["query_string"]) is None:
        response.headers["Vary"] = "Accept-Language"
    return response


def _attachment(name: str) -> str:
    return f'attachment; filename="{name}"'
