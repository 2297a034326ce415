"""What the API says of means of verification."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from constancia_events.dates import PlanDate
from constancia_events.keys import Number
from constancia_events.plan_file_fields import PrintedUrl
from constancia_events.texts import Language, TextMap
from constancia_events.vocabulary import EvidenceKind
from constancia_urls.reading import Fault, read
from constancia_urls.repair import RepairReason
from evidence.means_of_verification.aggregate import MeansOfVerification, Use
from evidence.means_of_verification.description import Description
from evidence.means_of_verification.queries import Cited, Listed

_URL = Field(description="Exactly as it was printed; it need not be a valid URL.")
_USES = Field(description="How many goals and subgoals, of all plans, cite this address now.")
_HREF = Field(description="Where all its uses are.")


class CitationIn(BaseModel):
    """An address that is to prove a goal, or one of its subgoals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[PrintedUrl | None, _URL] = None
    file: Annotated[
        str | None,
        Field(pattern=r"^[0-9a-f]{64}$", description="The SHA-256 of an uploaded file, instead of an address."),
    ] = None
    kind: EvidenceKind
    subgoal: Annotated[Number | None, Field(description="A subgoal's number, when it proves that alone.")] = None
    title: Annotated[TextMap | None, Field(description="What it is called.")] = None
    dated: Annotated[PlanDate | None, Field(description="The day or month that the document itself bears.")] = None
    language: Annotated[Language | None, Field(description="Of the document, by its ISO 639 code.")] = None
    access_note: Annotated[TextMap | None, Field(description="How to get at it, where opening it is not enough.")] = (
        None
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.url is None) == (self.file is None):
            raise PydanticCustomError("url_or_file", "Send either url or file")
        return self

    @property
    def description(self) -> Description:
        """How it is described."""
        return Description(title=self.title, dated=self.dated, language=self.language, access_note=self.access_note)


class CitationPatch(BaseModel):
    """What is to change of how a citation is described; what is not sent stays, and null clears it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: TextMap | None = None
    dated: PlanDate | None = None
    language: Language | None = None
    access_note: TextMap | None = None


class ReviewIn(BaseModel):
    """What the point of contact says of a citation. The reason is public, and needed for a refusal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accepted: bool
    reason: TextMap | None = None


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class CitedEvidence(_Out):
    """An address that a goal, or one of its subgoals, cites now."""

    id: str
    url: str = _URL
    kind: EvidenceKind
    subgoal: int | None = Field(description="The subgoal that cites it; null where the goal itself does.")
    cited_at: datetime = Field(description="When it was first cited here, in UTC.")
    uses: int = _USES
    href: str = _HREF

    @classmethod
    def of(cls, cited: Cited) -> Self:
        """A use as its goal shows it."""
        return cls(
            id=cited.id,
            url=cited.url,
            kind=cited.kind,
            subgoal=cited.subgoal,
            cited_at=cited.cited_at,
            uses=cited.uses,
            href=_href(cited.id),
        )


class ListedEvidence(_Out):
    """An address on record."""

    id: str
    url: str = _URL
    uses: int = _USES
    href: str = _HREF

    @classmethod
    def of(cls, listed: Listed) -> Self:
        """An address with the number of its uses."""
        return cls(id=listed.id, url=listed.url, uses=listed.uses, href=_href(listed.id))


class ReviewOut(_Out):
    """What the point of contact says of a citation."""

    accepted: bool
    reason: dict[str, str] | None
    reviewed_at: datetime


class ReadingOut(_Out):
    """What an address means as it was printed. Nothing is changed by it: what was printed stays on record."""

    normal_url: str | None = Field(description="What is requested; null where it leads nowhere on the web.")
    faults: list[Fault]
    repair: str | None = Field(description="What it was probably meant to be.")
    repaired: list[RepairReason] = Field(description="What was odd about it.")
    warnings: list[dict[str, str]] = Field(description="The faults in words, and what would be right.")

    @classmethod
    def of(cls, url: str) -> Self | None:
        """The reading of an address; None for an uploaded file."""
        if url.startswith("urn:sha256:"):
            return None
        reading = read(url)
        return cls(
            normal_url=reading.url,
            faults=list(reading.faults),
            repair=None if reading.repair is None else reading.repair.url,
            repaired=[] if reading.repair is None else list(reading.repair.why),
            warnings=[_WARNINGS[fault] for fault in reading.faults],
        )


_WARNINGS = {
    Fault.MALFORMED: {
        "es": "La dirección no está bien escrita. Compruebe que se abre tal como está, o cite la que se propone.",
        "en": "The address is not written properly. Check that it opens as it is, or cite the one that is proposed.",
    },
    Fault.SHORTENED: {
        "es": "Es una dirección acortada: si el acortador cierra, se pierde la prueba. Cite aquella a la que lleva.",
        "en": "It is a shortened address: if the shortener closes, the proof is lost. Cite the one that it leads to.",
    },
    Fault.NOT_PUBLIC: {
        "es": "No todas las personas podrán abrirla: lleva credenciales, una red privada o un puerto propio.",
        "en": "Not everybody can open it: it holds credentials, a private network or a port of its own.",
    },
    Fault.INSECURE: {
        "es": "Viaja sin cifrar. Si el sitio ofrece https://, cite esa dirección.",
        "en": "It travels unencrypted. If the site offers https://, cite that address.",
    },
}


class UseOut(_Out):
    """One use of an address; a withdrawn one stays on record."""

    plan: str
    commitment: int
    goal: int
    subgoal: int | None
    kind: EvidenceKind
    order: int = Field(description="Its place among what the goal cites, from 0.")
    cited_at: datetime
    withdrawn_at: datetime | None = Field(description="Null while it is cited.")
    title: dict[str, str] | None
    dated: str | None = Field(description="The day or month that the document itself bears.")
    language: str | None
    access_note: dict[str, str] | None
    review: ReviewOut | None = Field(description="Null while the point of contact has said nothing.")

    @classmethod
    def of(cls, use: Use) -> Self:
        """A use as it stands."""
        return cls(
            plan=use.goal.plan,
            commitment=use.goal.commitment,
            goal=use.goal.goal,
            subgoal=use.subgoal,
            kind=use.kind,
            order=use.order,
            cited_at=use.cited_at,
            withdrawn_at=use.withdrawn_at,
            title=use.description.title,
            dated=None if use.description.dated is None else str(use.description.dated),
            language=use.description.language,
            access_note=use.description.access_note,
            review=use.review and ReviewOut(**asdict(use.review)),
        )


class EvidenceOut(_Out):
    """An address with every use ever made of it, oldest first. Its `version` is its ETag."""

    id: str
    url: str = _URL
    target: str | None = Field(description="Where a shortened address was seen to lead.")
    reading: ReadingOut | None = Field(description="What the address means; null for an uploaded file.")
    uses: list[UseOut]
    version: int

    @classmethod
    def of(cls, means: MeansOfVerification) -> Self:
        """The means of verification as it stands."""
        return cls(
            id=means.id,
            url=means.url,
            target=means.target,
            reading=ReadingOut.of(means.url),
            uses=[UseOut.of(use) for use in means.uses],
            version=means.version,
        )


def _href(evidence: str) -> str:
    return f"/v1/evidence/{evidence}"
