"""Folders that PostgreSQL's system user may enter when tests run as root."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Not pytest's own: each session of pytest closes their common parent again, under the servers of the others."""
    folder = Path(tempfile.mkdtemp(prefix="constancia-test-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
