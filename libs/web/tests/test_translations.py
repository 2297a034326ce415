"""Everything the kit can say is said in Spanish and English, whole."""

import re
from string import Formatter
from typing import Any, get_args

import pytest
from pydantic_core import PydanticCustomError
from pydantic_core import _pydantic_core as core

from constancia_events import defects
from constancia_runtime.errors import DomainError
from constancia_web import messages, problems, refusals
from constancia_web.app import NotReady
from constancia_web.conditional import IfMatchUnreadable, PreconditionRequired, Stale
from constancia_web.pages import CursorUnreadable
from constancia_web.problems import faults_of
from constancia_web.tokens import KeysUnavailable, ScopeMissing, TokenInvalid, TokenMissing
from constancia_web.translations import Translations

TRANSLATIONS = Translations.load("constancia_web")
TEMPLATES: dict[str, Any] = {e["type"]: e for e in core.list_all_errors()}

CUSTOM = [
    "Input should be a day YYYY-MM-DD or a month YYYY-MM that exists",
    "Input should be a day YYYY-MM-DD",
    "Input should be an instant as 2017-09-19T09:07:00-06:00",
    "Text should have no control characters",
    "Texts should include Spanish under the key 'es'",
    "Input should be a time zone of the IANA database, as America/Guatemala",
]
PLAN_FILE = [value for name, value in vars(defects).items() if name.isupper() and isinstance(value, str)]
ERRORS: list[type[DomainError]] = [
    NotReady, IfMatchUnreadable, PreconditionRequired, Stale, CursorUnreadable, KeysUnavailable, ScopeMissing,
    TokenInvalid, TokenMissing,
]  # fmt: skip
SAID = [
    *messages.PYDANTIC_MESSAGES.values(), messages.NOT_ACCEPTABLE, *CUSTOM, *PLAN_FILE, *(e.message for e in ERRORS),
    *problems.TITLES.values(), *refusals.DETAILS.values(), "{count} more errors are not listed",
]  # fmt: skip


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("message", sorted(set(SAID)))
def test_every_message_is_known_in_spanish_with_the_same_places(message: str) -> None:
    assert TRANSLATIONS.knows("es", message)
    values = dict.fromkeys(places(message), "7")
    for language in ("es", "en"):
        said = TRANSLATIONS.text(language, message, **values)
        assert not re.search(r"[{}]", said)
        assert said.count("7") >= len(values)


@pytest.mark.parametrize("code", sorted(messages.PYDANTIC_MESSAGES))
def test_every_pydantic_error_renders_from_its_own_context(code: str) -> None:
    context = dict.fromkeys(TEMPLATES[code].get("example_context") or {}, "x")
    error: Any = {"type": code, "loc": ("body", "a"), "msg": "", "input": "SECRET", "ctx": context}
    (fault,) = faults_of([error], strip=1)
    assert fault.values.keys() == places(fault.message) <= context.keys()
    for language in ("es", "en"):
        said = TRANSLATIONS.text(language, fault.message, **fault.values)
        assert not re.search(r"[{}]", said)
        assert "SECRET" not in said


def test_a_lists_of_choices_reads_the_same_in_both_languages() -> None:
    error: Any = {"type": "enum", "loc": (), "msg": "", "input": 1, "ctx": {"expected": "'a', 'b' or 'c'"}}
    (fault,) = faults_of([error], strip=0)
    assert TRANSLATIONS.text("es", fault.message, **fault.values) == "Debe ser uno de: 'a', 'b', 'c'"


def test_an_error_of_pydantic_that_we_did_not_think_of_still_says_something() -> None:
    for code in TEMPLATES.keys() - messages.PYDANTIC_MESSAGES.keys():
        error: Any = {"type": code, "loc": (), "msg": "SECRET", "input": "SECRET", "ctx": {"error": "SECRET"}}
        assert faults_of([error], strip=0)[0].message == messages.NOT_ACCEPTABLE


def test_custom_errors_of_the_contracts_are_these_and_no_others() -> None:
    import inspect  # noqa: PLC0415

    from constancia_events import dates, plan_file_fields, texts  # noqa: PLC0415

    sources = "".join(inspect.getsource(module) for module in (dates, texts, plan_file_fields))
    said = re.findall(PydanticCustomError.__name__ + r'\(\s*"\w+",\s*"([^"]+)"', sources)
    assert set(said) == set(CUSTOM)


def test_a_package_without_a_catalogue_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        Translations.load("constancia_runtime")


def test_a_message_that_nobody_translated_is_said_in_english() -> None:
    assert TRANSLATIONS.text("es", "Unheard of {x}", x=1) == "Unheard of 1"
    assert TRANSLATIONS.text("es", "") == ""


def test_languages_are_the_two() -> None:
    from constancia_web.language import LANGUAGES, LanguageCode  # noqa: PLC0415

    assert get_args(LanguageCode) == LANGUAGES
