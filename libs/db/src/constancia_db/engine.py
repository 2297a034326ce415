"""The connection to a service's own PostgreSQL."""

import time
from typing import Any, Final

from pydantic import SecretStr
from sqlalchemy import MetaData, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_IDLE_SECONDS: Final = 20.0
"""So long a connection is trusted without a word; firewalls and proxies forget idle ones after minutes."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_metadata() -> MetaData:
    """Tables of one service, with every constraint named, so that a migration can name it too."""
    return MetaData(naming_convention=NAMING)


def create_engine(database_url: SecretStr, *, pool: int, name: str, search_path: str | None = None) -> AsyncEngine:
    """A pool of at most `pool` connections, shown in `pg_stat_activity` as `name`. Connects on first use.

    `search_path`: the schemas in which names without one are looked for; the database's own by default.
    """
    settings = {"application_name": name, "timezone": "UTC"} | ({"search_path": search_path} if search_path else {})
    engine = create_async_engine(
        driver_url(database_url.get_secret_value()),
        pool_size=pool,
        max_overflow=0,
        pool_timeout=10,
        hide_parameters=True,
        connect_args={"server_settings": settings, "timeout": 10},
    )
    event.listen(engine.sync_engine.pool, "checkin", _note)
    event.listen(engine.sync_engine.pool, "checkout", _vouch)
    return engine


def _note(_connection: Any, record: Any) -> None:
    record.info["idle_since"] = time.monotonic()


def _vouch(connection: Any, record: Any, _proxy: Any) -> None:
    """Give out only a connection that lives; the pool makes another for one that this refuses.

    SQLAlchemy's own `pool_pre_ping` begins a transaction to ask, three round trips for each use: a quarter of the time
    of a short request. The driver knows by itself when the server has closed a connection, so only one that has been
    idle for long is asked.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError
    if time.monotonic() - record.info.get("idle_since", float("inf")) > _IDLE_SECONDS:
        try:
            connection.ping()
        except connection.dbapi.Error as cause:
            raise DisconnectionError from cause


def driver_url(database_url: str) -> str:
    """The address with SQLAlchemy's name of the driver in it."""
    return f"postgresql+asyncpg://{database_url.partition('://')[2]}"


def plain_url(database_url: str) -> str:
    """The address as PostgreSQL's own tools and asyncpg write it."""
    return f"postgresql://{database_url.partition('://')[2]}"
