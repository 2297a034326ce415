"""Who is asking: bearer tokens (RFC 6750, RFC 9068) signed with Ed25519, or API keys, and the scope that is needed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol, TypeGuard

from fastapi import Depends, Request, Security
from fastapi.params import Security as SecurityParameter
from fastapi.security import APIKeyHeader, OAuth2
from joserfc import jws, jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwa import EdDSAAlgorithm
from joserfc.jwk import Key, OKPKey

from constancia_db import idempotency
from constancia_runtime.clock import Clock
from constancia_runtime.errors import DomainError, Kind
from constancia_web.keys import JwksOverHttp, KeySource, KeysUnavailable
from constancia_web.limits import metered

__all__ = [
    "AUDIENCE",
    "KEY_PREFIX",
    "SCOPES",
    "SELF_PATH",
    "Actor",
    "CredentialsTwice",
    "JwksOverHttp",
    "KeyInvalid",
    "KeyJudge",
    "KeySource",
    "KeysNotTaken",
    "KeysUnavailable",
    "ScopeMissing",
    "ScopesMissing",
    "TokenInvalid",
    "TokenMissing",
    "TokenVerifier",
    "Unauthenticated",
    "requires",
]

KEY_PREFIX: Final = "cst_"
"""How every API key begins, so that scanners find one that leaked."""
KEY_HEADER: Final = "X-API-Key"
AUDIENCE: Final = "constancia"
"""Whom our tokens are for: every service of this platform."""
TOKEN_URL: Final = "/oauth2/token"  # noqa: S105 - an address
SELF_PATH: Final = "/v1/credentials/self"
"""Where the registry says whom a token or key names."""
_LEEWAY: Final = timedelta(seconds=5)
_LONGEST_TOKEN: Final = 4_096

SCOPES: Final[Mapping[str, str]] = {
    "reports:write": "Report on the commitments that one's institution leads",
    "evidence:write": "Cite evidence for them",
    "responses:write": "Answer comments about them",
    "assessments:write": "Validate or dispute reports, with a reason",
    "comments:moderate": "Hide a comment, with a reason from the published rules",
    "irm:write": "Record assessments of the Independent Reporting Mechanism",
    "plan:admin": "Enter plans, their structure and credentials; publish and amend",
}
"""What each scope allows, for the OpenAPI document."""


class Unauthenticated(DomainError):
    """Nobody whom we know is asking; `challenge` is the value of WWW-Authenticate."""

    kind = Kind.UNAUTHENTICATED
    challenge = "Bearer"


class TokenMissing(Unauthenticated):
    """The request carries no bearer token. The challenge then names no error (RFC 6750, section 3.1)."""

    slug = "token-missing"
    message = "Send a token as Authorization: Bearer"


class TokenInvalid(Unauthenticated):
    """The token is not one of ours, or its time is over. Which of them is not said."""

    slug = "token-invalid"
    message = "This token is not valid, or no longer; ask for a new one"
    challenge = 'Bearer error="invalid_token"'


class KeyInvalid(Unauthenticated):
    """The API key is none of ours, or was revoked. Which of them is not said."""

    slug = "key-invalid"
    message = "This API key is not valid, or no longer"
    challenge = 'Bearer error="invalid_token"'


class KeysNotTaken(Unauthenticated):
    """This service cannot look API keys up."""

    slug = "keys-not-taken"
    message = "API keys are taken by the registry only; for this, get a token at /oauth2/token"
    challenge = 'Bearer error="invalid_token"'


class CredentialsTwice(Unauthenticated):
    """Two ways of saying who one is: they could be two clients."""

    slug = "credentials-twice"
    message = "Send either Authorization or X-API-Key, not both"
    challenge = 'Bearer error="invalid_request"'


class ScopeMissing(DomainError):
    """The token does not allow this. Value: `scope`, which would."""

    slug = "scope-missing"
    kind = Kind.FORBIDDEN
    message = "This needs the scope {scope}, which your token does not have"

    @property
    def challenge(self) -> str:
        """The value of WWW-Authenticate (RFC 6750, section 3.1), whose scopes would all be needed: so it names one."""
        return f'Bearer error="insufficient_scope", scope="{self.values["scope"]}"'


class ScopesMissing(ScopeMissing):
    """The token does not allow this. Values: `scope`, which would, and `others`, each of which would as well."""

    slug = "scopes-missing"
    message = "This needs the scope {scope}, or else {others}; your token has neither"


@dataclass(frozen=True, slots=True)
class Actor:
    """A client that has shown a valid token, the institution that it speaks for, and what it may do."""

    client_id: str
    institution: str | None
    scopes: frozenset[str]

    @property
    def label(self) -> str:
        """How the record names who did something: the client and its institution, never a person."""
        return self.client_id if self.institution is None else f"{self.client_id} ({self.institution})"


class KeyJudge(Protocol):
    """Knows credentials themselves, not only what was signed for them. An app has it as `app.state.judge`, or None."""

    async def actor_of(self, key: str) -> Actor:
        """Whom an API key names. Raises KeyInvalid."""
        ...

    async def confirm(self, actor: Actor, token: str) -> None:
        """Let the holder of a token pass, unless its credential was revoked since. Raises TokenInvalid."""
        ...


class TokenVerifier:
    """Judges tokens: EdDSA with a known Ed25519 key and nothing else, our issuer, our audience, in time."""

    def __init__(self, keys: KeySource, *, issuer: str, audience: str, clock: Clock) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._clock = clock

    async def verify(self, token: str) -> Actor:
        """Whom the token names. Raises TokenInvalid, or KeysUnavailable when no key could be heard."""
        if len(token) > _LONGEST_TOKEN:
            raise TokenInvalid
        try:
            header = jws.extract_compact(token.encode("ascii")).headers()
            # Checked before any key is touched: the header must not choose how it is judged (RFC 8725, section 3.1).
            if header.get("alg") != "EdDSA" or not isinstance(header.get("kid"), str):
                raise TokenInvalid
            key = await self._key(header["kid"])
            claims = jwt.decode(token, key, registry=EDDSA).claims
        except (JoseError, ValueError, TypeError) as cause:
            raise TokenInvalid from cause
        return self._actor(claims)

    async def _key(self, kid: str) -> Key:
        try:
            key = (await self._keys.keys()).get_by_kid(kid)
        except InvalidKeyIdError:
            await self._keys.refresh()
            key = (await self._keys.keys()).get_by_kid(kid)
        if not isinstance(key, OKPKey) or key.curve_name != "Ed25519":
            raise TokenInvalid
        return key

    def _actor(self, claims: Mapping[str, Any]) -> Actor:
        audience, client, institution = claims.get("aud"), claims.get("client_id"), claims.get("institution")
        scope = claims.get("scope", "")
        accepted = (
            claims.get("iss") == self._issuer
            and self._audience in (audience if isinstance(audience, list) else [audience])
            and self._in_time(claims)
            and isinstance(client, str)
            and client != ""
            and isinstance(scope, str)
            and (institution is None or isinstance(institution, str))
        )
        if not accepted:
            raise TokenInvalid
        return Actor(client_id=str(client), institution=institution, scopes=frozenset(scope.split()))

    def _in_time(self, claims: Mapping[str, Any]) -> bool:
        now = self._clock.now().timestamp()
        expires, begins, issued = claims.get("exp"), claims.get("nbf", 0), claims.get("iat", 0)
        if not (_is_time(expires) and _is_time(begins) and _is_time(issued)):
            return False
        # Leeway only for clocks that run ahead of ours: an expired token is never helped.
        latest_start = now + _LEEWAY.total_seconds()
        return bool(now < expires and begins <= latest_start and issued <= latest_start)


def _is_time(claim: object) -> TypeGuard[float]:
    return isinstance(claim, int | float) and not isinstance(claim, bool)


class _EdDSA(EdDSAAlgorithm):
    # RFC 9864 renames EdDSA to Ed25519 per curve; joserfc warns. The curve is checked above, so nothing is ambiguous.
    security_warning = ""


class _Registry(jws.JWSRegistry):
    algorithms = {"EdDSA": _EdDSA()}  # noqa: RUF012 - the base class declares it so


EDDSA: Final = _Registry(algorithms=["EdDSA"])
"""How our tokens are signed and judged: Ed25519 and nothing else."""

_SCHEME: Final = OAuth2(
    flows={"clientCredentials": {"tokenUrl": TOKEN_URL, "scopes": dict(SCOPES)}},
    scheme_name="oauth2",
    description="Client credentials (RFC 6749, section 4.4); the token is a short-lived JWT.",
    auto_error=False,
)


_KEY_SCHEME: Final = APIKeyHeader(
    name=KEY_HEADER,
    scheme_name="apiKey",
    description="A key of a credential; also taken as Authorization: Bearer. For systems that cannot ask for tokens.",
    auto_error=False,
)


def requires(scope: str, *others: str) -> SecurityParameter:
    """Give the Actor of a request whose token or key has `scope` or one of the `others`, for `Annotated[Actor, …]`.

    The document names each of them as an alternative (`openapi.finish`), since any one is enough.

    The app keeps its verifier as `app.state.tokens`, and what knows API keys, if anything, as `app.state.judge`.
    Raises TokenMissing, TokenInvalid, KeyInvalid, KeysNotTaken, CredentialsTwice, ScopeMissing, KeysUnavailable, and
    TooManyRequests when this client has sent too many.
    """
    return Security(_actor_with(scope, *others), scopes=[scope, *others])  # type: ignore[no-any-return]


def _actor_with(*scopes: str) -> Callable[..., Awaitable[Actor]]:
    async def actor(
        request: Request, _declared: str | None = Depends(_SCHEME), _alternative: str | None = Depends(_KEY_SCHEME)
    ) -> Actor:
        known = await _known(request, _shown(request))
        metered(request.scope).by_client(known.client_id)
        if known.scopes.isdisjoint(scopes):
            if len(scopes) > 1:
                raise ScopesMissing(scope=scopes[0], others=", ".join(scopes[1:]))
            raise ScopeMissing(scope=scopes[0])
        claim = idempotency.asked.get()
        if claim is not None:
            claim.client = known.client_id
        return known

    return actor


def _shown(request: Request) -> str:
    """The token or key of a request. Raises TokenMissing, CredentialsTwice."""
    key, authorization = request.headers.get(KEY_HEADER), request.headers.get("authorization")
    if key is not None and authorization is not None:
        raise CredentialsTwice
    if key is not None:
        return key.strip() if key.strip().startswith(KEY_PREFIX) else KEY_PREFIX
    kind, _, token = (authorization or "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise TokenMissing
    return token.strip()


async def _known(request: Request, shown: str) -> Actor:
    judge: KeyJudge | None = request.app.state.judge
    if shown.startswith(KEY_PREFIX):
        if judge is None:
            raise KeysNotTaken
        return await judge.actor_of(shown)
    verifier: TokenVerifier = request.app.state.tokens
    known = await verifier.verify(shown)
    if judge is not None:
        await judge.confirm(known, shown)
    return known
