"""Receipts over HTTP. A code is sent in the body, never in an address, where logs would keep it."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from constancia_runtime.errors import DomainError, Kind
from constancia_web.problems import problems
from constancia_web.reads import Reads
from consultation.comments import queries as comment_queries
from consultation.comments.aggregate import Comment
from consultation.comments.schemas import CodeIn, CommentOut
from consultation.comments.taking import readable
from consultation.comments.wording import fingerprint
from consultation.contacts import store as contact_store
from consultation.deps import OpenTransaction, Signing
from consultation.moderation import store as moderation_store
from consultation.moderation.commands.appeal import appeal
from consultation.moderation.schemas import ActOut
from consultation.receipts.keys import ReceiptForged, ReceiptKeys
from consultation.receipts.receipt import Receipt
from consultation.responses import store as response_store
from consultation.responses.schemas import ResponseOut
from consultation.secrets import hash_of_code

router = APIRouter(tags=["receipts"])
KEYS_PATH = "/.well-known/constancia-receipt-keys.json"


class ReceiptNotFound(DomainError):
    """No receipt has this code."""

    slug = "receipt-not-found"
    kind = Kind.NOT_FOUND
    message = "No receipt has this code; look at it letter by letter"


class ReceiptNotOurs(DomainError):
    """The signature is none of ours."""

    slug = "receipt-not-ours"
    kind = Kind.INVALID
    message = "This receipt was not signed by this platform, or something in it was changed"


class AppealIn(CodeIn):
    """An appeal of a comment's author."""

    words: Annotated[
        str, Field(max_length=20_000, description="Why the comment should stand; read by whoever decides, never shown.")
    ]


class VerificationIn(BaseModel):
    """A receipt, and the text if its author has it still."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    receipt: Annotated[str, Field(max_length=4_000, description="The compact JWS.")]
    text: Annotated[str | None, Field(max_length=200_000)] = None


class VerificationOut(BaseModel):
    """What a receipt proves."""

    model_config = ConfigDict(frozen=True)

    signed_by_us: bool
    comment: str
    consultation: str
    received_at: datetime = Field(description="When we took it, in UTC, as the receipt says.")
    on_record: bool = Field(description="Whether the record holds the comment with the same hash and time.")
    text_matches: bool | None = Field(description="Whether the text that was sent is the one; null when none was.")


class ReceiptState(BaseModel):
    """What became of a comment, for whoever has its receipt."""

    model_config = ConfigDict(frozen=True)

    comment: CommentOut
    text: dict[str, str] = Field(description="As it stands on record, also while it is held or hidden.")
    acts: list[ActOut] = Field(description="All that was done about it.")
    response: ResponseOut | None
    email_erased_on: date | None = Field(description="When the address that was left goes; null when there is none.")


@router.get(KEYS_PATH)
async def get_receipt_keys(keys: Signing, response: Response) -> dict[str, Any]:
    """The public keys that verify receipts, as a JSON Web Key Set (RFC 7517). Keep a copy to verify offline."""
    response.headers["Cache-Control"] = "public, max-age=3600"
    return keys.public()


@router.post("/v1/receipts/state", responses=problems(400, 404, 413, 415, 422))
async def get_receipt_state(body: CodeIn, connection: Reads, response: Response) -> ReceiptState:
    """What became of a comment, by the code of its receipt."""
    response.headers["Cache-Control"] = "no-store"
    comment = await of_code(connection, body.code)
    acts = await moderation_store.of_comment(connection, comment.id)
    latest = await moderation_store.latest(connection, [comment.id])
    answer = None
    if comment.response is not None:
        answer = ResponseOut.of(await response_store.load(connection, comment.consultation, comment.response))
    return ReceiptState(
        comment=CommentOut.of(comment, latest.get(comment.id)),
        text=comment.text,
        acts=[ActOut.of(act) for act in acts],
        response=answer,
        email_erased_on=await contact_store.has(connection, comment.id),
    )


@router.post("/v1/receipts/verification", responses=problems(400, 413, 415, 422))
async def verify_receipt(body: VerificationIn, connection: Reads, keys: Signing) -> VerificationOut:
    """Check a receipt: our signature, the record, and the text if it is sent."""
    return await verified(connection, keys, body.receipt, body.text)


@router.post("/v1/receipts/appeal", status_code=201, responses=problems(400, 404, 409, 413, 415, 422))
async def create_appeal(body: AppealIn, transaction: OpenTransaction) -> ActOut:
    """Say that a comment should stand as it was sent."""
    words = readable(body.words, "/words")
    async with transaction(actor="public") as tx:
        comment = await of_code(tx.connection, body.code)
        await appeal(tx, comment, words)
        acts = await moderation_store.of_comment(tx.connection, comment.id)
    return ActOut.of(acts[-1])


@router.post("/v1/receipts/erase-email", status_code=204, responses=problems(400, 404, 413, 415, 422))
async def erase_email(body: CodeIn, transaction: OpenTransaction) -> None:
    """Erase the e-mail address that was left with a comment; the comment stays. Twice does no harm."""
    async with transaction(actor="public") as tx:
        comment = await of_code(tx.connection, body.code)
        await contact_store.erase(tx, comment.id)


async def of_code(connection: Reads, code: str) -> Comment:
    """The comment whose receipt has this code. Raises ReceiptNotFound."""
    found = await comment_queries.by_code(connection, code)
    if found is None:
        raise ReceiptNotFound.at("/code")
    return found


async def verified(connection: Reads, keys: ReceiptKeys, receipt: str, text: str | None) -> VerificationOut:
    """What a receipt proves. Raises ReceiptNotOurs."""
    try:
        read = Receipt.read(keys.verify("".join(receipt.split())))
    except (ReceiptForged, ValueError) as cause:
        raise ReceiptNotOurs.at("/receipt") from cause
    known = await comment_queries.by_code(connection, read.code)
    on_record = (
        known is not None
        and known.id == read.comment
        and known.text_sha256 == read.text_sha256
        and known.received_at == read.received_at
        and known.code_sha256 == hash_of_code(read.code)
    )
    matches = None if text is None else fingerprint(text) == read.text_sha256 or _tidied(text) == read.text_sha256
    return VerificationOut(
        signed_by_us=True,
        comment=read.comment,
        consultation=read.consultation,
        received_at=read.received_at,
        on_record=on_record,
        text_matches=matches,
    )


def _tidied(text: str) -> str:
    try:
        return fingerprint(readable(text))
    except DomainError:
        return ""


def receipt_of(request: Request, keys: ReceiptKeys, comment: Comment, code: str) -> str:
    """The signed receipt of a comment; the same however often it is made."""
    origin: str = request.app.state.public_url
    return keys.sign(Receipt.of(comment, code, origin).payload())
