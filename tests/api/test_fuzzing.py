"""An independent judge sends whatever the document allows, and what it forbids: no 5xx, no undocumented answer."""

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from constancia_testing.people import bearer, load_plan
from constancia_testing.processes import Processes
from constancia_web.tokens import SCOPES

HERE = Path(__file__).parent
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("phases", "scopes"),
    [("examples,fuzzing", ()), ("examples,coverage,fuzzing", tuple(SCOPES))],
    ids=["a stranger", "whoever may do everything"],
)
async def test_no_request_breaks_the_service_or_gets_an_answer_that_the_document_does_not_know(
    processes: Processes, registry: str, plan_document: bytes, phases: str, scopes: tuple[str, ...], tmp_path: Path
) -> None:
    headers: list[str] = []
    async with httpx.AsyncClient(base_url=processes.url, timeout=60) as client:
        await load_plan(client, registry, plan_document)
        if scopes:
            token = await bearer(client, registry, "MINFIN", *scopes)
            headers = ["--header", f"Authorization: {token['Authorization']}"]
    command = [
        *(str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(HERE / "schemathesis.toml")),
        *("run", f"{processes.url}/openapi.json", f"--phases={phases}", "--checks", CHECKS),
        *("--request-timeout=20", "--workers=1", "--suppress-health-check=all", "--exclude-path=/v1/stream", *headers),
    ]
    judged = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=850
    )
    assert judged.returncode == 0, judged.stdout[-20_000:]
