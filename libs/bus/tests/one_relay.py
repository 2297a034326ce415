"""A relay in a process of its own, to be killed: `python one_relay.py DATABASE_URL NATS_URL`."""

import asyncio
import sys

from pydantic import SecretStr

from constancia_bus.relay import Relay
from constancia_bus.streams import Bus
from constancia_db.engine import create_engine


async def main(database_url: str, nats_url: str) -> None:
    engine = create_engine(SecretStr(database_url), pool=2, name="relay")
    bus = await Bus.connect(SecretStr(nats_url), name="relay")
    await Relay(service="consultation", engine=engine, bus=bus, max_bytes=64 * 1024**2, replicas=1).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
