import pytest
from pydantic import SecretStr

from constancia_db.engine import create_engine, driver_url, plain_url

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
