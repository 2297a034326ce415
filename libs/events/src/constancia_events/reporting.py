"""What reporting says: the life of self-assessment reports. Narratives stay with it: an event carries their hashes."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.event import Event
from constancia_events.keys import Number, PlanId
from constancia_events.texts import TextMap
from constancia_events.vocabulary import PeriodKind

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""In hexadecimal."""


class ReportFilePart(BaseModel):
    """A file of a report, by what it is and what it holds."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    """Language and format, as `es.pdf`."""
    sha256: Sha256
    size: int
    """In bytes."""


class ReportStarted(Event):
    """A report on a plan was begun."""

    type: ClassVar[str] = "reporting.report_started.v1"
    stream_key: ClassVar[str] = "report/<plan>/<number>"
    plan: PlanId
    number: Number
    """Which report of the plan it is, from 1."""
    kind: PeriodKind
    as_of: date | None
    """The day, in the plan's time zone, as of which it tells; null for the day on which each edition is made."""
    consultation: str | None
    """The consultation in which the public was heard on it before the platform knew of it."""


class ReportSectionWritten(Event):
    """A person wrote a section of a report anew."""

    type: ClassVar[str] = "reporting.report_section_written.v1"
    stream_key: ClassVar[str] = "report/<plan>/<number>"
    plan: PlanId
    number: Number
    section: str
    """The narrative, by the name that the national template gives it."""
    section_version: int
    """Which text of it this is, from 1."""
    sha256: dict[str, Sha256]
    """Of the text as UTF-8, by language."""


class ReportPutOutForComment(Event):
    """An edition of a report is public, and the public is asked what it thinks of it."""

    type: ClassVar[str] = "reporting.report_put_out_for_comment.v1"
    stream_key: ClassVar[str] = "report/<plan>/<number>"
    plan: PlanId
    number: Number
    kind: PeriodKind
    edition: int
    """Which edition of the report is shown."""
    as_of: str
    """The day or instant as of which it tells."""
    title: TextMap
    url: str
    """Where it can be read."""
    opens_on: date
    """The first day for comments, in the plan's time zone."""
    closes_on: date
    """The last day for comments, itself included."""
    reason: TextMap | None
    """Why that is less than two weeks."""
    files: list[ReportFilePart]
    """Its files, by their hashes."""


class ReportFinalised(Event):
    """The edition of a report that is to be published stands."""

    type: ClassVar[str] = "reporting.report_finalised.v1"
    stream_key: ClassVar[str] = "report/<plan>/<number>"
    plan: PlanId
    number: Number
    edition: int
    """Which edition of the report it is."""
    as_of: str
    """The day or instant as of which it tells."""
    files: list[ReportFilePart]
    """Its files, by their hashes."""


class ReportPublished(Event):
    """A report is published, and frozen: these are its bytes for ever."""

    type: ClassVar[str] = "reporting.report_published.v1"
    stream_key: ClassVar[str] = "report/<plan>/<number>"
    plan: PlanId
    number: Number
    kind: PeriodKind
    edition: int
    """Which edition of the report it is."""
    as_of: str
    """The day or instant as of which it tells."""
    published_on: date
    """The day, in the plan's time zone."""
    languages: list[Literal["es", "en"]]
    """In which it is published."""
    positions: dict[str, int]
    """Position of each service's log that it was written from."""
    files: list[ReportFilePart]
    """Its files, by their hashes."""


class FindingOpened(Event):
    """The platform noticed something, by a fixed rule, that it had not noticed before."""

    type: ClassVar[str] = "reporting.finding_opened.v1"
    stream_key: ClassVar[str] = "findings/<plan>"
    plan: PlanId
    finding: Sha256
    """Its key: the same as long as it is about the same thing."""
    rule: str
    """Which rule noticed it."""
    commitment: Number | None
    """Null where it is about the whole plan."""
    goal: Number | None
    subgoal: Number | None
    since: date | None
    """Since when it holds, in the plan's time zone, where that is known."""


class FindingClosed(Event):
    """What had been noticed is so no more."""

    type: ClassVar[str] = "reporting.finding_closed.v1"
    stream_key: ClassVar[str] = "findings/<plan>"
    plan: PlanId
    finding: Sha256
    """Its key, as when it was opened."""
    rule: str
    """Which rule had noticed it."""
    commitment: Number | None
    """Null where it was about the whole plan."""
    goal: Number | None
    subgoal: Number | None
    closed_on: date
    """The day on which it was so no more, in the plan's time zone."""
