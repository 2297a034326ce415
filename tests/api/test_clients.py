"""Clients that generators make of our document compile, and do a full round trip with the running platform."""

import os
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from constancia_testing.people import bearer, load_plan
from constancia_testing.processes import Processes

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
JUDGES = ROOT / ".tools/judges"
pytestmark = [
    pytest.mark.skipif(not (JUDGES / ".ready").exists(), reason="the client generators are not here: make judges"),
    pytest.mark.timeout(300),
]


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout[-5_000:] + done.stderr[-5_000:]
    return done.stdout


async def token_of(processes: Processes, registry: str, document: bytes) -> str:
    async with httpx.AsyncClient(base_url=processes.url, timeout=60) as client:
        await load_plan(client, registry, document)
        header = await bearer(client, registry, "MINFIN", "reports:write")
    return header["Authorization"].removeprefix("Bearer ")


async def test_the_python_client_compiles_and_does_a_round_trip(
    processes: Processes, registry: str, plan_document: bytes, tmp_path: Path
) -> None:
    python = JUDGES / "bin/python"
    config = tmp_path / "config.yaml"
    config.write_text("package_name_override: constancia_client\nproject_name_override: constancia-client\n")
    generator = JUDGES / "bin/openapi-python-client"
    # It formats what it wrote with a ruff that it looks for on the path.
    path = f"{JUDGES / 'bin'}{os.pathsep}{os.environ['PATH']}"
    openapi = ROOT / "docs/openapi.json"
    said = run(generator, "generate", "--path", openapi, "--config", config, cwd=tmp_path, PATH=path)
    assert "WARNING" not in said, said
    client = tmp_path / "constancia-client"
    run(python, "-m", "compileall", "-q", client, cwd=tmp_path)
    token = await token_of(processes, registry, plan_document)
    trip = run(python, HERE / "clients/round_trip.py", processes.url, token, cwd=client, PYTHONPATH=str(client))
    assert trip == "round trip done\n"


async def test_the_typescript_client_compiles_strictly_and_does_a_round_trip(
    processes: Processes, registry: str, plan_document: bytes, tmp_path: Path
) -> None:
    programs = JUDGES / "node_modules/.bin"
    (tmp_path / "node_modules").symlink_to(JUDGES / "node_modules")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    shutil.copy(HERE / "clients/round_trip.ts", tmp_path)
    run(programs / "openapi-typescript", ROOT / "docs/openapi.json", "-o", "schema.d.ts", cwd=tmp_path)
    strict = [
        "--strict",
        "--noUncheckedIndexedAccess",
        "--target",
        "es2022",
        "--module",
        "es2022",
        "--moduleResolution",
        "bundler",
    ]
    run(programs / "tsc", *strict, "--lib", "es2022,dom", "round_trip.ts", cwd=tmp_path)
    token = await token_of(processes, registry, plan_document)
    assert run("node", "round_trip.js", processes.url, token, cwd=tmp_path) == "round trip done\n"
