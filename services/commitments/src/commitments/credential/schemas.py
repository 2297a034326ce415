"""What the API takes and says of credentials."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from commitments.credential.aggregate import ApiKey, Credential
from constancia_events.keys import Acronym
from constancia_events.plan_file_fields import Day
from constancia_events.texts import one_line

Label = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(one_line),
    Field(description="The office or system that uses it; not a person.", examples=["Unidad de Informática"]),
]


class CredentialIn(BaseModel):
    """A credential to issue."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    institution: Acronym
    scopes: Annotated[
        list[Annotated[str, StringConstraints(max_length=40)]],
        Field(min_length=1, max_length=20, description="What it may do.", examples=[["reports:write"]]),
    ]
    label: Label | None = None
    expires_on: Annotated[
        Day | None, Field(description="The last day on which it is taken, anywhere on Earth; none when left out.")
    ] = None


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class ApiKeyOut(_Out):
    """A key without its secret, which is nowhere."""

    id: str
    issued_at: datetime
    issued_by: str
    revoked_at: datetime | None
    last_used_at: datetime | None = Field(description="To the minute; null while it was not used.")

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        """A key as it stands."""
        return cls(
            id=key.id,
            issued_at=key.issued_at,
            issued_by=key.issued_by,
            revoked_at=key.revoked_at,
            last_used_at=key.last_used_at,
        )


class CredentialOut(_Out):
    """A credential without its secret. Its `version` is its ETag."""

    client_id: str
    institution: str | None
    scopes: list[str]
    label: str | None
    expires_on: date | None
    issued_at: datetime
    issued_by: str
    revoked_at: datetime | None
    keys: list[ApiKeyOut]
    version: int

    @classmethod
    def of(cls, credential: Credential) -> Self:
        """A credential as it stands."""
        return cls(
            client_id=credential.client_id,
            institution=credential.institution,
            scopes=sorted(credential.scopes),
            label=credential.label,
            expires_on=credential.expires_on,
            issued_at=credential.issued_at,
            issued_by=credential.issued_by,
            revoked_at=credential.revoked_at,
            keys=[ApiKeyOut.of(key) for key in credential.keys],
            version=credential.version,
        )


class CredentialIssued(_Out):
    """A new credential, and its secret: shown now and never again."""

    credential: CredentialOut
    client_secret: str = Field(json_schema_extra={"format": "password"})


class ApiKeyIssued(_Out):
    """A new key: `api_key` is shown now and never again. Send it as X-API-Key or as Authorization: Bearer."""

    credential: CredentialOut
    key_id: str
    api_key: str = Field(json_schema_extra={"format": "password"})


class OwnCredential(_Out):
    """Whom a token or key speaks for, and what it may do."""

    client_id: str
    institution: str | None = Field(description="Null where it speaks for the platform itself.")
    scopes: list[str]
