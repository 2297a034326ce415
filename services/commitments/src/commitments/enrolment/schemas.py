"""What the API takes and says of enrolments."""

import re
from datetime import date, datetime
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from commitments.enrolment.aggregate import Asked, Enrolment, EnrolmentLink, EnrolmentState
from commitments.membership.aggregate import ROUNDTABLE
from constancia_events.keys import Acronym, Number, PlanId
from constancia_events.plan_file_fields import Day
from constancia_events.texts import Text as LongText
from constancia_events.texts import TextMap, one_line
from constancia_events.vocabulary import InstitutionKind

_EMAIL: Final = re.compile(r"[^\s@<>\"'(),:;\[\]\\]{1,64}@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z]{2,63}", re.IGNORECASE)
_LONGEST_NAME: Final = 200
NOT_AN_EMAIL: Final = "Should be an e-mail address, as contact@example.org"
NAME_TOO_LONG: Final = "A name should have 200 characters at most"


def _an_email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise PydanticCustomError("email", NOT_AN_EMAIL)
    return one_line(text)


def _short(names: dict[str, str]) -> dict[str, str]:
    if any(len(name) > _LONGEST_NAME for name in names.values()):
        raise PydanticCustomError("name_too_long", NAME_TOO_LONG)
    return {language: one_line(name) for language, name in names.items()}


Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=254),
    AfterValidator(_an_email),
    Field(description="Private: only the point of contact sees it, and it is erased in time."),
]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(one_line)]
Motive = Annotated[LongText, Field(max_length=4_000, description="Why it wants to join.")]


class _In(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EnrolmentLinkIn(_In):
    """A link to make."""

    working_group: Annotated[Number | None, Field(description="Null for the roundtable.")] = None
    expires_on: Annotated[Day | None, Field(description="Its last day, in the plan's time zone.")] = None
    label: Annotated[Label, Field(description="For the point of contact; whoever opens the link does not see it.")]


class EnrolmentIn(_In):
    """An organisation asks to join."""

    name: Annotated[TextMap, AfterValidator(_short)]
    acronym: Annotated[Acronym, Field(description="By which it proposes to be known.")]
    kind: InstitutionKind
    motive: Motive
    contact_email: Email

    @property
    def asked(self) -> Asked:
        """The same, for the rules."""
        return Asked(
            name=self.name,
            acronym=self.acronym,
            kind=self.kind,
            motive=self.motive,
            contact_email=self.contact_email,
        )


class DecisionIn(_In):
    """What the point of contact decides."""

    accepted: Annotated[bool, Field(strict=True)]
    reason: TextMap
    acronym: Annotated[Acronym | None, Field(description="Where it is to be known by another than it proposed.")] = None
    joined_on: Annotated[Day | None, Field(description="Its first day as a member; today when left out.")] = None


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class EnrolmentLinkOut(_Out):
    """A link; its code was shown when it was made, and is kept nowhere. Its `version` is its ETag."""

    id: UUID
    plan: PlanId
    working_group: int | None = Field(description="Null for the roundtable.")
    label: str
    expires_on: date | None
    created_at: datetime
    closed_at: datetime | None
    version: int

    @classmethod
    def of(cls, link: EnrolmentLink) -> Self:
        """The link as it stands."""
        return cls(
            id=link.id,
            plan=link.plan,
            working_group=_group(link.group),
            label=link.label,
            expires_on=link.expires_on,
            created_at=link.created_at,
            closed_at=link.closed_at,
            version=link.version,
        )


class EnrolmentLinkMade(EnrolmentLinkOut):
    """A new link with its code, which is shown this once."""

    code: str
    url: str = Field(description="The page to hand on, in Spanish.", json_schema_extra={"format": "uri"})
    url_en: str = Field(description="The same in English.", json_schema_extra={"format": "uri"})


class InvitationOut(_Out):
    """What a link invites to."""

    plan: PlanId
    plan_title: TextMap
    working_group: int | None = Field(description="Null for the roundtable.")
    working_group_title: TextMap | None
    expires_on: date | None


class EnrolmentReceipt(_Out):
    """What an organisation keeps of its request."""

    receipt: str = Field(description="Shows the state of the request to whoever has it; keep it.")
    url: str = Field(description="The page that shows the state.", json_schema_extra={"format": "uri"})
    state: EnrolmentState


class EnrolmentStateOut(_Out):
    """What became of a request, for whoever has its receipt."""

    plan: PlanId
    working_group: int | None = Field(description="Null for the roundtable.")
    name: TextMap
    acronym: str
    received_at: datetime
    state: EnrolmentState
    decided_at: datetime | None
    reason: TextMap | None = Field(description="Why it was decided so; null while it is not.")
    institution: str | None = Field(description="The acronym under which it became a member.")
    joined_on: date | None

    @classmethod
    def of(cls, enrolment: Enrolment) -> Self:
        """The request as it stands."""
        return cls(
            plan=enrolment.plan,
            working_group=_group(enrolment.group),
            name=enrolment.name,
            acronym=enrolment.acronym,
            received_at=enrolment.received_at,
            state=enrolment.state,
            decided_at=enrolment.decided_at,
            reason=enrolment.reason,
            institution=enrolment.institution,
            joined_on=enrolment.joined_on,
        )


class EnrolmentOut(EnrolmentStateOut):
    """A request as the point of contact sees it. Its `version` is its ETag."""

    id: UUID
    link: UUID
    kind: InstitutionKind
    motive: str
    contact_email: str | None = Field(description="Private; null once it was erased.")
    erase_contact_on: date | None = Field(description="From when the contact is erased; null while undecided.")
    version: int

    @classmethod
    def of(cls, enrolment: Enrolment) -> Self:
        """The request as it stands, with its contact."""
        return cls(
            **dict(EnrolmentStateOut.of(enrolment)),
            id=enrolment.id,
            link=enrolment.link,
            kind=enrolment.kind,
            motive=enrolment.motive,
            contact_email=enrolment.contact_email,
            erase_contact_on=enrolment.erase_contact_on,
            version=enrolment.version,
        )


def _group(group: int) -> int | None:
    return None if group == ROUNDTABLE else group
