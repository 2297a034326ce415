"""The languages that the texts of a plan may be in. Pure."""

from collections.abc import Collection, Iterator, Mapping

from constancia_runtime.errors import Fault

FOREIGN = "The plan is in {languages}: leave {value} out, or add it to the plan's languages"


def foreign_to(languages: Collection[str], texts: Mapping[str, str] | None, *, at: str) -> Iterator[Fault]:
    """A fault for each language of a text that is none of the plan's; Spanish is one of every plan's."""
    for language in texts or {}:
        if language != "es" and language not in languages:
            values = {"languages": ", ".join(languages), "value": language}
            yield Fault(message=FOREIGN, values=values, code="foreign_language", pointer=f"{at}/{language}")
