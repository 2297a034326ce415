"""`constancia rebuild`: a read model of reporting anew from the log, while the old one serves."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

import asyncpg
import typer

from constancia.offline import databases_of
from constancia.refusals import Refused
from constancia.terminal import Terminal, bars, told

NO_MODEL: Final = "There is no read model {name}; there are {known}"
KEPT: Final = "No worker has begun yet; it will, as soon as one runs"
REBUILT: Final = "{name} is rebuilt from {events} events"
FAILED: Final = "{name} could not be rebuilt, and stays as it was: {why}"
_BEGIN_SECONDS: Final = 15.0
_LOOK_SECONDS: Final = 0.5
_ASK: Final = "insert into projection_rebuilds (name) values ($1) returning id"
_LOOK: Final = "select state, done, total, error from projection_rebuilds where id = $1"


@told
def rebuild(
    name: Annotated[str, typer.Argument(help="Of the read model, as record.")],
    data: Annotated[
        Path, typer.Option(envvar="CONSTANCIA_DATA", help="Folder for all that the platform keeps.")
    ] = Path("var"),
) -> None:
    """Build a read model anew from the log; pages are served from the old one until the new one takes its place."""
    from reporting.subscriptions import PROJECTIONS  # noqa: PLC0415 - takes a moment

    known = [one.name for one in PROJECTIONS]
    if name not in known:
        raise Refused(NO_MODEL, name=name, known=", ".join(known))
    terminal = Terminal()
    with databases_of(data.resolve()) as databases, bars(terminal) as bar:
        ended = asyncio.run(_asked(databases["reporting"], name, bar("Events")))
    if ended is None:
        terminal.answer(KEPT)
    elif ended["state"] == "failed":
        raise Refused(FAILED, name=name, why=ended["error"])
    else:
        terminal.answer(REBUILT, name=name, events=ended["done"])


async def _asked(database_url: str, name: str, step: Callable[[int, int], None]) -> Any:
    """Ask for it and look until it has ended; None while no worker begins."""
    connection = await asyncpg.connect(database_url)
    try:
        asked = await connection.fetchval(_ASK, name)
        begun_by = time.monotonic() + _BEGIN_SECONDS
        while True:
            row = await connection.fetchrow(_LOOK, asked)
            step(row["done"], row["total"])
            if row["state"] in {"done", "failed"}:
                return row
            if row["state"] == "waiting" and time.monotonic() > begun_by:
                return None
            await asyncio.sleep(_LOOK_SECONDS)
    finally:
        await connection.close()
