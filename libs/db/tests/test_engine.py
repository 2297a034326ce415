import asyncio

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from constancia_db.engine import create_engine, driver_url, plain_url
from constancia_testing.servers import Servers

ADDRESS = "role:pass@host:5432/db?x=1"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg", "postgresql+psycopg"])
def test_an_address_is_understood_however_its_scheme_is_written(scheme: str) -> None:
    assert driver_url(f"{scheme}://{ADDRESS}") == f"postgresql+asyncpg://{ADDRESS}"
    assert plain_url(f"{scheme}://{ADDRESS}") == f"postgresql://{ADDRESS}"


async def test_an_engine_shows_neither_password_nor_parameters() -> None:
    engine = create_engine(SecretStr(f"postgresql://{ADDRESS}"), pool=1, name="test")
    assert "pass" not in repr(engine).replace("***", "")
    assert engine.sync_engine.hide_parameters
    await engine.dispose()


async def test_a_connection_that_the_server_ended_is_not_given_out(servers: Servers) -> None:
    engine = create_engine(SecretStr(servers.admin_url), pool=1, name="test")
    async with engine.connect() as connection:
        first = await connection.scalar(text("select pg_backend_pid()"))
    ender = create_engine(SecretStr(servers.admin_url), pool=1, name="ender")
    async with ender.connect() as connection:
        await connection.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": first})
    await asyncio.sleep(0)  # the loop reads that the server has hung up
    async with engine.connect() as connection:
        assert await connection.scalar(text("select pg_backend_pid()")) != first
    await engine.dispose()
    await ender.dispose()


async def test_a_connection_that_was_idle_for_long_is_asked_before_it_is_given_out(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(SecretStr(servers.admin_url), pool=1, name="test")
    async with engine.connect() as connection:
        first = await connection.scalar(text("select pg_backend_pid()"))
    monkeypatch.setattr("constancia_db.engine._IDLE_SECONDS", -1.0)
    async with engine.connect() as connection:
        assert await connection.scalar(text("select pg_backend_pid()")) == first
    await engine.dispose()
