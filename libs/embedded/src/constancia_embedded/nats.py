"""A NATS of one's own below a folder: JetStream that fsyncs before it acknowledges, few rights per service."""

import json
import socket
import subprocess
import sysconfig
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil

from constancia_embedded.errors import ServerUnusable
from constancia_embedded.leftovers import end, ours
from constancia_embedded.passwords import write_private

_HOST = "127.0.0.1"
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class User:
    """Who may connect, and the subjects that they may publish and subscribe to."""

    name: str
    password: str
    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nats:
    """A running server."""

    folder: Path
    port: int
    users: Mapping[str, User]
    process: "subprocess.Popen[bytes]"

    def url(self, user: str) -> str:
        """Where `user` connects to, with the password."""
        return f"nats://{quote(user)}:{quote(self.users[user].password)}@{_HOST}:{self.port}"

    def lives(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def stop(self, *, within: float = 5) -> None:
        """Stop it; past `within` seconds it is killed. Acknowledged messages are on the disk either way."""
        self.process.terminate()
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def service_user(service: str, password: str) -> User:
    """The rights of one service: publish its own events, read everybody's, answer requests that are meant for it."""
    stream = f"EV_{service.upper()}"
    own = tuple(
        f"STREAM.{act}.{stream}" for act in ("CREATE", "UPDATE", "DELETE")
    )  # a copy that lost its head is remade
    api = ("INFO", *own, "STREAM.INFO.>", "STREAM.MSG.GET.>")
    return User(
        name=service,
        password=password,
        publish=(
            f"ev.{service}.>",
            f"sig.{service}",
            "rq.>",
            "_INBOX.>",
            *(f"$JS.API.{call}" for call in api),
            "$JS.API.DIRECT.GET.>",
            "$JS.API.CONSUMER.>",
            "$JS.ACK.>",
            "$JS.FC.>",
        ),
        subscribe=("_INBOX.>", f"rq.{service}.>", "sig.>"),
    )


def admin_user(password: str) -> User:
    """A user that may do everything: for tests and repairs, never for a service."""
    return User(name="admin", password=password, publish=(">",), subscribe=(">",))


def start(folder: Path, users: list[User], *, port: int | None = None, within: float = 20) -> Nats:
    """Start the server of `folder`, in place of one that an earlier run left there. Blocks. Raises ServerUnusable.

    On `port` and no other if it is given; else on the port of the last time, or a free one when that is taken.
    """
    folder = folder.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        _end_leftover(folder, within)
        return _launch(folder, users, port, within)
    except (OSError, psutil.Error) as cause:
        raise ServerUnusable(f"NATS does not start in {folder}: {cause}") from cause


def _launch(folder: Path, users: list[User], wished: int | None, within: float) -> Nats:
    remembered = folder / "port"
    port = wished or _free_port(int(remembered.read_text("utf-8")) if remembered.exists() else 0)
    for _ in range(_ATTEMPTS if wished is None else 1):
        name = f"constancia-{folder.stat().st_ino}-{port}"
        write_private(folder / "nats.conf", _config(folder, users, port, name))
        with (folder / "nats.stderr").open("wb") as stderr:
            process = subprocess.Popen(  # noqa: S603 - our own program with our own file
                [_program(), "--config", str(folder / "nats.conf")],
                stdin=subprocess.DEVNULL,
                stdout=stderr,
                stderr=stderr,
                start_new_session=True,  # Ctrl-C in a terminal must not reach it before its clients are gone
            )
        if _answers(process, folder, port, name, within):
            remembered.write_text(str(port), "utf-8")
            return Nats(folder=folder, port=port, users={user.name: user for user in users}, process=process)
        port = _free_port(0)  # somebody took it between our look and its start
    raise ServerUnusable(f"NATS does not start in {folder}: {_last_words(folder)}")


def _last_words(folder: Path) -> str:
    """What the server said last: on its standard error until it has read its configuration, then in its log."""
    for file in (folder / "nats.stderr", folder / "nats.log"):
        lines = file.read_text("utf-8", errors="replace").split("\n") if file.exists() else []
        if said := [line.strip() for line in lines if line.strip()]:
            return said[-1]
    return "it ended without a word"


def _answers(process: "subprocess.Popen[bytes]", folder: Path, port: int, name: str, within: float) -> bool:
    """Wait until our server, by its name, greets on the port. False when it ended instead."""
    deadline = time.monotonic() + within
    while process.poll() is None:
        try:
            with (
                socket.create_connection((_HOST, port), timeout=1) as connection,
                connection.makefile("rb") as greeting,
            ):
                if json.loads(greeting.readline().removeprefix(b"INFO ")).get("server_name") == name:
                    return True
        except (OSError, ValueError):
            pass  # not yet there, or somebody else's: the deadline settles it
        if time.monotonic() > deadline:
            process.kill()
            process.wait()
            raise ServerUnusable(f"NATS did not answer on port {port} within {within:g} seconds: {_last_words(folder)}")
        time.sleep(0.02)
    return False


def _end_leftover(folder: Path, within: float) -> None:
    server = ours(folder / "nats.pid", program="nats-server", names=folder / "nats.conf")
    if server is not None:
        end(server, within=within)


def _free_port(wished: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free for a server
        try:
            probe.bind((_HOST, wished))
        except OSError:
            probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _program() -> str:
    program = Path(sysconfig.get_path("scripts")) / "nats-server"
    if not program.exists():
        raise ServerUnusable(f"The program nats-server is not installed at {program}")
    return str(program)


def _config(folder: Path, users: list[User], port: int, name: str) -> str:
    """The server's configuration: its format takes JSON. By default it would acknowledge before it fsyncs."""
    config = {
        "server_name": name,
        "listen": f"{_HOST}:{port}",
        "pid_file": str(folder / "nats.pid"),
        "log_file": str(folder / "nats.log"),
        "logfile_size_limit": 16 * 1024**2,
        "logfile_max_num": 3,
        "jetstream": {"store_dir": str(folder), "sync_interval": "always"},
        "authorization": {
            "users": [
                {
                    "user": user.name,
                    "password": user.password,
                    "permissions": {"publish": list(user.publish), "subscribe": list(user.subscribe)},
                }
                for user in users
            ]
        },
    }
    return json.dumps(config, ensure_ascii=False, indent=1)  # it refuses \\u escapes
