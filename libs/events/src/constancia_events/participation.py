"""The statement of what became of comments, counted in one place for the pages, the API and the report."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.vocabulary import Sector

UNSAID = "unsaid"
"""Under which comments are counted that name no theme or department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One comment, as far as it is counted."""

    sector: Sector
    theme: int | None
    department: str | None
    hidden: bool
    answered: bool
    changed: bool


class Tally(BaseModel):
    """How many comments came in, and what became of them."""

    model_config = ConfigDict(frozen=True)

    received: int = Field(description="All that came in, those that were hidden since with them.")
    hidden: int = Field(description="Of these, how many are hidden now by a published rule.")
    answered: int = Field(description="How many have a reasoned answer.")
    waiting: int = Field(description="How many that are not hidden have none.")
    led_to_change: int = Field(description="How many have a change of the registry linked to them.")


class ParticipationStatement(BaseModel):
    """N received, N answered, N led to a change: in all, by sector, theme and department."""

    model_config = ConfigDict(frozen=True)

    all: Tally
    by_sector: dict[str, Tally] = Field(description="By the code of the sector.")
    by_theme: dict[str, Tally] = Field(description=f"By the number of the theme; `{UNSAID}` for the whole plan.")
    by_department: dict[str, Tally] = Field(description=f"By ISO 3166-2; `{UNSAID}` where none was said.")


def statement(voices: Iterable[Voice]) -> ParticipationStatement:
    """Count them; a group in which nobody spoke is left out, and groups stand in the order of their codes."""
    every = list(voices)
    groups: dict[str, dict[str, list[Voice]]] = {name: defaultdict(list) for name in ("sector", "theme", "department")}
    for voice in every:
        groups["sector"][voice.sector.value].append(voice)
        groups["theme"][UNSAID if voice.theme is None else str(voice.theme)].append(voice)
        groups["department"][voice.department or UNSAID].append(voice)
    by = {name: {key: tally(of[key]) for key in sorted(of, key=_in_order)} for name, of in groups.items()}
    return ParticipationStatement(
        all=tally(every), by_sector=by["sector"], by_theme=by["theme"], by_department=by["department"]
    )


def tally(voices: Iterable[Voice]) -> Tally:
    """Count some of them."""
    every = list(voices)
    return Tally(
        received=len(every),
        hidden=sum(voice.hidden for voice in every),
        answered=sum(voice.answered for voice in every),
        waiting=sum(not voice.hidden and not voice.answered for voice in every),
        led_to_change=sum(voice.changed for voice in every),
    )


def _in_order(key: str) -> tuple[bool, int, str]:
    return key == UNSAID, int(key) if key.isdigit() else 0, key
