"""What the API takes and says of contact points."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from commitments.contact.store import Contact
from constancia_events.keys import Acronym
from constancia_events.texts import TextMap, one_line

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(one_line)]
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[^@\s]{1,64}@[^@\s]{1,250}$"),
    AfterValidator(one_line),
    Field(json_schema_extra={"format": "email"}),
]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9][0-9 ()./-]{3,30}$")]


class ContactIn(BaseModel):
    """Whom to turn to about a commitment. It stays private unless `public` says otherwise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    institution: Acronym
    office: TextMap
    position: TextMap
    name: Name | None = None
    email: Email | None = None
    phone: Phone | None = None
    public: Annotated[bool, Field(strict=True, description="Whether anybody may see it.")] = False

    def contact(self, contact_id: int = 0) -> Contact:
        """The contact point that this describes."""
        return Contact(
            id=contact_id,
            institution=self.institution,
            office=self.office,
            position=self.position,
            name=self.name,
            email=self.email,
            phone=self.phone,
            public=self.public,
        )


class ContactOut(BaseModel):
    """A contact point. Its `version` is its ETag."""

    model_config = ConfigDict(frozen=True)

    id: int
    institution: str
    office: TextMap
    position: TextMap
    name: str | None
    email: str | None
    phone: str | None
    public: bool
    version: int

    @classmethod
    def of(cls, contact: Contact) -> Self:
        """The contact point as it stands."""
        return cls(
            id=contact.id,
            institution=contact.institution,
            office=contact.office,
            position=contact.position,
            name=contact.name,
            email=contact.email,
            phone=contact.phone,
            public=contact.public,
            version=contact.version,
        )
