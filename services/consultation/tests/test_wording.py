"""What people type: what is kept of it, and which personal data is found in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.comments.wording import (
    PersonalData,
    fingerprint,
    has_unreadable,
    has_words,
    personal_data,
    searchable,
    tidied,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("  Hola\r\nqué tal \r\n", "Hola\nqué tal", id="line breaks and edges"),
        pytest.param("cafe\u0301", "café", id="NFC"),
        pytest.param("in\u200bvi\ufeffsi\u2060ble", "invisible", id="zero width"),
        pytest.param("abc\u202ecba\u2069", "abccba", id="turned around"),
        pytest.param("z" + "\u0334" * 50, "z" + "\u0334" * 4, id="a tower of marks"),
        pytest.param("a\n\n\n\n\nb", "a\n\nb", id="many empty lines"),
        pytest.param("שלום مرحبا", "שלום مرحبا", id="scripts from right to left stay"),
        pytest.param("👩\u200d👩\u200d👧 ñ", "👩\u200d👩\u200d👧 ñ", id="a family stays one"),
        pytest.param("<script>alert(1)</script>", "<script>alert(1)</script>", id="markup is text"),
    ],
)
def test_a_text_is_kept_without_what_nobody_sees(typed: str, kept: str) -> None:
    assert tidied(typed) == kept


@given(st.text())
def test_tidying_twice_is_tidying_once_and_the_hash_is_that_of_what_is_kept(text: str) -> None:
    once = tidied(text)
    assert tidied(once) == once
    assert fingerprint(once) == fingerprint(tidied(text)) or has_unreadable(text)


@pytest.mark.parametrize("text", ["\x00", "a\x1bb", "\ud800", "\uffff"], ids=["null", "escape", "half", "none"])
def test_what_cannot_be_shown_is_noticed(text: str) -> None:
    assert has_unreadable(text)


@pytest.mark.parametrize(("text", "words"), [("¿?", False), ("\n\n", False), ("sí", True), ("日本", True), ("1", True)])
def test_something_must_be_readable(text: str, words: bool) -> None:
    assert has_words(text) is words


EMAIL, PHONE, CUI = PersonalData.EMAIL, PersonalData.PHONE, PersonalData.IDENTITY_NUMBER


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Escríbame a ana.perez@correo.example.gt por favor", [EMAIL]),
        ("ana arroba correo.com", [EMAIL]),
        ("ana(at)correo.com", [EMAIL]),
        ("Mi número: 5555-1234", [PHONE]),
        ("Llame al +502 2345 6789.", [PHONE]),
        ("+1 (202) 555-0143", [PHONE]),
        ("DPI 1234 56789 0101", [CUI]),
        ("DPI 1234567890101 y tel. 55551234", [CUI, PHONE]),
        ("En 2016-2018 hubo 22 compromisos y 92 metas", []),
        ("Q139,988.00 y Q1,234,567.89 en 2017", []),
        ("El decreto 57-2008 y el acuerdo 25-2023", []),
        ("https://www.minfin.gob.gt/archivos/20171234.pdf", []),
        ("Vean 3,456,789 registros", []),
        ("19/09/2017 a las 12:45", []),
        ("La meta 17.1 está al 50.25 %", []),
    ],
)
def test_personal_data_is_found_and_dates_figures_and_laws_are_not(text: str, kinds: list[PersonalData]) -> None:
    found = personal_data(text)
    assert [passage.kind for passage in found] == kinds
    assert all(text[passage.start : passage.end].strip() for passage in found)


def test_words_are_searched_without_accents_and_case() -> None:
    assert searchable("Participación CIUDADANA") == searchable("participacion ciudadana") == "participación ciudadana"
