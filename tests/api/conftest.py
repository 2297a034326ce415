"""The demo's plan and the registry's database, for tests that talk to the platform's processes."""

from importlib.resources import files

import pytest


@pytest.fixture
def plan_document() -> bytes:
    """Guatemala's third plan, as the demo ships it."""
    return files("constancia").joinpath("demo", "gt-2016-2018.json").read_bytes()


@pytest.fixture
def registry(databases: dict[str, str]) -> str:
    """The address of the registry's database."""
    return databases["commitments"]
