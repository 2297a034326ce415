"""What can go wrong with a credential or a request for a token."""

from typing import ClassVar

from constancia_runtime.errors import DomainError, Kind


class CredentialNotFound(DomainError):
    """No credential has this client id."""

    slug = "credential-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no credential {client_id}"


class KeyNotFound(DomainError):
    """The credential has no key of this id."""

    slug = "key-not-found"
    kind = Kind.NOT_FOUND
    message = "Credential {client_id} has no key {key_id}"


class KeysEnough(DomainError):
    """The credential has as many live keys as it may."""

    slug = "keys-enough"
    kind = Kind.CONFLICT
    message = "A credential has {most} live keys at most, for rotation; revoke one of these first: {keys}"


class CredentialEnded(DomainError):
    """The credential was revoked or has expired."""

    slug = "credential-ended"
    kind = Kind.CONFLICT
    message = "Credential {client_id} was revoked or has expired; issue a new one"


class ExpiresInPast(DomainError):
    """The last day of a new credential is over."""

    slug = "expires-in-past"
    kind = Kind.INVALID
    message = "expires_on is {expires_on}, which is over; give a day to come, or none"


class ScopeUnknown(DomainError):
    """A scope that no operation asks for."""

    slug = "scope-unknown"
    kind = Kind.INVALID
    message = "There is no scope {scope}; the scopes are {known}"


class TokenRefused(DomainError):
    """The token endpoint refuses; `error` is the code of RFC 6749, section 5.2."""

    error: ClassVar[str]

    @property
    def members(self) -> dict[str, str]:
        """The members by which OAuth clients know a refusal."""
        return {"error": self.error, "error_description": str(self)}


class ClientUnknown(TokenRefused):
    """Client id or secret is wrong, or the credential was revoked; which of them is not said."""

    slug = "invalid-client"
    kind = Kind.UNAUTHENTICATED
    error = "invalid_client"
    message = "This client id and secret are not valid together"
    challenge = 'Basic realm="constancia"'


class GrantUnsupported(TokenRefused):
    """Another grant than client credentials is asked for."""

    slug = "unsupported-grant-type"
    kind = Kind.MALFORMED
    error = "unsupported_grant_type"
    message = "Send grant_type=client_credentials"


class ScopeExceeded(TokenRefused):
    """More is asked for than the credential allows."""

    slug = "invalid-scope"
    kind = Kind.MALFORMED
    error = "invalid_scope"
    message = "This credential allows {allowed}"
