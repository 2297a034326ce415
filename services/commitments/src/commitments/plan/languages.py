"""The languages that the texts of a plan may be in. Pure."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from constancia_runtime.errors import Fault

FOREIGN = "The plan is in {languages}: leave {value} out, or add it to the plan's languages"


def foreign_to(languages: Collection[str], texts: Mapping[str, str] | None, *, at: str) -> Iterator[Fault]:
    """A fault for each language of a text that is none of the plan's; Spanish is one of every plan's."""
    for language in texts or {}:
        if language != "es" and language not in languages:
            values = {"languages": ", ".join(languages), "value": language}
            yield Fault(message=FOREIGN, values=values, code="foreign_language", pointer=f"{at}/{language}")


def foreign_in(
    languages: Collection[str], described: Mapping[str, Any], before: Mapping[str, Any] | None = None
) -> Iterator[Fault]:
    """The same for every text of a description as JSON, by its place there; a text that stands in `before` may stay."""
    stood = [text for _, text in _texts(before or {}, "")]
    for at, text in _texts(described, ""):
        if text not in stood:
            yield from foreign_to(languages, text, at=at)


def _texts(value: object, at: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every text in several languages, which is known by its Spanish."""
    if isinstance(value, list):
        for n, part in enumerate(value):
            yield from _texts(part, f"{at}/{n}")
    elif isinstance(value, Mapping) and "es" in value:
        yield at, value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _texts(part, f"{at}/{name}")
