"""Each boundary of `.importlinter` holds, and bites: a bad import planted in a copy breaks its contract."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*ROOT.glob("libs/*/src"), *ROOT.glob("services/*/src"), ROOT / "deploy/standalone/src"])

PLANTED = {
    "Services are strangers": ("evidence/planted.py", "import consultation.app"),
    "The command stands on the services": ("constancia_db/planted.py", "import constancia_bus.relay"),
    "Inside a slice imports go down": ("commitments/goal/store.py", "import commitments.goal.endpoints"),
    "Rules are pure": ("commitments/goal/aggregate.py", "import sqlalchemy"),
    "Only the bus knows NATS": ("reporting/planted.py", "import nats"),
    "The event log knows no HTTP": ("constancia_bus/planted.py", "import fastapi"),
    "Nobody ships the testing kit": ("consultation/planted.py", "import constancia_testing.clock"),
}


def lint(sources: list[Path], folder: Path) -> tuple[int, str]:
    """Run the linter on these sources; returns its exit code and what it printed."""
    path = os.pathsep.join(map(str, sources))
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    command += ["--config", str(ROOT / ".importlinter"), "--no-cache"]
    environment = os.environ | {"PYTHONPATH": path}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def copy_of_sources(folder: Path) -> list[Path]:
    copies = []
    for source in SOURCES:
        copies.append(folder / source.relative_to(ROOT))
        shutil.copytree(source, copies[-1], ignore=shutil.ignore_patterns("__pycache__"))
    return copies


def test_every_boundary_holds(tmp_path: Path) -> None:
    code, said = lint(SOURCES, tmp_path)
    assert code == 0, said


@pytest.mark.parametrize("contract", PLANTED)
def test_a_bad_import_breaks_its_contract(contract: str, tmp_path: Path) -> None:
    place, statement = PLANTED[contract]
    copies = copy_of_sources(tmp_path)
    [package] = [copy / place.partition("/")[0] for copy in copies if (copy / place.partition("/")[0]).is_dir()]
    file = package / place.partition("/")[2]
    file.write_text((file.read_text() if file.exists() else "") + f"\n{statement}\n")
    code, said = lint(copies, tmp_path)
    assert code != 0, said
    broken = [line for line in said.splitlines() if line.endswith("BROKEN")]
    assert any(line.startswith(contract) for line in broken), said


def test_every_contract_has_a_planted_import() -> None:
    named = [
        line.partition("= ")[2] for line in (ROOT / ".importlinter").read_text().splitlines() if line.startswith("name")
    ]
    assert len(named) == len(PLANTED)
    assert all(any(name.startswith(planted) for planted in PLANTED) for name in named)
