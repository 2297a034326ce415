"""A report and its life: draft, out for comment, final, published. Pure rules."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from constancia_events.reporting import (
    ReportFilePart,
    ReportFinalised,
    ReportPublished,
    ReportPutOutForComment,
    ReportSectionWritten,
    ReportStarted,
)
from constancia_events.vocabulary import PeriodKind
from reporting.findings.rules_of_consultations import LEAST_DAYS
from reporting.reports.errors import (
    AlreadyPublished,
    NotFinal,
    NotHeard,
    NotYetDraft,
    StillHearing,
    WindowNeeded,
    WindowRefused,
    WindowTooShort,
    WrittenSince,
)
from reporting.reports.narratives import Narrative


class ReportState(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    OUT_FOR_COMMENT = "out_for_comment"
    FINAL = "final"
    PUBLISHED = "published"


class Purpose(StrEnum):
    """What an edition is made for."""

    PREVIEW = "preview"
    COMMENT = "comment"
    FINAL = "final"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days for comments, both included, in the plan's time zone; `reason` says why they are fewer than 14."""

    opens_on: date
    closes_on: date
    reason: dict[str, str] | None = None

    @property
    def days(self) -> int:
        """How many days that are."""
        return (self.closes_on - self.opens_on).days + 1

    def check(self, today: date) -> None:
        """Refuse what cannot be held. Raises WindowRefused, WindowTooShort."""
        if self.opens_on < today:
            raise WindowRefused.at("/opens_on", today=today)
        if self.closes_on < self.opens_on:
            raise WindowRefused.at("/closes_on", today=today)
        if self.days < LEAST_DAYS and self.reason is None:
            raise WindowTooShort.at("/closes_on", days=self.days, least=LEAST_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An edition that is ready: its number, as of when it tells, its files, what of the narratives is in it."""

    edition: int
    as_of: str
    written: int
    files: tuple[ReportFilePart, ...]
    positions: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report; `version` 0 is one not yet on record. Days are of the plan's time zone.

    `as_of` None: each edition tells of the day on which it is asked for. `edition` is the one that is public, or that
    is to be published. `consultation`: where the public was heard; None until that is known.
    """

    plan: str
    number: int
    kind: PeriodKind
    state: ReportState = ReportState.DRAFT
    as_of: date | None = None
    consultation: str | None = None
    written: int = 0
    edition: int | None = None
    final_written: int | None = None
    comment_opens_on: date | None = None
    comment_closes_on: date | None = None
    published_on: date | None = None
    version: int = 0

    @property
    def stream(self) -> str:
        """The event stream of this report."""
        return f"report/{self.plan}/{self.number}"

    def start(self) -> tuple["Report", ReportStarted]:
        """Put it on record."""
        event = ReportStarted(
            plan=self.plan, number=self.number, kind=self.kind, as_of=self.as_of, consultation=self.consultation
        )
        return replace(self, version=1), event

    def write(
        self, section: Narrative, section_version: int, text: Mapping[str, str]
    ) -> tuple["Report", ReportSectionWritten]:
        """A person wrote a section anew. Raises AlreadyPublished."""
        self._check_open()
        event = ReportSectionWritten(
            plan=self.plan,
            number=self.number,
            section=section,
            section_version=section_version,
            sha256={language: hashlib.sha256(one.encode()).hexdigest() for language, one in sorted(text.items())},
        )
        return replace(self, written=self.written + 1, version=self.version + 1), event

    def check_edition(self, purpose: Purpose, window: Window | None, *, today: date, closes_on: date | None) -> None:
        """Refuse an edition that would come at the wrong time. `closes_on`: the last day on which the public is heard.

        Raises AlreadyPublished, NotYetDraft, WindowNeeded, WindowRefused, WindowTooShort, NotHeard, StillHearing.
        """
        self._check_open()
        if purpose is Purpose.COMMENT:
            if self.state is not ReportState.DRAFT:
                raise NotYetDraft(state=self.state)
            if window is None:
                raise WindowNeeded.at("/opens_on")
            window.check(today)
        if purpose is Purpose.FINAL:
            if closes_on is None:
                raise NotHeard
            if closes_on >= today:
                raise StillHearing(closes_on=closes_on)

    def put_out(
        self, made: Made, window: Window, title: Mapping[str, str], url: str
    ) -> tuple["Report", ReportPutOutForComment]:
        """An edition for comment is ready: it is public from now on. Raises AlreadyPublished, NotYetDraft."""
        self._check_open()
        if self.state is not ReportState.DRAFT:
            raise NotYetDraft(state=self.state)
        event = ReportPutOutForComment(
            plan=self.plan,
            number=self.number,
            kind=self.kind,
            edition=made.edition,
            as_of=made.as_of,
            title=dict(title),
            url=url,
            opens_on=window.opens_on,
            closes_on=window.closes_on,
            reason=window.reason,
            files=list(made.files),
        )
        after = replace(
            self,
            state=ReportState.OUT_FOR_COMMENT,
            edition=made.edition,
            comment_opens_on=window.opens_on,
            comment_closes_on=window.closes_on,
            version=self.version + 1,
        )
        return after, event

    def finalise(self, made: Made) -> tuple["Report", ReportFinalised]:
        """A final edition is ready. Raises AlreadyPublished."""
        self._check_open()
        event = ReportFinalised(
            plan=self.plan, number=self.number, edition=made.edition, as_of=made.as_of, files=list(made.files)
        )
        after = replace(
            self,
            state=ReportState.FINAL,
            edition=made.edition,
            final_written=made.written,
            version=self.version + 1,
        )
        return after, event

    def publish(self, made: Made, today: date) -> tuple["Report", ReportPublished]:
        """Publish the final edition, which is frozen by that. Raises AlreadyPublished, NotFinal, WrittenSince."""
        self._check_open()
        if self.state is not ReportState.FINAL:
            raise NotFinal(state=self.state)
        if self.written != self.final_written:
            raise WrittenSince(edition=self.edition)
        event = ReportPublished(
            plan=self.plan,
            number=self.number,
            kind=self.kind,
            edition=made.edition,
            as_of=made.as_of,
            published_on=today,
            languages=["es", "en"],
            positions=dict(made.positions),
            files=list(made.files),
        )
        return replace(self, state=ReportState.PUBLISHED, published_on=today, version=self.version + 1), event

    def _check_open(self) -> None:
        if self.state is ReportState.PUBLISHED:
            raise AlreadyPublished(published_on=self.published_on)
