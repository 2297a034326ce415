"""Credentials over HTTP: how the point of contact manages them, and how a system gets a token (OAuth 2.0)."""

import base64
import binascii
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import APIRouter, Form, Header, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from commitments.credential import queries, store
from commitments.credential.commands.grant_token import GrantToken
from commitments.credential.commands.issue_credential import IssueCredential, issue_credential
from commitments.credential.commands.issue_key import issue_key
from commitments.credential.commands.revoke_credential import revoke_credential
from commitments.credential.commands.revoke_key import revoke_key
from commitments.credential.errors import ClientUnknown, GrantUnsupported
from commitments.credential.schemas import (
    ApiKeyIssued,
    CredentialIn,
    CredentialIssued,
    CredentialOut,
    OwnCredential,
)
from commitments.deps import Holder, Mint, Now, OpenTransaction, PointOfContact
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.limits import metered
from constancia_web.pages import Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads
from constancia_web.tokens import SCOPES

router = APIRouter(tags=["tokens"])
administration = APIRouter(prefix="/v1/credentials", tags=["credentials"])
ClientId = Annotated[
    str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$", description="A client id.", examples=["minfin-0a1b2c3d"])
]
KeyId = Annotated[str, Path(pattern=r"^[0-9a-f]{8}$", description="A key's id.", examples=["4e5f6a7b"])]


class Token(BaseModel):
    """An access token (RFC 6749, section 5.1); `expires_in` in seconds."""

    model_config = ConfigDict(frozen=True)

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int
    scope: str = Field(description="What the token allows, separated by blanks.")


@router.post("/oauth2/token", responses=problems(400, 401, 413, 422))
async def create_token(
    request: Request,
    connection: Reads,
    mint: Mint,
    clock: Now,
    response: Response,
    grant_type: Annotated[str, Form(examples=["client_credentials"])] = "",
    client_id: Annotated[str | None, Form()] = None,
    client_secret: Annotated[str | None, Form(json_schema_extra={"format": "password"})] = None,
    scope: Annotated[str, Form(description="What is asked for, separated by blanks; all when left out.")] = "",
    authorization: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Token:
    """Get a token for a client id and secret, sent as HTTP Basic or in the form."""
    if grant_type != "client_credentials":
        raise GrantUnsupported
    shown = _basic(authorization) or (client_id or "", client_secret or "")
    metered(request.scope).by_guess(shown[0])
    command = GrantToken(client_id=shown[0], client_secret=shown[1], scopes=frozenset(scope.split()))
    granted = await mint.grant(connection, command, now=clock.now())
    response.headers["Cache-Control"] = "no-store"
    return Token(access_token=granted.token, expires_in=granted.expires_in, scope=" ".join(sorted(granted.scopes)))


@router.get("/.well-known/jwks.json")
async def get_jwks(mint: Mint, response: Response) -> dict[str, Any]:
    """The public keys by which anybody verifies our tokens (RFC 7517)."""
    response.headers["Cache-Control"] = "public, max-age=300"
    return mint.keys.public()


@router.get("/.well-known/oauth-authorization-server")
async def get_authorization_server(request: Request) -> dict[str, Any]:
    """How to get a token (RFC 8414)."""
    issuer: str = request.app.state.public_url
    return {
        "issuer": issuer,
        "token_endpoint": f"{issuer}/oauth2/token",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "scopes_supported": sorted(SCOPES),
    }


@administration.post("", status_code=201, responses=problems(404))
async def create_credential(
    body: CredentialIn, actor: PointOfContact, transaction: OpenTransaction, response: Response
) -> CredentialIssued:
    """Issue a credential to an institution. Its secret is in this answer and nowhere else."""
    command = IssueCredential(
        institution=body.institution, scopes=frozenset(body.scopes), label=body.label, expires_on=body.expires_on
    )
    async with transaction(actor=actor.client_id) as tx:
        credential, secret = await issue_credential(tx, command)
    response.headers["Location"] = f"/v1/credentials/{credential.client_id}"
    response.headers["ETag"] = etag(credential.version)
    response.headers["Cache-Control"] = "no-store"
    return CredentialIssued(credential=CredentialOut.of(credential), client_secret=secret)


@administration.get("/self", responses=problems(401, 403))
async def get_own_credential(actor: Holder, response: Response) -> OwnCredential:
    """Whom the token or key of this request speaks for, and what it may do: to see that it works before it is used."""
    response.headers["Cache-Control"] = "no-store"
    return OwnCredential(client_id=actor.client_id, institution=actor.institution, scopes=sorted(actor.scopes))


@administration.get("", responses=problems(422))
async def list_credentials(_actor: PointOfContact, connection: Reads, paging: Paging) -> Page[CredentialOut]:
    """All credentials by client id, with those that have ended."""
    [after] = paging.after("")
    found = await queries.page(connection, after=after, limit=paging.fetch)
    return paging.page(found, CredentialOut.of, lambda credential: (credential.client_id,))


@administration.get("/{client_id}", responses=problems(404, 422) | UNCHANGED)
async def get_credential(
    client_id: ClientId, _actor: PointOfContact, connection: Reads, response: Response
) -> CredentialOut:
    """One credential, with its keys and when each was used last. When it was used is no change: the ETag stays."""
    found = await store.load(connection, client_id)
    response.headers["ETag"] = etag(found.version)
    return CredentialOut.of(found)


@administration.delete("/{client_id}", responses=problems(404, 412, 422, 428))
async def delete_credential(
    client_id: ClientId, actor: PointOfContact, expected: IfMatch, transaction: OpenTransaction, response: Response
) -> CredentialOut:
    """Revoke a credential with its keys and tokens, at once and for ever. It stays on record."""
    async with transaction(actor=actor.client_id) as tx:
        revoked = await revoke_credential(tx, client_id, expected)
    response.headers["ETag"] = etag(revoked.version)
    return CredentialOut.of(revoked)


@administration.post("/{client_id}/keys", status_code=201, responses=problems(404, 409, 412, 422, 428))
async def create_api_key(
    client_id: ClientId, actor: PointOfContact, expected: IfMatch, transaction: OpenTransaction, response: Response
) -> ApiKeyIssued:
    """Give a credential an API key, two live ones at most. It is in this answer and nowhere else."""
    async with transaction(actor=actor.client_id) as tx:
        credential, key_id, key = await issue_key(tx, client_id, expected)
    response.headers["Location"] = f"/v1/credentials/{client_id}"
    response.headers["ETag"] = etag(credential.version)
    response.headers["Cache-Control"] = "no-store"
    return ApiKeyIssued(credential=CredentialOut.of(credential), key_id=key_id, api_key=key)


@administration.delete("/{client_id}/keys/{key_id}", responses=problems(404, 412, 422, 428))
async def delete_api_key(
    client_id: ClientId,
    key_id: KeyId,
    actor: PointOfContact,
    expected: IfMatch,
    transaction: OpenTransaction,
    response: Response,
) -> CredentialOut:
    """Revoke one key: the very next request with it is refused."""
    async with transaction(actor=actor.client_id) as tx:
        credential = await revoke_key(tx, client_id, key_id, expected)
    response.headers["ETag"] = etag(credential.version)
    return CredentialOut.of(credential)


def _basic(authorization: str | None) -> tuple[str, str] | None:
    """Client id and secret of HTTP Basic (RFC 6749, section 2.3.1); None without it. Raises ClientUnknown."""
    kind, _, encoded = (authorization or "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        client_id, separator, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as cause:
        raise ClientUnknown from cause
    if not separator:
        raise ClientUnknown
    return unquote(client_id), unquote(secret)
