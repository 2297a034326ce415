"""What a worker process says of itself, and what silence says."""

import json
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from constancia.condition import condition_file, ill_services, say_condition

SERVICES = ("commitments", "reporting")


@dataclass
class AWorker:
    ill: set[str] = field(default_factory=set)

    async def run(self) -> None: ...


def test_an_ill_task_is_one_of_its_service(tmp_path: Path) -> None:
    file, workers = condition_file(tmp_path / "run", 1), {name: AWorker() for name in SERVICES}
    say_condition(file, workers)
    assert ill_services([file], SERVICES) == set()
    workers["reporting"].ill.add("projector/summary")
    say_condition(file, workers)
    assert json.loads(file.read_text())["ill"] == {"reporting": ["projector/summary"]}
    assert ill_services([file], SERVICES) == {"reporting"}


@pytest.mark.parametrize(
    "content",
    [None, "", "{}", json.dumps({"at": time.time() - 11, "ill": {}})],
    ids=["absent", "empty", "timeless", "old"],
)
def test_a_process_that_says_nothing_makes_every_service_ill(tmp_path: Path, content: str | None) -> None:
    well, silent = condition_file(tmp_path, 1), condition_file(tmp_path, 2)
    say_condition(well, {})
    if content is not None:
        silent.write_text(content)
    assert ill_services([well, silent], SERVICES) == set(SERVICES)


def test_a_file_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("")
    say_condition(condition_file(tmp_path / "run", 1), {})
