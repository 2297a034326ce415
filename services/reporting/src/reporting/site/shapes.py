"""The shape and tones of each state, for readers who do not see colour and for those who do."""

from typing import Final

from constancia_events.vocabulary import AssessedLevel, DisplayState

SHAPES: Final[dict[str, str]] = {
    DisplayState.COMPLETE: "M8 .5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z"
    "M6.9 11.9 3.1 8.1l1.4-1.4 2.4 2.4 4.7-4.7L13 5.8z",
    DisplayState.SUBSTANTIAL: "M8 .4 15.6 8 8 15.6.4 8z",
    DisplayState.INITIATED: "M3 .8 14.8 8 3 15.2z",
    DisplayState.NOT_STARTED: "M8 .7a7.3 7.3 0 1 0 0 14.6A7.3 7.3 0 0 0 8 .7z"
    "m0 2.6a4.7 4.7 0 1 1 0 9.4 4.7 4.7 0 0 1 0-9.4z",
    DisplayState.NOT_YET_DUE: "M2.5.8h11v2L9.7 8l3.8 5.2v2h-11v-2L6.3 8 2.5 2.8z",
}
"""SVG path data in a 16 by 16 box, filled by the even-odd rule: tick, diamond, triangle, ring, hourglass."""

ASSESSED_SHAPES: Final[dict[str, str]] = {**SHAPES, AssessedLevel.NO_EVIDENCE: "M2 2h12v12H2zm2 2v8h8V4z"}
"""The same, and an empty square for what others than the lead may find: no evidence."""

VERDICT_SHAPES: Final[dict[str, str]] = {
    "v-live": SHAPES[DisplayState.COMPLETE],
    "v-restricted": "M4 7V5a4 4 0 0 1 8 0v2h1.5v8h-11V7zm2 0h4V5a2 2 0 0 0-4 0z",
    "v-suspect": "M8 .8 15.6 14.6H.4zM7 5.6v4.6h2V5.6zm0 5.8v1.8h2v-1.8z",
    "v-dead": "M3 .9 8 5.9l5-5L15.1 3l-5 5 5 5-2.1 2.1-5-5-5 5L.9 13l5-5-5-5z",
    "v-invalid": "M8 .7a7.3 7.3 0 1 0 0 14.6A7.3 7.3 0 0 0 8 .7zM3.6 7h8.8v2H3.6z",
    "v-unknown": SHAPES[DisplayState.NOT_YET_DUE],
}
"""Tick, padlock, triangle with a mark, cross, bar in a disc, hourglass: the verdicts on evidence."""

STANDING_SHAPES: Final[dict[str, str]] = {
    "s-met": SHAPES[DisplayState.COMPLETE],
    "s-running": SHAPES[DisplayState.NOT_YET_DUE],
    "s-soon": VERDICT_SHAPES["v-suspect"],
    "s-overdue": VERDICT_SHAPES["v-dead"],
    "s-unmet": VERDICT_SHAPES["v-invalid"],
    "s-not-on-record": ASSESSED_SHAPES[AssessedLevel.NO_EVIDENCE],
}
"""Tick, hourglass, triangle with a mark, cross, bar in a disc, empty square: how a requirement stands."""

TONES: Final[dict[str, tuple[str, str]]] = {
    DisplayState.COMPLETE: ("#256b3c", "#fff"),
    DisplayState.SUBSTANTIAL: ("#efcb3d", "#3a2e00"),
    DisplayState.INITIATED: ("#ee9a3f", "#3b1d00"),
    DisplayState.NOT_STARTED: ("#ad2a1f", "#fff"),
    DisplayState.NOT_YET_DUE: ("#2f65a3", "#fff"),
}
"""The strong tone of each state, and the ink that reads on it at 4.5:1 or better (WCAG 2.2, 1.4.3)."""
