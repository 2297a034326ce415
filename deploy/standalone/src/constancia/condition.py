"""How the workers are: each worker process says it in a file below `run`, and the front's /readyz reads it."""

import json
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from constancia.services import Runs
from constancia_embedded.passwords import write_private

SAID_EVERY_SECONDS = 2.0
_OLD_SECONDS = 10.0


def condition_file(folder: Path, number: int) -> Path:
    """Where the worker process of this number, from 1, says how it is."""
    return folder / f"worker-{number}.json"


def say_condition(file: Path, workers: Mapping[str, Runs]) -> None:
    """Write the time and the ill tasks by service. A file that cannot be written gets old, which says enough."""
    ill = {service: sorted(worker.ill) for service, worker in workers.items() if worker.ill}
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        write_private(file, json.dumps({"at": time.time(), "ill": ill}))


def ill_services(files: Iterable[Path], services: Iterable[str]) -> set[str]:
    """The services that have an ill task; all of them when a process has said nothing for ten seconds."""
    ill: set[str] = set()
    for file in files:
        try:
            said = json.loads(file.read_text("utf-8"))
            fresh = abs(time.time() - said["at"]) <= _OLD_SECONDS
        except (OSError, ValueError, KeyError):
            fresh = False
        ill.update(said["ill"] if fresh else services)
    return ill
