"""The form to comment: a page of its own, and one for other sites to frame; neither needs scripts or an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from constancia_pages.forms import FormRefused, typed
from constancia_pages.rendering import Address
from constancia_runtime.errors import DomainError, Fault
from constancia_web.problems import STATUS_OF
from constancia_web.validation import faults_of
from consultation.comments.commands.submit_comment import Submitted
from consultation.comments.errors import PersonalDataFound
from consultation.comments.schemas import CommentIn
from consultation.comments.taking import Taking, take
from consultation.comments.wording import MOST_CHARACTERS
from consultation.consultations.aggregate import ConsultationState
from consultation.deps import ConsultationId, Guarding, Now, OpenTransaction, Signing
from consultation.guard.errors import ProofInvalid, ProofSpent, TrapFilled
from consultation.guard.guard import Guard
from consultation.receipts.endpoints import receipt_of
from consultation.site import reading
from consultation.site.paths import address
from consultation.site.reading import Around
from consultation.site.serving import EMBEDDED, PRIVATE, Language, site_of
from consultation.site.words import PERSONAL_DATA

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

FIELDS: Final[Mapping[str, str]] = {
    "title": "Title of your proposal",
    "text": "Your comment",
    "about": "What it is about",
    "sector": "You speak as",
    "department": "Where you speak from",
    "name": "Name or pseudonym",
    "email": "E-mail for the answer",
    "website": "Leave this field empty",
    "personal_data_seen": "Send it with personal data",
}
"""What the form asks for, by the name of its input."""
_HIDDEN: Final = ("stamp", "proof", "reply")
_INPUT_OF: Final = {"commitment": "about", "theme": "about", "in_reply_to": "text"}
_MOST_BYTES: Final = 4 * 1024 * 1024
"""So long a text comes back with the form, and with how much too long it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form at its address."""

    around: Around
    address: Address
    embedded: bool
    mails: bool
    guard: Guard

    def context(
        self, values: Mapping[str, str], faults: list[tuple[str | None, Fault]], site: Any, language: str
    ) -> dict[str, Any]:
        """What the template shows: what was typed, and what is wrong with it."""
        say = site.pages.text
        errors = [(name, say(language, fault.message, **_said(site, language, fault))) for name, fault in faults]
        by_name: dict[str, str] = {}
        for name, message in errors:
            if name is not None:
                by_name.setdefault(name, message)
        return {
            "around": self.around,
            "embedded": self.embedded,
            "mails": self.mails,
            "values": values,
            "errors": errors,
            "by_name": by_name,
            "labels": FIELDS,
            "most": MOST_CHARACTERS,
            "stamp": self.guard.stamp(self.around.consultation.id),
            "flagged": values.get("flagged") == "1",
        }


@router.get("/consultas/{consultation}/comentar")
@router.get("/en/consultations/{consultation}/comment")
@router.get("/consultas/{consultation}/formulario")
@router.get("/en/consultations/{consultation}/form")
async def comment_form(  # noqa: PLR0913, PLR0917 - FastAPI passes them by name
    consultation: ConsultationId,
    request: Request,
    language: Language,
    transaction: OpenTransaction,
    clock: Now,
    guard: Guarding,
    reply: Annotated[str | None, Query(max_length=80)] = None,
) -> Response:
    """The form; before and after the window, why there is none."""
    form = await _form(request, consultation, transaction, clock, guard)
    return _shown(request, form, language, {"reply": reply or ""}, [], 200)


@router.post("/consultas/{consultation}/comentar")
@router.post("/en/consultations/{consultation}/comment")
@router.post("/consultas/{consultation}/formulario")
@router.post("/en/consultations/{consultation}/form")
async def send_comment(  # noqa: PLR0913, PLR0917 - FastAPI passes them by name
    consultation: ConsultationId,
    request: Request,
    language: Language,
    transaction: OpenTransaction,
    clock: Now,
    guard: Guarding,
    keys: Signing,
) -> Response:
    """The form is sent: a receipt, or the form again with all that was typed and what is wrong."""
    form = await _form(request, consultation, transaction, clock, guard)
    taking: Taking = request.app.state.taking
    sent: dict[str, str] = {}
    try:
        sent = typed(request, await request.body(), {*FIELDS, *_HIDDEN}, most_bytes=_MOST_BYTES)
        number = guard.number_of(sent.get("stamp", ""), consultation)
        comment = _read(sent, language)
        submitted = await take(taking, request, transaction, consultation, comment, form=number)
    except FormRefused as wrong:
        return _shown(request, form, language, sent, list(wrong.by_input), wrong.status)
    except DomainError as refused:
        if isinstance(refused, PersonalDataFound):
            sent["flagged"] = "1"
        if isinstance(refused, ProofInvalid | ProofSpent):
            sent.pop("proof", None)  # the browser solves another, or somebody looks at the comment
        return _shown(request, form, language, sent, _faults(refused), STATUS_OF[refused.kind])
    return _receipt(request, form, language, submitted, receipt_of(request, keys, submitted.comment, submitted.code))


async def _form(request: Request, consultation: str, transaction: OpenTransaction, clock: Now, guard: Guard) -> Form:
    async with transaction.engine.connect() as connection:
        around = await reading.around(connection, consultation, clock.now())
    embedded = request.url.path.endswith(("/formulario", "/form"))
    return Form(
        around=around,
        address=address("embed" if embedded else "form", consultation),
        embedded=embedded,
        mails=request.app.state.taking.mails,
        guard=guard,
    )


def _shown(  # noqa: PLR0913, PLR0917 - what a form is shown with
    request: Request,
    form: Form,
    language: str,
    values: Mapping[str, str],
    faults: list[tuple[str | None, Fault]],
    status: int,
) -> Response:
    site = site_of(request)
    is_open = form.around.state is ConsultationState.OPEN
    template = "form.html" if is_open else "no_form.html"
    context = form.context(values, faults, site, language)
    headers = EMBEDDED if form.embedded else PRIVATE
    return site.answer(template, language, form.address, status=status, headers=headers, **context)


def _receipt(request: Request, form: Form, language: str, submitted: Submitted, receipt: str) -> Response:
    return site_of(request).answer(
        "received.html",
        language,
        form.address,
        status=200 if submitted.again else 201,
        headers=EMBEDDED if form.embedded else PRIVATE,
        around=form.around,
        embedded=form.embedded,
        submitted=submitted,
        comment=submitted.comment,
        receipt=receipt,
    )


def _read(sent: Mapping[str, str], language: str) -> CommentIn:
    """The form as the API takes it. Raises FormRefused."""
    if sent.get("website"):
        raise FormRefused(("website", Fault(message=TrapFilled.message)))
    document: dict[str, Any] = {"text": sent.get("text", ""), "language": language}
    document |= {name: sent[name] for name in ("title", "sector", "department", "name", "email") if sent.get(name)}
    document |= {"proof": sent["proof"]} if sent.get("proof") else {}
    document |= {"in_reply_to": sent["reply"]} if sent.get("reply") else {}
    document["personal_data_seen"] = sent.get("personal_data_seen") == "1"
    kind, _, number = sent.get("about", "").partition("-")
    if kind in {"theme", "commitment"} and number.isascii() and number.isdigit():
        document[kind] = int(number)
    try:
        return CommentIn.model_validate(document)
    except ValidationError as cause:
        faults = faults_of(cause.errors(include_url=False), strip=0)
        raise FormRefused(*((_input(fault), fault) for fault in faults)) from cause


def _faults(refused: DomainError) -> list[tuple[str | None, Fault]]:
    if refused.faults:
        return [(_input(fault), fault) for fault in refused.faults]
    return [(None, Fault(message=refused.message, values=refused.values))]


def _input(fault: Fault) -> str | None:
    name = (fault.pointer or "").strip("/").partition("/")[0]
    name = _INPUT_OF.get(name, name)
    return name if name in FIELDS else None


def _said(site: Any, language: str, fault: Fault) -> dict[str, str]:
    """The values of a message, those of closed lists in the reader's language."""
    values = dict(fault.values)
    if "kinds" in values:
        words = {kind.value: word for kind, word in PERSONAL_DATA.items()}
        values["kinds"] = ", ".join(site.pages.text(language, words.get(k, k)) for k in values["kinds"].split(", "))
    return values
