"""Where an institution is written to, over HTTP."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from constancia_events.keys import Acronym
from constancia_runtime.errors import DomainError, Kind
from constancia_web.problems import problems
from consultation.comments.errors import EmailUnfit
from consultation.contacts import store
from consultation.deps import Answerer, OpenTransaction, Sealing
from consultation.responses.endpoints import speaking

router = APIRouter(prefix="/v1/institutions/{institution}/digest-address", tags=["notices"])


class NotYourAddress(DomainError):
    """An institution sets its own address."""

    slug = "digest-address-of-others"
    kind = Kind.FORBIDDEN
    message = "Your institution sets its own address; {institution} or the point of contact sets that of {institution}"


class DigestAddressIn(BaseModel):
    """An office's e-mail address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: Annotated[str, Field(max_length=store.MOST, description="Of an office. Kept encrypted, shown to nobody.")]


@router.post("", status_code=204, responses=problems(400, 401, 403, 413, 415, 422))
async def set_digest_address(
    institution: Acronym, body: DigestAddressIn, actor: Answerer, transaction: OpenTransaction, secrets: Sealing
) -> None:
    """Have your institution told once a week by e-mail which comments wait for its answer."""
    _check(speaking(actor), institution)
    if not store.is_email(body.email):
        raise EmailUnfit.at("/email")
    async with transaction(actor=actor.client_id) as tx:
        await store.keep_digest_address(tx, secrets, institution, body.email)


@router.delete("", status_code=204, responses=problems(401, 403, 422))
async def erase_digest_address(institution: Acronym, actor: Answerer, transaction: OpenTransaction) -> None:
    """Have your institution told no more, and its address erased."""
    _check(speaking(actor), institution)
    async with transaction(actor=actor.client_id) as tx:
        await store.erase_digest_address(tx, institution)


def _check(own: str | None, institution: str) -> None:
    if own is not None and own != institution:
        raise NotYourAddress(institution=institution)
