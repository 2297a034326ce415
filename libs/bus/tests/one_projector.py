"""A projector in a process of its own, to be killed: `python one_projector.py DATABASE_URL NATS_URL`."""

import asyncio
import sys

from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.projection import Projection, Projector
from constancia_bus.streams import Bus
from constancia_db.engine import create_engine
from constancia_events.consultation import CommentReceived
from constancia_events.event import Recorded

COUNT = text("insert into tally values (:stream, 1) on conflict (stream) do update set n = tally.n + 1")
SEE = text("insert into seen (pos, stream, version) values (:pos, :stream, :version)")


async def received(connection: AsyncConnection, _event: CommentReceived, recorded: Recorded) -> None:
    await connection.execute(COUNT, {"stream": recorded.stream})
    row = {"pos": recorded.position, "stream": recorded.stream, "version": recorded.version}
    await connection.execute(SEE, row)


async def main(database_url: str, nats_url: str) -> None:
    engine = create_engine(SecretStr(database_url), pool=2, name="projector")
    bus = await Bus.connect(SecretStr(nats_url), name="projector")
    heard = Projection(name="tally", version=1, source="consultation", handlers={CommentReceived: received})
    await Projector(heard, engine, bus).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
