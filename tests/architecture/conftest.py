"""The deployment as it is committed, with its variables filled in; and its gateway, run by this machine's nginx."""

import os
import pwd
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml

from constancia_embedded.servers import SERVICES

Compose = dict[str, Any]
RunGateway = Callable[[Mapping[str, int]], AbstractContextManager[str]]

SECRETS = {
    "POSTGRES_PASSWORD": "of-the-superuser",
    "CONSULTATION_SECRET": "12e3-of-the-consultation-and-of-nothing-else",
    **{
        f"{service.upper()}_{of}_PASSWORD": f"12e3-{service}-{of}"
        for service in SERVICES
        for of in ("DATABASE", "NATS")
    },
}
"""Made up; they begin like numbers, for NATS would take 12e3 as one."""

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")


class Missing(Exception):
    """A variable that must be set is not."""


def interpolated(text: str, environment: Mapping[str, str]) -> str:
    """`text` with its variables as Compose fills them in. Raises Missing as Compose refuses to start."""

    def value(found: re.Match[str]) -> str:
        given = environment.get(found["name"], "")
        if not given and found["kind"] == "?":
            raise Missing(found["name"])
        return given or (found["rest"] if found["kind"] == "-" else "") or ""

    return _VARIABLE.sub(value, text)


@pytest.fixture(scope="session")
def project(pytestconfig: pytest.Config) -> Path:
    """The top of the project."""
    return pytestconfig.rootpath


@pytest.fixture(scope="session")
def compose(project: Path) -> Compose:
    """The file with made-up secrets and every default."""
    text = (project / "docker-compose.yml").read_text()
    made: Compose = yaml.safe_load(interpolated(text, SECRETS))
    return made


def committed(file: Path, made: str) -> None:
    """Assert that a committed file is what the code makes; write it when RENEW is set (`make openapi` does)."""
    if os.environ.get("RENEW"):
        file.write_text(made)
    assert file.read_text() == made, f"{file} is not what the code makes; RENEW=1 writes it"


@pytest.fixture(scope="session", name="committed")
def _committed() -> Callable[[Path, str], None]:
    return committed


@pytest.fixture
def run_gateway(project: Path, compose: Compose) -> RunGateway:
    """Run the gateway in front of services on ports of 127.0.0.1; gives its origin. Skips where there is no nginx."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    files = {mount["target"]: project / compose["configs"][mount["source"]]["file"] for mount in _mounts(compose)}
    return partial(_gateway, program, files)


def _mounts(compose: Compose) -> list[dict[str, str]]:
    mounts: list[dict[str, str]] = compose["services"]["gateway"]["configs"]
    return mounts


@contextmanager
def _gateway(program: str, files: Mapping[str, Path], ports: Mapping[str, int]) -> Iterator[str]:
    with TemporaryDirectory(prefix="gateway-") as root, socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
        for target, source in files.items():
            file = Path(f"{root}{target}")
            file.parent.mkdir(parents=True, exist_ok=True)
            text = source.read_text()
            file.write_text(_here(text, Path(root), port, ports) if "/etc/" in target else text)
        (Path(root) / "tmp").mkdir()
        (Path(root) / "dev").mkdir()
        probe.close()
        user = pwd.getpwuid(os.geteuid()).pw_name  # or root's nginx would step down to somebody who may not read this
        config = f"{root}/etc/nginx/nginx.conf"
        command = [program, "-p", root, "-c", config, "-e", f"{root}/errors", "-g", f"daemon off; user {user};"]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            try:
                _await_port(port)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()


def _here(text: str, root: Path, port: int, ports: Mapping[str, int]) -> str:
    """The configuration for this machine: other places and ports, and no names to resolve (nginx can from 1.27.3)."""
    for service, there in ports.items():
        text = text.replace(f"server {service}-api:8000 resolve;", f"server 127.0.0.1:{there};")
    text = re.sub(r"^ *resolver .*$", "", text, flags=re.MULTILINE)
    text = text.replace("listen 8080 ", f"listen 127.0.0.1:{port} ")
    return re.sub(r"(?<=[ :])/(?=(tmp|usr/share|dev)/)", f"{root}/", text)


def _await_port(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, "nginx did not listen in time"
            time.sleep(0.02)
        else:
            return
