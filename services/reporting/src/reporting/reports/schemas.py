"""What the API says of reports, and takes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from constancia_events.plan_file_fields import Day
from constancia_events.reporting import ReportFilePart
from constancia_events.texts import TextMap, one_line
from constancia_events.vocabulary import PeriodKind
from reporting.reports.aggregate import Purpose, Report, ReportState, Window
from reporting.reports.document import Figure
from reporting.reports.narratives import Narrative
from reporting.reports.rendering.formats import FILES, RENDERERS, Form
from reporting.reports.store import Edition, SectionText


def _readable(text: str) -> str:
    one_line(text.replace("\n", "").replace("\t", "").replace("\r", ""))
    return text.replace("\r\n", "\n")


Markdown = Annotated[str, StringConstraints(max_length=40_000), AfterValidator(_readable)]


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class _In(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReportIn(_In):
    """A report to begin."""

    kind: PeriodKind = PeriodKind.MID_TERM
    as_of: Day | None = Field(
        default=None,
        description="The day it tells of, in the plan's time zone; left out, each edition tells of its own day.",
    )
    consultation: str | None = Field(
        default=None,
        pattern=r"^[a-z]{2}-[0-9]{4}-[0-9]{4}-[1-9][0-9]{0,3}$",
        description="A consultation on this self-assessment that was held before the report was begun here.",
    )


class SectionIn(_In):
    """A section as a person writes it: Markdown, in Spanish and, if one likes, in English."""

    text: dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")], Markdown] = Field(
        max_length=12,
        examples=[{"es": "Se completaron **{{ goals.complete.count }}** metas ({{ goals.complete.percent }})."}],
        description="By language; `es` is required. HTML stays text; figures are inserted by their names.",
    )


class EditionIn(_In):
    """An edition to make."""

    purpose: Purpose
    opens_on: Day | None = Field(default=None, description="Of an edition for comment: the first day for comments.")
    closes_on: Day | None = Field(default=None, description="The last day for comments, itself included.")
    reason: TextMap | None = Field(default=None, description="Why the public has less than two weeks; public.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.opens_on is None) != (self.closes_on is None):
            raise PydanticCustomError("window_in_part", "Send both opens_on and closes_on, or neither")
        return self

    @property
    def window(self) -> Window | None:
        """The days for comments, where they were sent."""
        if self.opens_on is None or self.closes_on is None:
            return None
        return Window(opens_on=self.opens_on, closes_on=self.closes_on, reason=self.reason)


class ReportFileOut(_Out):
    """A file of an edition."""

    name: str = Field(description="Language and format.", examples=["es.pdf"])
    language: Literal["es", "en"]
    form: Form
    media_type: str
    size: int = Field(description="In bytes.")
    sha256: str = Field(description="Of its bytes, in hexadecimal.")
    href: str = Field(description="Its path on this origin.")


class ReportOut(_Out):
    """A report, with the files that are public. Its `version` is its ETag."""

    plan: str
    number: int
    kind: PeriodKind
    state: ReportState
    as_of: date | None
    consultation: str | None = Field(description="Where the public is, or was, heard on it; null while nowhere.")
    comment_opens_on: date | None
    comment_closes_on: date | None
    published_on: date | None = Field(description="From that day on it is frozen.")
    edition: int | None = Field(description="The edition that is public; null while none is.")
    edition_as_of: date | None = Field(description="The day that the public edition tells of.")
    files: list[ReportFileOut] = Field(description="Those of the public edition.")
    version: int

    @classmethod
    def of(cls, report: Report, public: Edition | None, consultation: str | None) -> Self:
        """The report as it stands."""
        return cls(
            plan=report.plan,
            number=report.number,
            kind=report.kind,
            state=report.state,
            as_of=report.as_of,
            consultation=consultation or report.consultation,
            comment_opens_on=report.comment_opens_on,
            comment_closes_on=report.comment_closes_on,
            published_on=report.published_on,
            edition=public.edition if public else None,
            edition_as_of=public.as_of if public else None,
            files=files_of(public.files, path_of(report)) if public else [],
            version=report.version,
        )


class SectionOut(_Out):
    """A text of a section."""

    section: Narrative
    section_version: int = Field(description="Which text of the section it is; 0 where nobody wrote one.")
    text: dict[str, str]
    written_by: str | None = Field(description="The credential that sent it.")
    written_at: datetime | None

    @classmethod
    def of(cls, section: Narrative, text: SectionText | None) -> Self:
        """The newest text, or none."""
        return cls(
            section=section,
            section_version=text.section_version if text else 0,
            text=text.text if text else {},
            written_by=text.written_by if text else None,
            written_at=text.written_at if text else None,
        )


class EditionOut(_Out):
    """An edition, and how far its making has come."""

    edition: int
    purpose: Purpose
    state: Literal["waiting", "ready", "failed"]
    as_of: date
    files_made: int
    files_in_all: int
    failure: str | None = Field(description="Why it could not be made yet, or at all.")
    asked_at: datetime
    ready_at: datetime | None
    public: bool
    files: list[ReportFileOut]

    @classmethod
    def of(cls, edition: Edition) -> Self:
        """The edition as it stands."""
        path = f"/v1/plans/{edition.plan}/reports/{edition.number}/editions/{edition.edition}"
        return cls(
            edition=edition.edition,
            purpose=edition.purpose,
            state=edition.state,
            as_of=edition.as_of,
            files_made=len(edition.files),
            files_in_all=len(FILES),
            failure=edition.failure,
            asked_at=edition.asked_at,
            ready_at=edition.ready_at,
            public=edition.public,
            files=files_of(edition.files, path),
        )


class FigureOut(_Out):
    """A figure that a section can insert."""

    key: str = Field(description="Its name, as `{{ goals.complete.percent }}` names it.")
    value: float
    text: str = Field(description="As it is read in the language asked for.")

    @classmethod
    def of(cls, figure: Figure) -> Self:
        """The figure."""
        return cls(key=figure.key, value=figure.value, text=figure.text)


class FiguresOut(_Out):
    """The figures of a plan as of a moment."""

    plan: str
    as_of: str
    items: list[FigureOut]


def files_of(parts: Sequence[ReportFilePart], path: str) -> list[ReportFileOut]:
    """Files in the order of their languages and formats."""
    known = {part.name: part for part in parts}
    return [
        ReportFileOut(
            name=name,
            language=language,
            form=form,
            media_type=RENDERERS[form].media_type,
            size=known[name].size,
            sha256=known[name].sha256,
            href=f"{path}/files/{name}",
        )
        for name, language, form in FILES
        if name in known
    ]


def path_of(report: Report) -> str:
    """The path of a report in the API."""
    return f"/v1/plans/{report.plan}/reports/{report.number}"
