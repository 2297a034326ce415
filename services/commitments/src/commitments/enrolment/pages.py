"""Enrolment for people: pages without scripts, in Spanish at /inscripcion and in English at /en/enrolment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
from commitments.enrolment.aggregate import Asked
from commitments.enrolment.commands.ask_to_join import ask_to_join
from commitments.enrolment.errors import AcronymAsked
from commitments.enrolment.rendering import FIELDS, Address, EnrolmentPages, Invitation
from commitments.enrolment.schemas import EnrolmentIn
from constancia_bus.transaction import Transactions
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


class FormRefused(Exception):
    """The form is shown again, with each thing that is wrong by the name of its input."""

    def __init__(self, *by_input: tuple[str | None, Fault], status: int = 422) -> None:
        super().__init__(status)
        self.by_input = by_input
        self.status = status


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at a page: what they sent, and what it takes to answer."""

    request: Request
    connection: AsyncConnection
    transaction: Transactions
    now: datetime

    @property
    def pages(self) -> EnrolmentPages:
        """What makes the pages."""
        pages: EnrolmentPages = self.request.app.state.enrolment_pages
        return pages


async def _visit(request: Request, connection: Reads, transaction: OpenTransaction, clock: Now) -> Visit:
    return Visit(request, connection, transaction, clock.now())


Visiting = Annotated[Visit, Depends(_visit)]


@router.get("/inscripcion/formulario.css")
async def enrolment_style(request: Request) -> Response:
    """What the form adds to the style sheet of the site."""
    pages: EnrolmentPages = request.app.state.enrolment_pages
    return Response(pages.style, media_type="text/css", headers={"Cache-Control": STYLE_CACHE})


@router.get("/inscripcion/{code}")
async def enrolment_form_es(code: str, visit: Visiting) -> Response:
    """The form, in Spanish."""
    return await _form("es", code, visit)


@router.get("/en/enrolment/{code}")
async def enrolment_form_en(code: str, visit: Visiting) -> Response:
    """The form, in English."""
    return await _form("en", code, visit)


@router.post("/inscripcion/{code}")
async def send_enrolment_es(code: str, visit: Visiting) -> Response:
    """The form is sent, in Spanish."""
    return await _send("es", code, visit)


@router.post("/en/enrolment/{code}")
async def send_enrolment_en(code: str, visit: Visiting) -> Response:
    """The form is sent, in English."""
    return await _send("en", code, visit)


@router.get("/inscripcion/recibo/{receipt}")
async def enrolment_state_es(receipt: str, visit: Visiting) -> Response:
    """What became of a request, in Spanish."""
    return await _state("es", receipt, visit)


@router.get("/en/enrolment/receipt/{receipt}")
async def enrolment_state_en(receipt: str, visit: Visiting) -> Response:
    """What became of a request, in English."""
    return await _state("en", receipt, visit)


def form_address(code: str) -> Address:
    """Where the form of a code lives."""
    return Address(es=f"/inscripcion/{code}", en=f"/en/enrolment/{code}")


def state_address(receipt: str) -> Address:
    """Where the state of a request lives."""
    return Address(es=f"/inscripcion/recibo/{receipt}", en=f"/en/enrolment/receipt/{receipt}")


async def _form(language: str, code: str, visit: Visit) -> Response:
    address = form_address(code)
    try:
        invitation = await _invitation(code, visit)
    except DomainError as refused:
        return _refused(language, address, visit.pages, refused)
    return _html(visit.pages.form(language, address, invitation, values={}))


async def _send(language: str, code: str, visit: Visit) -> Response:
    address = form_address(code)
    try:
        invitation = await _invitation(code, visit)
    except DomainError as refused:
        return _refused(language, address, visit.pages, refused)
    await visit.connection.close()  # the transaction below takes one of its own, and the pool is small
    typed: Mapping[str, str] = {}
    try:
        typed = _typed(visit.request, await visit.request.body())
        asked = _asked(typed)
        async with visit.transaction(actor="public") as tx:
            _, receipt = await ask_to_join(tx, code, asked)
    except FormRefused as wrong:
        page = visit.pages.form(language, address, invitation, values=typed, faults=wrong.by_input)
        return _html(page, wrong.status)
    except DomainError as refused:
        name = "acronym" if isinstance(refused, AcronymAsked) else None
        fault = Fault(message=refused.message, values=refused.values)
        page = visit.pages.form(language, address, invitation, values=typed, faults=[(name, fault)])
        return _html(page, STATUS_OF[refused.kind])
    return RedirectResponse(getattr(state_address(receipt), language), 303, headers=dict(HEADERS))


async def _state(language: str, receipt: str, visit: Visit) -> Response:
    address = state_address(receipt)
    try:
        enrolment = await store.by_receipt(visit.connection, receipt)
    except DomainError as refused:
        return _refused(language, address, visit.pages, refused)
    invitation = await _invited(visit.connection, enrolment.plan, enrolment.group)
    return _html(visit.pages.state(language, address, enrolment, invitation))


async def _invitation(code: str, visit: Visit) -> Invitation:
    """What the link invites to. Raises LinkNotFound, LinkClosed, LinkExpired."""
    link = await store.by_code(visit.connection, code)
    plan = await plan_store.load(visit.connection, link.plan)
    link.check_open(zone=plan.zone, now=visit.now)
    return await _invited(visit.connection, link.plan, link.group)


async def _invited(connection: AsyncConnection, plan: str, number: int) -> Invitation:
    of = await plan_store.load(connection, plan)
    group = await group_store.find(connection, plan, number)
    return Invitation(
        plan_title=of.title, group=group.number if group else None, group_title=group.title if group else None
    )


def _typed(request: Request, body: bytes) -> dict[str, str]:
    """What was typed, by input. Raises FormRefused for what no form of ours sends."""
    if len(body) > MOST_BYTES:
        raise FormRefused((None, Fault(message=TOO_LONG)), status=413)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM_TYPE:
        raise FormRefused((None, Fault(message=UNREADABLE)))
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as cause:  # of which UnicodeDecodeError is one
        raise FormRefused((None, Fault(message=UNREADABLE))) from cause
    # Browsers send a line break as two characters (HTML, section 4.10.22.4), which would count twice.
    return {name: value.replace("\r\n", "\n") for name, value in pairs if name in FIELDS}


def _asked(typed: Mapping[str, str]) -> Asked:
    """The form, read. Raises FormRefused with every fault by the name of its input, in the order of the form."""
    found: list[tuple[str | None, Fault]] = []
    asked: Asked | None = None
    try:
        asked = EnrolmentIn.model_validate(_document(typed)).asked
    except ValidationError as cause:
        for fault in faults_of(cause.errors(include_url=False), strip=0):
            pointer = fault.pointer or ""
            found.append((_INPUT_OF.get(pointer, pointer.strip("/")), fault))
    if typed.get("website"):
        found.append(("website", Fault(message=TRAP_FILLED)))
    if found or asked is None:
        order = list(FIELDS)
        raise FormRefused(*sorted(found, key=lambda one: order.index(one[0]) if one[0] in order else len(order)))
    return asked


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


def _refused(language: str, address: Address, pages: EnrolmentPages, refused: DomainError) -> Response:
    page = pages.refusal(language, address, refused.message, refused.values)
    return _html(page, STATUS_OF[refused.kind])


def _html(page: str, status: int = 200) -> Response:
    return HTMLResponse(page, status, headers=dict(HEADERS))
