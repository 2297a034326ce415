"""Whatever a rule says to a person, it says in Spanish too."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

from constancia_runtime.errors import DomainError
from constancia_web.translations import Translations

SERVICES = ("commitments", "evidence", "consultation", "reporting")
KITS = ("constancia_web", "constancia_bus", "constancia_db")


def every_error() -> Iterator[type[DomainError]]:
    """Every refusal that the code can raise."""
    for package in (*SERVICES, *KITS):
        module = importlib.import_module(package)
        for found in pkgutil.walk_packages(module.__path__, f"{package}."):
            if "migrations" not in found.name and not found.name.endswith("__main__"):
                importlib.import_module(found.name)
    waiting = [DomainError]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            ours = kind.__module__.partition(".")[0] in {*SERVICES, *KITS}  # tests make errors of their own
            if ours and "message" in vars(kind):
                yield kind


@pytest.mark.parametrize("error", sorted(set(every_error()), key=str))
def test_every_refusal_is_said_in_spanish(error: type[DomainError]) -> None:
    service = error.__module__.partition(".")[0]
    spoken_by = SERVICES if service in KITS else (service,)
    translations = Translations.load("constancia_web", "constancia_pages", *spoken_by)
    assert translations.knows("es", error.message), f"{error.__module__}.{error.__name__}: {error.message}"


def test_slugs_are_unique_within_a_service() -> None:
    seen: dict[tuple[str, str], str] = {}
    for error in set(every_error()):
        place = (error.__module__.partition(".")[0], error.slug)
        assert seen.setdefault(place, error.__name__) == error.__name__
