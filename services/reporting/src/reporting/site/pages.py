"""What each page is made from; whoever serves a page fills these from the record, the renderer adds no figure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from constancia_events.texts import TextMap
from constancia_events.vocabulary import EvidenceKind, LeadRole, Level, Vocabulary
from reporting.compliance.schemas import CommitmentItem, Compliance, Policy

if TYPE_CHECKING:  # promises are made of these pages
    from reporting.site.changes import StateDetail
    from reporting.site.evidence import VerdictShown
    from reporting.site.promises import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLink:
    """Another plan of the record."""

    plan: str
    title: TextMap


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """A plan as of an instant.

    `public_url` is the origin of the site without a slash at the end (`https://constancia.example`). `is_past` says
    that the reader asked for a date: the page then says so, keeps the date in its links, takes no live changes.
    """

    compliance: Compliance
    is_past: bool
    public_url: str
    other_plans: tuple[PlanLink, ...] = ()
    vocabulary: Vocabulary = Vocabulary.GT
    state: "StateDetail | None" = None
    findings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionsPage:
    """The figures of a plan by who answers for them, as of an instant."""

    compliance: Compliance
    is_past: bool
    public_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadDetail:
    """An institution that answers for a commitment, by its full name."""

    acronym: str
    name: TextMap
    role: LeadRole


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgoalDetail:
    """A part of a goal; dates are days or months as the plan prints them; `level` is None where nobody stated one."""

    number: int
    title: TextMap
    starts_on: str
    ends_on: str
    level: Level | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceDetail:
    """One address cited as proof, exactly as printed; `subgoal` is None where the goal itself cites it."""

    url: str
    kind: EvidenceKind
    subgoal: int | None = None
    evidence: str = ""
    title: TextMap | None = None
    verdict: "VerdictShown | None" = None
    is_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDetail:
    """One statement of a level: the day it speaks of (YYYY-MM-DD), the aware instant it was recorded, and its words.

    `subgoal` is None for the whole goal; `institution` where a plan file stated it; `reason` unless the level fell.
    """

    level: Level
    effective_on: str
    recorded_at: datetime
    subgoal: int | None = None
    n: int | None = None
    institution: str | None = None
    narrative: TextMap | None = None
    next_steps: TextMap | None = None
    challenges: TextMap | None = None
    reason: TextMap | None = None

    @property
    def has_words(self) -> bool:
        """Whether it says more than a level."""
        return any((self.narrative, self.next_steps, self.challenges, self.reason))

    @classmethod
    def of(cls, row: Any) -> Self:
        """The statement of a row of `goal_levels`."""
        return cls(
            level=Level(row.level),
            effective_on=row.effective_on.isoformat(),
            recorded_at=row.recorded_at,
            subgoal=row.subgoal,
            **(row.said or {}),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredDetail:
    """One statement of the level of a whole commitment, as ReportDetail."""

    level: Level
    effective_on: str
    recorded_at: datetime
    institution: str | None = None
    narrative: TextMap | None = None
    reason: TextMap | None = None

    @classmethod
    def of(cls, row: Any) -> Self:
        """The statement of a row of `commitment_levels`."""
        return cls(
            level=Level(row.level),
            effective_on=row.effective_on.isoformat(),
            recorded_at=row.recorded_at,
            **(row.said or {}),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalDetail:
    """What stands behind one goal; its state, title and dates come from the `CommitmentItem`, by `number`."""

    number: int
    depends_on: tuple[tuple[int, int], ...] = ()
    subgoals: tuple[SubgoalDetail, ...] = ()
    evidence: tuple[EvidenceDetail, ...] = ()
    reports: tuple[ReportDetail, ...] = ()

    @property
    def last(self) -> ReportDetail | None:
        """The report on the whole goal that holds; None while there is none."""
        return next((report for report in reversed(self.reports) if report.subgoal is None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentPage:
    """A commitment as of an instant; the first seven fields are those of the `Compliance` it comes from.

    `findings` says how many were noticed about it. `texts` is keyed by the fields of the national template
    (`words.TEXTS`); what is absent or None shows as left blank.
    `previous` and `next` are the numbers of the neighbouring commitments of the plan.
    """

    plan: str
    plan_title: TextMap
    time_zone: str
    as_of: str
    policy: Policy
    version: dict[str, int]
    item: CommitmentItem
    theme_title: TextMap
    is_past: bool
    public_url: str
    texts: Mapping[str, TextMap | None] = field(default_factory=dict)
    leads: tuple[LeadDetail, ...] = ()
    goals: tuple[GoalDetail, ...] = ()
    previous: int | None = None
    next: int | None = None
    vocabulary: Vocabulary = Vocabulary.GT
    promise: "Promise | None" = None
    findings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedPage:
    """The page that offers the code to copy, with one commitment as its example.

    `script_path` and `badge_path` are where the endpoints serve the custom element and that commitment's badge.
    """

    plan: str
    plan_title: TextMap
    item: CommitmentItem
    public_url: str
    badge_path: str
    script_path: str = "/embed/v1/constancia.js"
    pinned_path: str = ""
    """Where the script is for ever as it is now."""
    integrity: str = ""
    """The hash of that script, for an `integrity` attribute."""
    institution: str = ""
    """An institution that leads something, as an example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastShares:
    """What IRM found, as percentages of all commitments, two decimals."""

    high_completion: Decimal
    transformative: Decimal
    relevant: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPlan:
    """A past plan by IRM's table; `formula` is the one its stars are counted by, None where none was applied."""

    number: int
    commitments: int
    shares: PastShares
    starred: int
    formula: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCountry:
    """A country with its past plans by number, at least one; `name` is in the language of the page."""

    slug: str
    name: str
    printed: str
    plans: tuple[PastPlan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAverages:
    """Averages over plans: their mean, where every plan counts the same, and all their commitments pooled."""

    countries: int
    plans: int
    commitments: int
    mean: PastShares
    pooled: PastShares


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentPlan:
    """The newest plan on record of a country: what its leads report, which is no verdict of IRM.

    The shares are of commitments that are substantial or complete: as declared, and by what their goals add up to.
    """

    plan: str
    title: TextMap
    commitments: int
    declared: float
    by_goals: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CountriesPage:
    """Every country of IRM's table, sorted by `sort` (`words.COUNTRY_SORTS`), and the averages of all of them."""

    countries: tuple[PastCountry, ...]
    averages: PastAverages
    sort: str
    public_url: str
    is_past: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryPage:
    """A country's past plans beside the averages of the other countries and its plan on record, if there is one."""

    country: PastCountry
    others: PastAverages
    current: CurrentPlan | None
    public_url: str
    is_past: bool = False
