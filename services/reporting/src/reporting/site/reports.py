"""The self-assessment reports of a plan, for people."""

from dataclasses import dataclass
from datetime import date

from constancia_events.texts import TextMap
from constancia_events.vocabulary import PeriodKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """A public file of a report; `size` in bytes, `href` its path on this origin."""

    language: str
    form: str
    size: int
    sha256: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCard:
    """A report with what is public of it; days are of the plan's time zone."""

    number: int
    kind: PeriodKind
    state: str
    as_of: date | None
    opens_on: date | None
    closes_on: date | None
    consultation: str | None
    published_on: date | None
    files: tuple[ReportFile, ...]

    def file(self, language: str, form: str) -> ReportFile | None:
        """Its file in a language and a format."""
        return next((one for one in self.files if one.language == language and one.form == form), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsPage:
    """The reports of a plan, the newest first; `one` is that whose own page it is, None on the list."""

    plan: str
    title: TextMap
    time_zone: str
    public_url: str
    cards: tuple[ReportCard, ...]
    one: ReportCard | None = None
