import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def document(shared: Path) -> bytes:
    """The real plan, as published."""
    return (shared / "data" / "gt-2016-2018.json").read_bytes()


@pytest.fixture
def plan_file(document: bytes) -> Any:
    """The same, to be changed by a test."""
    return json.loads(document)
