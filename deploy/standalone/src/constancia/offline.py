"""The databases for the moment of one command, whether the platform runs or not."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from constancia.platform import claimed, migrate
from constancia.refusals import Refused
from constancia_embedded import postgres
from constancia_embedded.servers import provisioned, running_postgres

_PATIENCE_SECONDS = 30.0
NO_PLATFORM = "There is no platform in {data}; name its folder with --data or CONSTANCIA_DATA"


@contextmanager
def databases_of(data: Path, *, new: bool = False) -> Iterator[dict[str, str]]:
    """The database address by service. A stopped platform's PostgreSQL is started, migrated, and stopped afterwards.

    `new` makes a platform where there is none. Raises Refused, ServerUnusable.
    """
    named = bool(os.environ.get("DATABASE_URL"))
    if not (new or (data / "lock").exists()):
        _look_for_a_platform(data)
    with ExitStack() as stack:
        try:
            stack.enter_context(claimed(data))
            alone = True
            if not new:
                _look_for_a_platform(data)
        except Refused as refusal:
            if not isinstance(refusal.__cause__, BlockingIOError):
                raise
            alone = False
            if not named:
                _await_postgres(data)
        admin_url = stack.enter_context(running_postgres(data, os.environ, keep=not alone))
        databases = provisioned(data, admin_url)
        if alone:
            migrate(databases)
        yield databases


def _look_for_a_platform(data: Path) -> None:
    """A mistyped folder must not become an empty platform, nor give new passwords to the roles of another."""
    if not any((data / kept).exists() for kept in ("secrets.json", "postgres")):
        raise Refused(NO_PLATFORM, data=data)


def _await_postgres(data: Path) -> None:
    """The platform holds the folder, but may be at its very start."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not postgres.is_running(data / "postgres"):
        if time.monotonic() > deadline:
            raise Refused("Constancia holds {data} but its PostgreSQL does not run", data=data)
        time.sleep(0.1)
