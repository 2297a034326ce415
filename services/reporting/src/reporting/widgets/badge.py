"""A badge: one word of the record as a small SVG, legible without its colour and without its picture."""

from typing import Final
from xml.sax.saxutils import escape, quoteattr

from constancia_events.vocabulary import DisplayState, Level
from reporting.site.catalogue import catalogue
from reporting.site.shapes import SHAPES, TONES
from reporting.site.words import STATES

_HEIGHT: Final = 20
_PADDING: Final = 7
_SHAPE: Final = 11

_NARROW: Final = {
    **dict.fromkeys("il'|jíì!", 3.1),
    **dict.fromkeys(" .,:;·tfrI()[]/-", 4.6),
    **dict.fromkeys("mwMW%—…@", 10.7),
    **dict.fromkeys("ABDGHKNOQRUVXÁÓÚÑCEPSTZY", 7.9),
}
_ORDINARY: Final = 7.0
"""Widths in pixels at 11 px, rounded up from Verdana, the widest of the fonts asked for; `textLength` fits the rest."""


def badge(label: str, level: Level | DisplayState, language: str) -> bytes:
    """The badge that says `label` (plain text, any content) and the word for `level` in `language`.

    Raises KeyError for a language that the site does not speak.
    """
    word = catalogue(language).gettext(STATES[level])
    tone, ink = TONES[level]
    return drawn(label, word, tones=(tone, ink), shape=SHAPES[level], language=language)


def drawn(label: str, word: str, *, tones: tuple[str, str], shape: str, language: str) -> bytes:
    """A badge of any two texts; `tones` are the ground and the ink of the second, `shape` is drawn in that ink."""
    tone, ink = tones
    left = _width(label) + 2 * _PADDING
    right = _width(word) + 3 * _PADDING + _SHAPE
    said, full = f"{label}: {word}", left + right
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{full}" height="{_HEIGHT}" viewBox="0 0 {full} {_HEIGHT}"',
        f' role="img" aria-label={quoteattr(said)} xml:lang="{language}"><title>{escape(said)}</title>',
        f'<rect width="{full}" height="{_HEIGHT}" rx="3" fill="#1b3554"/>',
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" fill="{tone}"/>',
        '<g font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">',
        _text(label, _PADDING, "#fff"),
        _text(word, left + 2 * _PADDING + _SHAPE, ink),
        f'</g><path transform="translate({left + _PADDING} 4.5) scale({_SHAPE / 16})" fill="{ink}"',
        f' fill-rule="evenodd" d="{shape}"/></svg>',
    )
    return "".join(parts).encode()


def _text(text: str, x: int, fill: str) -> str:
    size = f'textLength="{_width(text)}" lengthAdjust="spacingAndGlyphs"'
    return f'<text x="{x}" y="14" fill="{fill}" {size}>{escape(text)}</text>'


def _width(text: str) -> int:
    return round(sum(_NARROW.get(character, _ORDINARY) for character in text))
