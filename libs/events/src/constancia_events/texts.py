"""Texts in the languages of a plan: a map from language code to text, with Spanish always there."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


def one_line(text: str) -> str:
    """Refuse control characters, which neither a page nor a document can show, and a database cannot keep."""
    if any(unicodedata.category(c) == "Cc" for c in text):
        raise PydanticCustomError("control_character", "Text should have no control characters")
    return text


def _readable(text: str) -> str:
    """The same, with line breaks and tabs allowed."""
    one_line(text.replace("\n", "").replace("\t", ""))
    return text


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8_000), AfterValidator(_readable)
]


def _with_spanish(texts: dict[str, str]) -> dict[str, str]:
    if "es" not in texts:
        raise PydanticCustomError("spanish_required", "Texts should include Spanish under the key 'es'")
    return texts


TextMap = Annotated[
    dict[Language, Text],
    AfterValidator(_with_spanish),
    Field(
        max_length=12,
        description="One text in several languages by code; `es` is required.",
        examples=[{"es": "Meta", "en": "Goal"}],
    ),
]


def text_in(texts: dict[str, str], language: str) -> str:
    """The text in `language`, or in Spanish where it was not translated."""
    return texts.get(language) or texts["es"]
