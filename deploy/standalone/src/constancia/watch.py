"""Begins an embedded server again when it falls, at the same address: its clients come back by themselves."""

import asyncio

from constancia.processes import Say
from constancia.refusals import Refused
from constancia_embedded.errors import ServerUnusable
from constancia_embedded.servers import Standing

_LOOK_SECONDS = 0.5
_STEADY_SECONDS = 10.0
_TRIES = 3

BEGUN_AGAIN = "{name} fell and was started again"
NEVER_AGAIN = "{name} fell and does not start again: {why}"
FALLS_AGAIN = "{name} falls as soon as it is started"


async def watch(server: Standing, say: Say) -> None:
    """Watch until cancelled. Raises Refused after three starts in a row that failed or lasted only seconds."""
    loop, refusal = asyncio.get_running_loop(), None
    tries, tried = 0, loop.time()
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        if not server.fell():
            continue
        if loop.time() - tried > _STEADY_SECONDS:
            tries = 0
        if tries == _TRIES:
            raise refusal or Refused(FALLS_AGAIN, name=server.name)
        tries, refusal = tries + 1, None
        try:
            await _start(server)
        except ServerUnusable as cause:
            refusal = Refused(NEVER_AGAIN, name=server.name, why=cause)
        else:
            say(BEGUN_AGAIN, name=server.name)
        tried = loop.time()


async def _start(server: Standing) -> None:
    """In a thread; to its end even when we are cancelled, so that whoever stops the server finds it."""
    starting = asyncio.ensure_future(asyncio.to_thread(server.begin_again))
    try:
        await asyncio.shield(starting)
    except asyncio.CancelledError:
        await asyncio.gather(starting, return_exceptions=True)
        raise
