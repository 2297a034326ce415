"""The platform in processes of its own, as `constancia up` runs it, with one hand on each of them."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import httpx

from constancia_testing.orders import BLOBS, EASY, UNLIMITED, Orders

_READY = b"ready\n"
_GRACE_SECONDS = 10.0


class Processes:
    """The API process behind `url`, and the worker process. Each can be killed and started, by pid."""

    def __init__(self, orders: Orders, listening: socket.socket, environment: Mapping[str, str]) -> None:
        self.url = orders.public_url
        self._orders = orders
        self._listening = listening
        easy = {name.upper(): str(value) for name, value in EASY.items()}
        self._environment = {**UNLIMITED, **easy, "BLOB_STORE": str(BLOBS), **os.environ, **environment}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start_api(self, **environment: str) -> int:
        """Start the four APIs and wait until they are ready; gives the pid."""
        return self._start("api", str(self._listening.fileno()), environment=environment)

    def start_worker(self, **environment: str) -> int:
        """Start the four workers and wait until they are ready; gives the pid."""
        return self._start("worker", environment=environment)

    def start_checker(self, **environment: str) -> int:
        """Start a checker, for which this machine is the world; gives the pid."""
        here = {"CHECKER_ALLOW_LOOPBACK": "true", "CHECKER_CANARIES": "", "CHECKER_SHORTEST_GAP": "0"}
        return self._start("checker", environment=here | environment)

    def kill_checker(self) -> None:
        """End it by kill -9: no goodbye."""
        self._end("checker", kill=True)

    def kill_api(self) -> None:
        """End it by kill -9: no goodbye."""
        self._end("api", kill=True)

    def kill_worker(self) -> None:
        """End it by kill -9: no goodbye."""
        self._end("worker", kill=True)

    def stop_api(self) -> None:
        """Ask it to end, as Ctrl-C does, and wait."""
        self._end("api", kill=False)

    def stop_worker(self) -> None:
        """Ask it to end, as Ctrl-C does, and wait."""
        self._end("worker", kill=False)

    def stop(self) -> None:
        """End whatever runs, in the platform's order."""
        for role in ("checker", "api", "worker"):
            self._end(role, kill=False)

    def pid(self, role: str) -> int:
        """The pid of `api` or `worker`, which must be running."""
        return self._running[role].pid

    def client(self) -> httpx.AsyncClient:
        """A client on the API, over the network; the test closes it."""
        return httpx.AsyncClient(base_url=self.url, timeout=30)

    def _start(self, *arguments: str, environment: Mapping[str, str]) -> int:
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "constancia.child", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**self._environment, **environment},
            pass_fds=(self._listening.fileno(),),
            start_new_session=True,
        )
        self._running[arguments[0]] = process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(self._orders.line())
        process.stdin.flush()
        for line in process.stdout:
            if line == _READY:
                return process.pid
        message = f"the {arguments[0]} process ended with code {process.wait()} before it was ready"
        raise RuntimeError(message)

    def _end(self, role: str, *, kill: bool) -> None:
        process = self._running.pop(role, None)
        if process is None:
            return
        with process:  # closes the pipes and reaps
            process.kill() if kill else process.terminate()
            try:
                process.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


@contextmanager
def in_processes(orders: Orders, environment: Mapping[str, str] | None = None) -> Iterator[Processes]:
    """Both processes, started and ready, as long as the block."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        processes = Processes(replace(orders, public_url=url), listening, environment or {})
        try:
            processes.start_api()
            processes.start_worker()
            yield processes
        finally:
            processes.stop()
