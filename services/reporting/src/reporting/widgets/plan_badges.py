"""Badges of a whole plan: how many of its goals are complete, and how many findings it shows. Pure."""

from dataclasses import dataclass
from typing import Final

from constancia_events.texts import text_in
from constancia_events.vocabulary import DisplayState, Level
from constancia_pages.formats import Formats
from reporting.compliance.schemas import CommitmentItem, Compliance
from reporting.site.catalogue import catalogue
from reporting.site.shapes import SHAPES, TONES, VERDICT_SHAPES
from reporting.site.words import N_, STATES
from reporting.widgets.badge import drawn

NEUTRAL: Final = ("#e9eef5", "#1d2433")
_LABEL: Final = N_("Open government")
_GOALS: Final = N_("%(complete)s of %(goals)s goals complete")
_FINDINGS: Final = N_("findings in the open: %(count)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBadge:
    """A badge as words and looks: as SVG, and as what shields.io asks for."""

    label: str
    word: str
    tones: tuple[str, str]
    shape: str
    language: str

    def svg(self) -> bytes:
        """The picture."""
        return drawn(self.label, self.word, tones=self.tones, shape=self.shape, language=self.language)

    def shield(self) -> dict[str, str | int]:
        """The body of an endpoint badge (shields.io, schema version 1)."""
        return {
            "schemaVersion": 1,
            "label": self.label,
            "message": self.word,
            "color": self.tones[0].removeprefix("#"),
            "cacheSeconds": 300,
        }


def goals_badge(compliance: Compliance, language: str) -> PlanBadge:
    """How many goals are complete."""
    say, formats = catalogue(language).gettext, Formats(language)
    word = say(_GOALS) % {
        "complete": formats.number(compliance.goals.counts[DisplayState.COMPLETE]),
        "goals": formats.number(compliance.goals.total),
    }
    return PlanBadge(
        label=say(_LABEL),
        word=word,
        tones=TONES[DisplayState.COMPLETE],
        shape=SHAPES[DisplayState.COMPLETE],
        language=language,
    )


def findings_badge(count: int, language: str) -> PlanBadge:
    """The badge of honesty: how many findings the plan shows by itself."""
    say = catalogue(language).gettext
    word = say(_FINDINGS) % {"count": Formats(language).number(count)}
    return PlanBadge(label=say(_LABEL), word=word, tones=NEUTRAL, shape=VERDICT_SHAPES["v-suspect"], language=language)


def commitment_badge(item: CommitmentItem, language: str) -> PlanBadge:
    """The rolled-up level of a commitment."""
    level: Level = item.rolled_up
    return PlanBadge(
        label=f"{item.number}. {short(text_in(item.title, language))}",
        word=catalogue(language).gettext(STATES[level]),
        tones=TONES[level],
        shape=SHAPES[level],
        language=language,
    )


def short(title: str) -> str:
    """A title that fits a badge."""
    longest = 30
    return title if len(title) <= longest else f"{title[:longest].rsplit(' ', 1)[0]}…"
