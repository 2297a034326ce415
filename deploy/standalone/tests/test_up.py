"""`constancia up` as a person meets it: it comes up, heals, refuses in one sentence, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
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

    def __init__(self, data: Path, command: str = "up", **environment: str) -> None:
        self.port = free_port()
        self.data = data
        self.log = data.with_suffix(".log")
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", "from constancia.cli import app; app()", command, "--port", str(self.port)],
                env={
                    **os.environ,
                    "LC_ALL": "C.UTF-8",
                    "CONSTANCIA_DATA": str(data),
                    "CONSTANCIA_CHECKERS": "0",
                    **environment,
                },
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return f"Constancia listens at http://127.0.0.1:{self.port}" in self.log.read_text()

    def has_said(self, sentence: str) -> bool:
        return sentence in self.log.read_text()

    def child(self, role: str) -> psutil.Process:
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if ["constancia.child", role] == child.cmdline()[2:4])

    def server(self, name: str) -> psutil.Process:
        """The embedded server below this test's own folder."""
        pid_file = {"postgres": "postgres/postmaster.pid", "nats-server": "nats/nats.pid"}[name]
        process = psutil.Process(int((self.data / pid_file).read_text().split("\n", 1)[0]))
        assert process.name() == name
        assert any(str(self.data) in part for part in process.cmdline())
        return process

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


@pytest.mark.parametrize(
    "command", [("parked", "list"), ("parked", "retry"), ("credentials", "list"), ("credentials", "revoke", "x")]
)
@pytest.mark.parametrize("there", [False, True])
def test_a_mistyped_folder_becomes_no_empty_platform(data: Path, command: tuple[str, ...], there: bool) -> None:
    if there:
        data.mkdir()
    refused = constancia(*command, "--data", str(data))
    assert (refused.returncode, refused.stderr) == (
        1,
        f"There is no platform in {data}; name its folder with --data or CONSTANCIA_DATA\n",
    )
    assert not data.exists() or not list(data.iterdir())


def test_a_folder_with_nothing_but_a_lock_has_no_platform(data: Path) -> None:
    data.mkdir()
    (data / "lock").touch()
    assert "There is no platform" in constancia("credentials", "list", "--data", str(data)).stderr
    assert not (data / "postgres").exists()


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


def report(running: Running, level: str) -> int:
    """Report on commitment 17, goal 3, as the demonstration's agency; gives the status of the answer."""
    kept = json.loads((running.data / "demo-credential.json").read_text())
    goal = "/v1/plans/gt-2016-2018/commitments/17/goals/3"
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", timeout=30) as client:
        token = client.post(
            "/oauth2/token", data={"grant_type": "client_credentials"}, auth=(kept["client_id"], kept["secret"])
        ).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}", "If-Match": client.get(goal).headers["etag"]}
        body = {"level": level, "reason": {"es": "Se revisó"}}  # it may fall
        return client.post(f"{goal}/reports", json=body, headers=headers).status_code


def public_level(running: Running) -> object:
    url = f"http://127.0.0.1:{running.port}/v1/plans/gt-2016-2018/commitments/17/compliance"
    answer = httpx.get(url, timeout=30)
    return answer.json()["item"]["goals"][2]["level"] if answer.status_code == httpx.codes.OK else None


@needs_services
def test_a_report_reaches_the_public_page_after_both_servers_were_killed(data: Path) -> None:
    running = Running(data.with_name("ñ d"), "demo")
    wait_for(running.ready)
    url = f"http://127.0.0.1:{running.port}/readyz"
    assert httpx.get(url).json()["workers"] == dict.fromkeys(SERVICES, "ok")
    wait_for(lambda: public_level(running) is not None)
    before = public_level(running)
    for name, said in (("nats-server", "NATS"), ("postgres", "PostgreSQL")):
        fallen = running.server(name)
        fallen.kill()
        wait_for(partial(running.has_said, f"{said} fell and was started again"), within=10)
        assert running.server(name).pid != fallen.pid
    level = "complete" if before != "complete" else "initiated"
    wait_for(lambda: httpx.get(url, timeout=30).json()["services"] == dict.fromkeys(SERVICES, "ok"))
    assert report(running, level) == httpx.codes.CREATED
    wait_for(lambda: public_level(running) == level)
    wait_for(lambda: httpx.get(url, timeout=30).status_code == httpx.codes.OK)
    everybody = running.everybody()
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(STOP_SECONDS) == 0
    assert all_gone(everybody)


@needs_services
def test_a_server_that_does_not_start_again_ends_the_platform_in_one_sentence(data: Path) -> None:
    running = Running(data)
    wait_for(running.ready)
    everybody = running.everybody()
    (data / "nats" / "nats.conf").unlink()
    (data / "nats" / "nats.conf").mkdir()  # no server can be configured any more
    running.server("nats-server").kill()
    assert running.process.wait(30) == 1
    last = running.log.read_text().rstrip().split("\n")[-1]
    assert last.startswith("NATS fell and does not start again: NATS does not start in ")
    assert all_gone(everybody)


@needs_services
def test_a_machine_without_a_way_out_says_so_and_judges_nothing(data: Path) -> None:
    cut_off = {"CONSTANCIA_CHECKERS": "1", "CHECKER_ALLOW_LOOPBACK": "true", "CHECKER_CANARIES": "http://127.0.0.1:9/"}
    running = Running(data, "demo", **cut_off)
    wait_for(lambda: running.has_said("This machine has no way out: the link checker waits, and judges nothing"))
    known = httpx.get(f"http://127.0.0.1:{running.port}/v1/evidence/checker").json()
    assert (known["state"], known["addresses"], known["due"], known["checked_last_day"]) == ("no_way_out", 207, 207, 0)
    children = [running.child("api"), running.child("worker"), running.child("checker")]
    running.process.send_signal(signal.SIGINT)
    running.process.wait(STOP_SECONDS)
    assert all_gone(children)
