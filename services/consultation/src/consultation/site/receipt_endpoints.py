"""The pages of a receipt: look it up by its code, verify a signed one, appeal, erase an address, endorse.

The code comes in the body of a form, never in an address, where logs and histories would keep it.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from constancia_pages.forms import FormRefused, typed
from constancia_runtime.errors import DomainError, Fault
from constancia_web.problems import STATUS_OF
from consultation.comments.aggregate import Comment
from consultation.comments.commands.endorse_comment import endorse_comment
from consultation.comments.schemas import code_of
from consultation.comments.taking import readable
from consultation.contacts import store as contact_store
from consultation.deps import CommentId, ConsultationId, Now, OpenTransaction, Sealing, Signing
from consultation.moderation import store as moderation_store
from consultation.moderation.commands.appeal import appeal
from consultation.receipts.endpoints import of_code, receipt_of, verified
from consultation.site import reading
from consultation.site.paths import address
from consultation.site.serving import PRIVATE, Language, site_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
_FIELDS: Final = ("code", "receipt", "text", "words", "do")


@router.get("/consultas/recibo")
@router.get("/en/consultations/receipt")
async def receipt_form(request: Request, language: Language) -> Response:
    """Where a code or a receipt is entered."""
    return _entry(request, language, {}, [], 200)


@router.post("/consultas/recibo")
@router.post("/en/consultations/receipt")
async def receipt_page(  # noqa: PLR0913, PLR0917 - FastAPI passes them by name
    request: Request,
    language: Language,
    transaction: OpenTransaction,
    clock: Now,
    keys: Signing,
    secrets: Sealing,
) -> Response:
    """What a receipt proves, or what became of its comment; and what its holder wants done."""
    sent: dict[str, str] = {}
    done = ""
    try:
        sent = typed(request, await request.body(), _FIELDS, most_bytes=1024 * 1024)
        if sent.get("receipt"):
            async with transaction.engine.connect() as connection:
                text = sent.get("text") or None
                proved = await verified(connection, keys, sent["receipt"], text)
            return site_of(request).answer(
                "verified.html", language, address("receipt"), headers=PRIVATE, proved=proved
            )
        async with transaction(actor="public") as tx:
            comment = await of_code(tx.connection, sent.get("code", ""))
            if sent.get("do") == "erase":
                await contact_store.erase(tx, comment.id)
                done = "erased"
            elif sent.get("do") == "appeal":
                await appeal(tx, comment, readable(sent.get("words", ""), "/words"))
                done = "appealed"
    except FormRefused as wrong:
        return _entry(request, language, sent, list(wrong.by_input), wrong.status)
    except DomainError as refused:
        return _entry(request, language, sent, _faults(refused), STATUS_OF[refused.kind])
    code = code_of(secrets, comment) or sent.get("code", "")
    receipt = receipt_of(request, keys, comment, code)
    if sent.get("do") == "file":
        return _file(receipt, comment, keys.public())
    async with transaction.engine.connect() as connection:
        return site_of(request).answer(
            "receipt.html",
            language,
            address("receipt"),
            headers=PRIVATE,
            around=await reading.around(connection, comment.consultation, clock.now()),
            said=await reading.said(connection, [comment]),
            comment=comment,
            acts=await moderation_store.of_comment(connection, comment.id),
            erase_on=await contact_store.has(connection, comment.id),
            code=code,
            receipt=receipt,
            done=done,
        )


@router.post("/consultas/{consultation}/comentarios/{comment}")
@router.post("/en/consultations/{consultation}/comments/{comment}")
async def endorse_by_form(  # noqa: PLR0913, PLR0917 - FastAPI passes them by name
    consultation: ConsultationId,
    comment: CommentId,
    request: Request,
    language: Language,
    transaction: OpenTransaction,
    clock: Now,
) -> Response:
    """Stand by a comment with the code of one's own receipt."""
    faults: list[tuple[str | None, Fault]] = []
    status = 200
    sent: dict[str, str] = {}
    try:
        sent = typed(request, await request.body(), _FIELDS)
        async with transaction(actor="public") as tx:
            await endorse_comment(tx, consultation, comment, await of_code(tx.connection, sent.get("code", "")))
    except FormRefused as wrong:
        faults, status = list(wrong.by_input), wrong.status
    except DomainError as refused:
        faults, status = _faults(refused), STATUS_OF[refused.kind]
    async with transaction.engine.connect() as connection:
        around = await reading.around(connection, consultation, clock.now())
        found = await reading.found(connection, consultation, comment)
        site = site_of(request)
        return site.answer(
            "comment.html",
            language,
            address("comment", consultation, comment),
            status=status,
            headers=PRIVATE,
            around=around,
            said=await reading.said(connection, [found]),
            comment=found,
            acts=await moderation_store.of_comment(connection, comment),
            endorsed=not faults,
            code=sent.get("code", "") if faults else "",
            errors=[site.pages.text(language, fault.message, **fault.values) for _, fault in faults],
        )


def _entry(
    request: Request,
    language: str,
    values: Mapping[str, str],
    faults: list[tuple[str | None, Fault]],
    status: int,
) -> Response:
    site = site_of(request)
    errors = [(name, site.pages.text(language, fault.message, **fault.values)) for name, fault in faults]
    return site.answer(
        "receipt_form.html",
        language,
        address("receipt"),
        status=status,
        headers=PRIVATE,
        values=values,
        errors=errors,
        by_name={name: message for name, message in errors if name},
    )


def _faults(refused: DomainError) -> list[tuple[str | None, Fault]]:
    if refused.faults:
        return [((fault.pointer or "").strip("/") or None, fault) for fault in refused.faults]
    return [(None, Fault(message=refused.message, values=refused.values))]


def _file(receipt: str, comment: Comment, keys: dict[str, Any]) -> Response:
    """The receipt as a file: with the words as they stand and the public keys, it can be checked offline."""
    said = {"receipt": receipt, "text": comment.words, "keys": keys}
    body = json.dumps(said, ensure_ascii=False, indent=1)
    headers = {**PRIVATE, "Content-Disposition": 'attachment; filename="recibo-constancia.json"'}
    return Response(body, media_type="application/json; charset=utf-8", headers=headers)
