"""Cards for other sites: a plan, a theme, an institution, a commitment, a goal, the latest changes. Pure."""

from dataclasses import dataclass

from constancia_events.texts import TextMap
from constancia_events.vocabulary import DisplayState, Level
from reporting.compliance.schemas import CommitmentFigures, Compliance, GoalFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """A line of a card: what it names, where that is shown, and its state."""

    label: str
    title: TextMap
    path: str
    state: DisplayState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardChange:
    """A change in words, with the day on which it was recorded (YYYY-MM-DD) and the page that shows it."""

    headline: str
    day: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a card shows; what is None or empty is left out. `path` is that of the page which says more."""

    compliance: Compliance
    public_url: str
    title: TextMap
    path: str
    eyebrow: str | None = None
    goals: GoalFigures | None = None
    commitments: CommitmentFigures | None = None
    declared: Level | None = None
    rolled_up: Level | None = None
    state: DisplayState | None = None
    dates: tuple[str, str] | None = None
    lines: tuple[CardLine, ...] = ()
    changes: tuple[CardChange, ...] = ()
