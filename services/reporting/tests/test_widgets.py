"""What other sites embed: it stays small, needs no permission for styles, and says its state in words."""

import gzip
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from babel.messages.extract import extract_from_dir

import reporting
from constancia_events.vocabulary import DisplayState, Level
from constancia_testing.platform import Platform
from reporting.site.catalogue import LANGUAGES, catalogue
from reporting.site.shapes import SHAPES, TONES
from reporting.site.words import MEANINGS, STATES
from reporting.widgets.assets import constancia_script
from reporting.widgets.badge import badge

PACKAGE = Path(reporting.__file__).parent
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", DisplayState)
def test_a_badge_says_its_state_by_word_tone_and_shape(state: DisplayState, language: str) -> None:
    root = ET.fromstring(badge("Compromiso 7", state, language))  # noqa: S314  (made by this very library)
    word = catalogue(language).gettext(STATES[state])
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.findtext(f"{SVG}title") == f"Compromiso 7: {word}"
    assert [text.text for text in root.iter(f"{SVG}text")] == ["Compromiso 7", word]
    assert {TONES[state][0], SHAPES[state]} <= {v for path in root.iter(f"{SVG}path") for v in path.attrib.values()}


@pytest.mark.parametrize("label", ["", "<&\">'", "]]>", "Ñandú Çelik 漢字", "x" * 300, '" onload="alert(1)'])
def test_a_badge_of_any_label_is_well_formed(label: str) -> None:
    root = ET.fromstring(badge(label, Level.COMPLETE, "es"))  # noqa: S314  (made by this very library)
    assert root.findtext(f"{SVG}title") == f"{label}: Completo"
    assert not [name for name in root.attrib if name.startswith("on")]


def test_a_badge_grows_with_its_label() -> None:
    widths = [int(ET.fromstring(badge(label, Level.COMPLETE, "en")).get("width", "")) for label in ("il", "MW", "MWMW")]  # noqa: S314
    assert widths == sorted(set(widths))


@pytest.mark.parametrize("state", DisplayState)
def test_the_ink_of_a_badge_can_be_read_on_its_tone(state: DisplayState) -> None:
    light, dark = sorted((luminance(tone) for tone in TONES[state]), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(tone: str) -> float:
    """WCAG 2.2, relative luminance."""
    full = tone if len(tone) == 7 else "#" + "".join(2 * digit for digit in tone[1:])
    parts = [int(full[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_element_fits_in_five_kilobytes() -> None:
    assert len(gzip.compress(constancia_script())) < 5_000


def test_the_element_works_where_inline_styles_and_markup_are_forbidden() -> None:
    script = constancia_script().decode()
    assert "adoptedStyleSheets" in script
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\b|\.style\b|<style|style=", script)


def test_the_element_speaks_the_words_and_draws_the_shapes_of_the_site() -> None:
    script = constancia_script().decode()
    for state in DisplayState:
        assert f'{state}: "{SHAPES[state]}"' in script
        for language in LANGUAGES:
            assert f'{state}: "{catalogue(language).gettext(STATES[state])}"' in script


def test_every_text_of_the_faces_has_its_spanish() -> None:
    methods = [("**/templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
    options = {"**/templates/**.html": {"trim_blocks": "true", "silent": "false"}}
    found = extract_from_dir(PACKAGE, methods, options, keywords={"_": None, "gettext": None, "N_": None})
    spanish = catalogue("es")._catalog  # type: ignore[attr-defined]
    messages = {message for _file, _line, message, _comments, _context in found}
    assert len(messages) > 100
    assert {message for message in messages if not spanish.get(message)} == set()


def test_each_state_has_a_word_a_meaning_a_tone_and_a_shape_of_its_own() -> None:
    for table in (STATES, MEANINGS, TONES, SHAPES):
        assert set(table) == set(DisplayState)
        assert len(set(table.values())) == len(DisplayState)


async def test_badges_of_a_plan_say_what_its_figures_say(platform: Platform, real: dict[str, Any]) -> None:
    assert real
    plan = "/v1/plans/gt-2016-2018"
    listed = (await platform.client.get(f"{plan}/findings")).json()["items"]
    for about, words in (("goals", "30 of 92 goals complete"), ("findings", f"findings in the open: {len(listed)}")):
        query = {"about": about, "lang": "en"}
        picture = await platform.client.get(f"{plan}/badge.svg", params=query)
        assert picture.headers["cross-origin-resource-policy"] == "cross-origin"
        root = ET.fromstring(picture.text)  # noqa: S314  (made by this very library)
        assert root.get("aria-label") == f"Open government: {words}"
        shield = (await platform.client.get(f"{plan}/badge.json", params=query)).json()
        assert (shield["schemaVersion"], shield["message"]) == (1, words)
    one = (await platform.client.get(f"{plan}/commitments/17/badge.json")).json()
    assert one["label"].startswith("17. ")
    spanish = await platform.client.get(f"{plan}/badge.svg")
    assert "de 92 metas completas" in spanish.text
    assert (await platform.client.get(f"{plan}/badge.svg", params={"about": "nada"})).status_code == 422
