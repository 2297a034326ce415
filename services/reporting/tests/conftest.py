"""The real plan with all that its file says, through the registry's log, the stream and the projector."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from constancia_testing.platform import Platform
from constancia_testing.registry import Registry, speaking


@pytest.fixture
def document(shared: Path) -> bytes:
    """The demonstration plan."""
    return (shared / "data" / "gt-2016-2018.json").read_bytes()


@pytest.fixture
def plan_on_record(request: pytest.FixtureRequest, shared: Path) -> bytes | None:
    """The demonstration plan for the tests that ask for it whole; the others begin empty."""
    if "real" not in request.fixturenames:
        return None
    return (shared / "data" / "gt-2016-2018.json").read_bytes()


@pytest.fixture
async def registry(platform: Platform) -> AsyncIterator[Registry]:
    """The registry's voice on the platform of this test."""
    async with speaking(platform.databases, platform.clock) as voice:
        yield voice


@pytest.fixture
async def real(registry: Registry, document: bytes) -> dict[str, Any]:
    """The demonstration plan, on record with all that its file says of people and figures."""
    return await registry.arrived(document)
