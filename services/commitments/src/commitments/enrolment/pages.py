"""Enrolment for people: pages without scripts, in Spanish at /inscripcion and in English at /en/enrolment."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

import commitments.plan.store as plan_store
import commitments.working_group.store as group_store
from commitments.deps import Now, OpenTransaction
from commitments.enrolment import store
from commitments.enrolment.commands.ask_to_join import ask_to_join
from commitments.enrolment.errors import AcronymAsked
from commitments.enrolment.rendering import FIELDS, Address, EnrolmentPages, Invitation
from commitments.enrolment.schemas import EnrolmentIn
from constancia_runtime.errors import DomainError, Fault
from constancia_web.problems import STATUS_OF
from constancia_web.reads import Reads
from constancia_web.validation import faults_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

MOST_BYTES: Final = 64 * 1024
_MOST_FIELDS: Final = 20
_FORM_TYPE: Final = "application/x-www-form-urlencoded"
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
"""The address is a secret of whoever has it: it is kept by no cache, told to no other site, found by no search."""
STYLE_CACHE: Final = "public, max-age=3600"
TRAP_FILLED: Final = "Leave this field empty: it is there for programs that fill in everything"
UNREADABLE: Final = "The form could not be read; send it again from this page"
TOO_LONG: Final = "The form is too long; shorten what you wrote"
_INPUT_OF: Final = {"/name": "name_es", "/name/es": "name_es", "/name/en": "name_en"}


async def _pages(request: Request) -> EnrolmentPages:
    pages: EnrolmentPages = request.app.state.enrolment_pages
    return pages


Pages = Annotated[EnrolmentPages, Depends(_pages)]


@router.get("/inscripcion/formulario.css")
async def enrolment_style(pages: Pages) -> Response:
    """What the form adds to the style sheet of the site."""
    return Response(pages.style, media_type="text/css", headers={"Cache-Control": STYLE_CACHE})


@router.get("/inscripcion/{code}")
async def enrolment_form_es(code: str, pages: Pages, connection: Reads, clock: Now) -> Response:
    """The form, in Spanish."""
    return await _form("es", code, pages, connection, clock)


@router.get("/en/enrolment/{code}")
async def enrolment_form_en(code: str, pages: Pages, connection: Reads, clock: Now) -> Response:
    """The form, in English."""
    return await _form("en", code, pages, connection, clock)


@router.post("/inscripcion/{code}")
async def send_enrolment_es(
    code: str, request: Request, pages: Pages, connection: Reads, clock: Now, transaction: OpenTransaction
) -> Response:
    """The form is sent, in Spanish."""
    return await _send("es", code, request, pages, connection, clock, transaction)


@router.post("/en/enrolment/{code}")
async def send_enrolment_en(
    code: str, request: Request, pages: Pages, connection: Reads, clock: Now, transaction: OpenTransaction
) -> Response:
    """The form is sent, in English."""
    return await _send("en", code, request, pages, connection, clock, transaction)


@router.get("/inscripcion/recibo/{receipt}")
async def enrolment_state_es(receipt: str, pages: Pages, connection: Reads) -> Response:
    """What became of a request, in Spanish."""
    return await _state("es", receipt, pages, connection)


@router.get("/en/enrolment/receipt/{receipt}")
async def enrolment_state_en(receipt: str, pages: Pages, connection: Reads) -> Response:
    """What became of a request, in English."""
    return await _state("en", receipt, pages, connection)


def form_address(code: str) -> Address:
    """Where the form of a code lives."""
    return Address(es=f"/inscripcion/{code}", en=f"/en/enrolment/{code}")


def state_address(receipt: str) -> Address:
    """Where the state of a request lives."""
    return Address(es=f"/inscripcion/recibo/{receipt}", en=f"/en/enrolment/receipt/{receipt}")


async def _form(language: str, code: str, pages: EnrolmentPages, connection: AsyncConnection, clock: Now) -> Response:
    try:
        invitation = await _invitation(connection, code, clock)
    except DomainError as refused:
        return _refused(language, form_address(code), pages, refused)
    return _html(pages.form(language, form_address(code), invitation, values={}))


async def _send(  # noqa: PLR0913, PLR0917 - what both languages hand on
    language: str,
    code: str,
    request: Request,
    pages: EnrolmentPages,
    connection: AsyncConnection,
    clock: Now,
    transaction: OpenTransaction,
) -> Response:
    address = form_address(code)
    try:
        invitation = await _invitation(connection, code, clock)
    except DomainError as refused:
        return _refused(language, address, pages, refused)
    await connection.close()  # the transaction below takes one of its own, and the pool is small

    def again(status: int, values: Mapping[str, str], *faults: tuple[str | None, Fault]) -> Response:
        return _html(pages.form(language, address, invitation, values=values, faults=faults), status)

    body = await request.body()
    if len(body) > MOST_BYTES:
        return again(413, {}, (None, Fault(message=TOO_LONG)))
    typed = _typed(request, body)
    if typed is None:
        return again(422, {}, (None, Fault(message=UNREADABLE)))
    try:
        asked = EnrolmentIn.model_validate(_document(typed)).asked
    except ValidationError as cause:
        return again(422, typed, *_faults(typed, cause))
    if typed.get("website"):
        return again(422, typed, ("website", Fault(message=TRAP_FILLED)))
    try:
        async with transaction(actor="public") as tx:
            _, receipt = await ask_to_join(tx, code, asked)
    except DomainError as refused:
        name = "acronym" if isinstance(refused, AcronymAsked) else None
        return again(STATUS_OF[refused.kind], typed, (name, Fault(message=refused.message, values=refused.values)))
    return RedirectResponse(getattr(state_address(receipt), language), 303, headers=dict(HEADERS))


async def _state(language: str, receipt: str, pages: EnrolmentPages, connection: AsyncConnection) -> Response:
    address = state_address(receipt)
    try:
        enrolment = await store.by_receipt(connection, receipt)
    except DomainError as refused:
        return _refused(language, address, pages, refused)
    invitation = await _invited(connection, enrolment.plan, enrolment.group)
    return _html(pages.state(language, address, enrolment, invitation))


async def _invitation(connection: AsyncConnection, code: str, clock: Now) -> Invitation:
    """What the link invites to. Raises LinkNotFound, LinkClosed, LinkExpired."""
    link = await store.by_code(connection, code)
    plan = await plan_store.load(connection, link.plan)
    link.check_open(zone=plan.zone, now=clock.now())
    return await _invited(connection, link.plan, link.group)


async def _invited(connection: AsyncConnection, plan: str, number: int) -> Invitation:
    of = await plan_store.load(connection, plan)
    group = await group_store.find(connection, plan, number)
    return Invitation(
        plan_title=of.title, group=group.number if group else None, group_title=group.title if group else None
    )


def _typed(request: Request, body: bytes) -> dict[str, str] | None:
    """What was typed, by input; None for what no form of ours sends."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM_TYPE:
        return None
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:  # of which UnicodeDecodeError is one
        return None
    # Browsers send a line break as two characters (HTML, section 4.10.22.4), which would count twice.
    return {name: value.replace("\r\n", "\n") for name, value in pairs if name in FIELDS}


