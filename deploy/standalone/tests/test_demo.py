"""The demonstration loads its plan once: what was corrected or added since stays."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from commitments import operations
from constancia import demo
from constancia.platform import migrate
from constancia.terminal import Terminal
from constancia_embedded.servers import provisioned, running_postgres

PLAN = "gt-2016-2018"


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[str]:
    with running_postgres(tmp_path, {}) as admin_url:
        url = provisioned(tmp_path, admin_url)["commitments"]
        migrate({"commitments": url})
        yield url


def show(data: Path, registry: str, capsys: pytest.CaptureFixture[str]) -> str:
    asyncio.run(demo.show(data, registry, "http://origin", Terminal()))
    return "".join(capsys.readouterr())


def take(registry: str, document: Any) -> None:
    asyncio.run(
        operations.load_plan(
            registry, json.dumps(document).encode(), dry_run=False, levels_as_of=None, reason="Corrección"
        ),
    )


def kept(registry: str, question: str) -> Any:
    async def ask() -> Any:
        connection = await asyncpg.connect(registry)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_a_correction_and_a_grown_plan_stay_over_a_second_demonstration(
    tmp_path: Path, registry: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not asyncio.run(demo.on_record(registry, PLAN))
    first = show(tmp_path, registry, capsys)
    assert "Loaded the plan gt-2016-2018" in first
    assert asyncio.run(demo.on_record(registry, PLAN))

    document = json.loads(demo.demo_plan())
    document["plan"]["title"]["es"] = "Título corregido"
    document["commitments"].append({**document["commitments"][-1], "number": 23})
    take(registry, document)

    again = show(tmp_path, registry, capsys)
    assert "Loaded" not in again
    assert again in first, "and the same credential is shown"
    assert kept(registry, "select title ->> 'es' from plans") == "Título corregido"
    assert kept(registry, "select count(*) from commitments") == 23
