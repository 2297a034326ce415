"""The connection to a service's own PostgreSQL."""

from pydantic import SecretStr
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

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


def create_engine(database_url: SecretStr, *, pool: int, name: str) -> AsyncEngine:
    """A pool of at most `pool` connections, shown in `pg_stat_activity` as `name`. Connects on first use."""
    return create_async_engine(
        driver_url(database_url.get_secret_value()),
        pool_size=pool,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"server_settings": {"application_name": name, "timezone": "UTC"}, "timeout": 10},
    )


def driver_url(database_url: str) -> str:
    """The address with SQLAlchemy's name of the driver in it."""
    return f"postgresql+asyncpg://{database_url.partition('://')[2]}"


def plain_url(database_url: str) -> str:
    """The address as PostgreSQL's own tools and asyncpg write it."""
    return f"postgresql://{database_url.partition('://')[2]}"
