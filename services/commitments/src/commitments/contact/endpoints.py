"""Contact points over HTTP: those marked public for anybody, all of them for the leads and the point of contact."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

import commitments.commitment.store as commitment_store
from commitments.contact import store
from commitments.contact.commands.keep_contact import KeepContact, check_may, keep_contact, remove_contact
from commitments.contact.schemas import ContactIn, ContactOut
from commitments.deps import LeadOrPointOfContact, OpenTransaction
from constancia_events.keys import CommitmentKey, PlanId
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.pages import Page, Paging
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/plans/{plan}/commitments/{commitment}/contacts", tags=["contacts"])
PRIVATE = "no-store"
"""Of what names a person: neither a cache keeps it nor the table of Idempotency-Key, which outlives a removal."""
ContactId = Annotated[int, Path(ge=1, lt=2**31, description="As the list of contact points gives it.")]


async def _commitment_key(plan: PlanId, commitment: PathNumber) -> CommitmentKey:
    return CommitmentKey(plan=plan, commitment=commitment)


CommitmentPath = Annotated[CommitmentKey, Depends(_commitment_key)]


@router.get("", responses=problems(404, 422))
async def list_contacts(commitment: CommitmentPath, connection: Reads, paging: Paging) -> Page[ContactOut]:
    """The contact points of a commitment that are marked public."""
    await commitment_store.load(connection, commitment)
    [after] = paging.after(0)
    found = await store.page(connection, commitment, public_only=True, after=after, limit=paging.fetch)
    return paging.page(found, ContactOut.of, lambda contact: (contact.id,))


@router.get("/register", responses=problems(401, 403, 404, 422))
async def list_contact_register(
    commitment: CommitmentPath, actor: LeadOrPointOfContact, connection: Reads, paging: Paging
) -> Page[ContactOut]:
    """All contact points of a commitment, for those who lead it and the point of contact."""
    check_may(actor, commitment, await commitment_store.leads_of(connection, commitment))
    [after] = paging.after(0)
    found = await store.page(connection, commitment, public_only=False, after=after, limit=paging.fetch)
    return paging.page(found, ContactOut.of, lambda contact: (contact.id,))


@router.post("", status_code=201, responses=problems(400, 401, 403, 404, 413, 415, 422))
async def create_contact(
    commitment: CommitmentPath,
    body: ContactIn,
    actor: LeadOrPointOfContact,
    transaction: OpenTransaction,
    response: Response,
) -> ContactOut:
    """Enter a contact point of a commitment that one's institution leads."""
    command = KeepContact(commitment=commitment, contact=body.contact(), expected=None, by=actor)
    async with transaction(actor=actor.client_id) as tx:
        kept = await keep_contact(tx, command)
    response.headers["Cache-Control"] = PRIVATE
    response.headers["ETag"] = etag(kept.version)
    response.headers["Location"] = f"/v1/plans/{commitment.plan}/commitments/{commitment.commitment}/contacts/{kept.id}"
    return ContactOut.of(kept)


@router.get("/{contact}", responses=problems(401, 403, 404, 422) | UNCHANGED)
async def get_contact(
    commitment: CommitmentPath, contact: ContactId, actor: LeadOrPointOfContact, connection: Reads, response: Response
) -> ContactOut:
    """One contact point, with the ETag that a change must show."""
    check_may(actor, commitment, await commitment_store.leads_of(connection, commitment))
    found = await store.load(connection, commitment, contact)
    response.headers["ETag"] = etag(found.version)
    return ContactOut.of(found)


@router.put("/{contact}", responses=problems(400, 401, 403, 404, 412, 413, 415, 422, 428))
async def replace_contact(
    commitment: CommitmentPath,
    contact: ContactId,
    body: ContactIn,
    actor: LeadOrPointOfContact,
    expected: IfMatch,
    transaction: OpenTransaction,
    response: Response,
) -> ContactOut:
    """Put another text in the place of a contact point; what it said before is gone."""
    command = KeepContact(commitment=commitment, contact=body.contact(contact), expected=expected, by=actor)
    async with transaction(actor=actor.client_id) as tx:
        kept = await keep_contact(tx, command)
    response.headers["ETag"] = etag(kept.version)
    return ContactOut.of(kept)


@router.delete("/{contact}", status_code=204, responses=problems(401, 403, 404, 412, 422, 428))
async def delete_contact(
    commitment: CommitmentPath,
    contact: ContactId,
    actor: LeadOrPointOfContact,
    expected: IfMatch,
    transaction: OpenTransaction,
) -> None:
    """Remove a contact point: its personal data is deleted."""
    async with transaction(actor=actor.client_id) as tx:
        await remove_contact(tx, commitment, contact, expected=expected, by=actor)
