"""Tokens over HTTP: OAuth 2.0 client credentials, and what others need to verify them."""

import base64
import binascii
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import APIRouter, Form, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from commitments.credential.commands.grant_token import GrantToken
from commitments.credential.errors import ClientUnknown, GrantUnsupported
from commitments.deps import Mint, Now
from constancia_web.problems import problems
from constancia_web.reads import Reads
from constancia_web.tokens import SCOPES

router = APIRouter(tags=["tokens"])


class Token(BaseModel):
    """An access token (RFC 6749, section 5.1); `expires_in` in seconds."""

    model_config = ConfigDict(frozen=True)

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int
    scope: str = Field(description="What the token allows, separated by blanks.")


@router.post("/oauth2/token", responses=problems(400, 401, 413, 422))
async def create_token(
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
