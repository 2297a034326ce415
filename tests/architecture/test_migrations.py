"""The tables in code are those that the migrations make, in every service."""

import asyncio

import pytest

from constancia_db.migrations import check

SERVICES = ("commitments", "evidence", "consultation", "reporting")


@pytest.mark.parametrize("service", SERVICES)
async def test_the_migrations_make_the_tables_of_the_code(databases: dict[str, str], service: str) -> None:
    await asyncio.to_thread(check, databases[service], service)
