"""Where a narrative inserts the value of an indicator: `{{ indicators.<key> }}`. Pure."""

from collections.abc import Collection, Iterator, Mapping

from constancia_events.indicators import REFERENCE, references
from constancia_runtime.errors import Fault

_EXAMPLE = "{{ indicators.plan_commitments }}"

NO_REFERENCE = "Double braces may only insert an indicator by its key, as {example}"
UNKNOWN_INDICATOR = "The plan has no indicator {value}"


def keys_in(texts: Mapping[str, str] | None) -> set[str]:
    """The indicators that a text inserts, in whatever language."""
    return {key for text in (texts or {}).values() for key in references(text)}


def faults_of_references(texts: Mapping[str, str] | None, known: Collection[str], *, at: str) -> Iterator[Fault]:
    """What a text inserts that is not there, and double braces that insert nothing; each at its language."""
    for language, text in (texts or {}).items():
        place = f"{at}/{language}"
        rest = REFERENCE.sub(" ", text)
        if "{{" in rest or "}}" in rest:
            yield Fault(message=NO_REFERENCE, values={"example": _EXAMPLE}, code="reference", pointer=place)
        for key in sorted(set(references(text)) - set(known)):
            yield Fault(message=UNKNOWN_INDICATOR, values={"value": key}, code="unknown_reference", pointer=place)