def _document(typed: Mapping[str, str]) -> dict[str, Any]:
    """The form as the API takes it; what was left blank is not there."""
    filled = {name: value.strip() for name, value in typed.items() if value.strip()}
    names = {language: filled[f"name_{language}"] for language in ("es", "en") if f"name_{language}" in filled}
    document: dict[str, Any] = {name: filled[name] for name in ("kind", "motive", "contact_email") if name in filled}
    if names:
        document["name"] = names
    if "acronym" in filled:
        document["acronym"] = filled["acronym"].upper()
    return document


def _faults(typed: Mapping[str, str], cause: ValidationError) -> Iterator[tuple[str, Fault]]:
    """Each fault with the name of its input, in the order of the form."""
    found = [
        (_INPUT_OF.get(fault.pointer or "", (fault.pointer or "").strip("/")), fault)
        for fault in faults_of(cause.errors(include_url=False), strip=0)
    ]
    if typed.get("website"):
        found.append(("website", Fault(message=TRAP_FILLED)))
    order = list(FIELDS)
    yield from sorted(found, key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))


def _refused(language: str, address: Address, pages: EnrolmentPages, refused: DomainError) -> Response:
    page = pages.refusal(language, address, refused.message, refused.values)
    return _html(page, STATUS_OF[refused.kind])


def _html(page: str, status: int = 200) -> Response:
    return HTMLResponse(page, status, headers=dict(HEADERS))
