"""Bars of states as SVG, laid out from the very counts that the table beside them prints."""

from dataclasses import dataclass
from decimal import Decimal

from reporting.compliance.schemas import GoalFigures
from reporting.site.words import STATE_ORDER

_ROOM_FOR_A_NUMBER = 5
"""Percent of the bar below which a number would touch the borders of its segment, at 320 px."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One state's part of a bar; `x`, `width` and `middle` are percent of the bar, as SVG attributes take them."""

    state: str
    count: int
    x: str
    width: str
    middle: str
    is_wide: bool


def stacked(figures: GoalFigures) -> list[Segment]:
    """The segments of a bar of goals by display state, states without goals left out; empty for no goals."""
    segments, before = [], 0
    for state in STATE_ORDER:
        count = figures.counts[state]
        if not count:
            continue
        segments.append(
            Segment(
                state=state,
                count=count,
                x=_share(before, figures.total),
                width=_share(count, figures.total),
                middle=_share(before + count / 2, figures.total),
                is_wide=100 * count >= _ROOM_FOR_A_NUMBER * figures.total,
            )
        )
        before += count
    return segments


def _share(part: float, total: int) -> str:
    return f"{100 * part / total:.6g}%"


def width_of(share: Decimal | float) -> str:
    """The width of the bar of a share, a percentage: a whole bar is all commitments."""
    return f"{float(share):.6g}%"
