"""Enrolment for people: pages without scripts, in Spanish at /inscripcion and in English at /en/enrolment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

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
from commitments.enrolment.rendering import FIELDS, EnrolmentPages, Invitation
from commitments.enrolment.schemas import EnrolmentIn
from constancia_bus.transaction import Transactions
from constancia_pages.forms import PRIVATE, FormRefused, html, typed
from constancia_pages.rendering import Address
from constancia_runtime.errors import DomainError, Fault
from constancia_web.problems import STATUS_OF
from constancia_web.reads import Reads
from constancia_web.validation import faults_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

TRAP_FILLED: Final = "Leave this field empty: it is there for programs that fill in everything"
_INPUT_OF: Final = {"/name": "name_es", "/name/es": "name_es", "/name/en": "name_en"}


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
    return html(visit.pages.form(language, address, invitation, values={}))


async def _send(language: str, code: str, visit: Visit) -> Response:
    address = form_address(code)
    try:
        invitation = await _invitation(code, visit)
    except DomainError as refused:
        return _refused(language, address, visit.pages, refused)
    await visit.connection.close()  # the transaction below takes one of its own, and the pool is small
    sent: Mapping[str, str] = {}
    try:
        sent = typed(visit.request, await visit.request.body(), FIELDS)
        asked = _asked(sent)
        async with visit.transaction(actor="public") as tx:
            _, receipt = await ask_to_join(tx, code, asked)
    except FormRefused as wrong:
        page = visit.pages.form(language, address, invitation, values=sent, faults=wrong.by_input)
        return html(page, wrong.status)
    except DomainError as refused:
        name = "acronym" if isinstance(refused, AcronymAsked) else None
        fault = Fault(message=refused.message, values=refused.values)
        page = visit.pages.form(language, address, invitation, values=sent, faults=[(name, fault)])
        return html(page, STATUS_OF[refused.kind])
    return RedirectResponse(getattr(state_address(receipt), language), 303, headers=dict(PRIVATE))


async def _state(language: str, receipt: str, visit: Visit) -> Response:
    address = state_address(receipt)
    try:
        enrolment = await store.by_receipt(visit.connection, receipt)
    except DomainError as refused:
        return _refused(language, address, visit.pages, refused)
    invitation = await _invited(visit.connection, enrolment.plan, enrolment.group)
    return html(visit.pages.state(language, address, enrolment, invitation))


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
    return html(page, STATUS_OF[refused.kind])
