"""`constancia up` as a person meets it: it comes up, heals, refuses in one sentence, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import httpx
import psutil
import pytest

from constancia_embedded.servers import SERVICES

STOP_SECONDS = 10


def installed(service: str) -> bool:
    return all(find_spec(f"{service}.{part}") for part in ("app", "worker"))


needs_services = pytest.mark.skipif(
    not all(installed(service) for service in SERVICES), reason="not every service is built yet"
)


def constancia(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from constancia.cli import app; app()", *arguments],
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_for(happened: Callable[[], object], *, within: float = 30) -> None:
    deadline = time.monotonic() + within
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


class Running:
    """A `constancia up` of this test."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        self.data = data
        self.log = data.with_suffix(".log")
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", "from constancia.cli import app; app()", "up", "--port", str(self.port)],
                env={**os.environ, "LC_ALL": "C.UTF-8", "CONSTANCIA_DATA": str(data)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return f"Constancia listens at http://127.0.0.1:{self.port}" in self.log.read_text()

    def child(self, role: str) -> psutil.Process:
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if ["constancia.child", role] == child.cmdline()[2:4])

    def everybody(self) -> list[psutil.Process]:
        postmaster = int((self.data / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
        return [*psutil.Process(self.process.pid).children(), psutil.Process(postmaster)]


def all_gone(processes: list[psutil.Process]) -> bool:
    return not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in processes)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "var"
    for one in psutil.process_iter(["cmdline"]):  # only what names this test's own folder
        if any(str(tmp_path) in part for part in one.info["cmdline"] or ()):
            one.kill()


def test_a_busy_port_is_told_before_anything_starts(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        refused = constancia("up", "--port", port, "--data", str(data))
    assert refused.returncode == 1
    assert refused.stderr == (
        f"Port {port} of 127.0.0.1 cannot be used: Address already in use."
        " Choose another with --port or CONSTANCIA_PORT\n"
    )
    assert not (data / "postgres").exists()


def test_a_refusal_speaks_the_persons_language(data: Path) -> None:
    refused = constancia("load", "/nowhere.json", "--data", str(data), LC_ALL="es_GT.UTF-8")
    assert (refused.returncode, refused.stderr) == (1, "No se puede leer /nowhere.json: No such file or directory\n")


def test_a_wrong_database_url_is_one_sentence(data: Path) -> None:
    refused = constancia("migrate", "--data", str(data), DATABASE_URL="postgresql://a:hidden@127.0.0.1:1/x")
    assert refused.returncode == 1
    assert refused.stderr.startswith("PostgreSQL at postgresql://a@127.0.0.1:1/x cannot be reached")
    assert refused.stderr.count("\n") == 1


def test_a_wrong_question_is_no_refusal() -> None:
    assert constancia("up", "--port", "none").returncode == 2


@needs_services
def test_it_heals_and_stops_in_time(data: Path) -> None:
    running = Running(data)
    wait_for(running.ready)
    assert httpx.get(f"http://127.0.0.1:{running.port}/readyz").status_code == httpx.codes.OK
    second = constancia("up", "--port", str(free_port()), "--data", str(data))
    assert (second.returncode, second.stderr) == (1, f"Constancia already runs from {data}\n")
    fallen = running.child("api")
    fallen.kill()
    assert httpx.get(f"http://127.0.0.1:{running.port}/readyz", timeout=30).status_code == httpx.codes.OK
    assert running.child("api").pid != fallen.pid
    assert "The api process ended with code -9; it begins again" in running.log.read_text()
    everybody = running.everybody()
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(STOP_SECONDS) == 0
    assert all_gone(everybody)


@needs_services
def test_after_kill_9_nothing_is_lost_and_the_next_start_takes_over(data: Path) -> None:
    running = Running(data)
    wait_for(running.ready)
    issued = constancia("credentials", "issue", "MINFIN", "--scope", "plan:admin", "--data", str(data))
    assert issued.returncode == 0, issued.stderr
    children = [running.child("api"), running.child("worker")]
    running.process.kill()
    running.process.wait()
    wait_for(lambda: all_gone(children), within=STOP_SECONDS)
    again = Running(data)
    wait_for(again.ready)
    assert "minfin-" in constancia("credentials", "list", "--data", str(data)).stdout
    everybody = again.everybody()
    again.process.send_signal(signal.SIGINT)
    again.process.send_signal(signal.SIGINT)
    again.process.wait(STOP_SECONDS)
    assert all_gone(everybody)
    assert "minfin-" in constancia("credentials", "list", "--data", str(data)).stdout  # of a stopped platform
    assert not list(data.glob("postgres/postmaster.pid"))
