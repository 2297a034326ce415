"""One database and one role per service on a PostgreSQL server, and nobody else let in."""

import asyncio
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from constancia_embedded.blocking import finish
from constancia_embedded.errors import ServerUnusable


async def provision(admin_url: str, *, name: str, password: str) -> str:
    """Make the role and the database `name` if they are missing; give the address by which the role reaches it.

    Safe to run again. A role that knows another password (its file was lost) gets this one. Raises ServerUnusable.
    """
    url = address(admin_url, role=name, password=password, database=name)
    try:
        admin = await asyncpg.connect(admin_url, timeout=10)
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as cause:
        raise ServerUnusable(f"PostgreSQL at {shown(admin_url)} cannot be reached: {cause}") from cause
    try:
        await _role(admin, name, password)
        await _database(admin, name)
        if not await _lets_in(url):
            await admin.execute(f"alter role {_name(name)} login password {_text(password)}")
    except asyncpg.PostgresError as cause:
        raise ServerUnusable(f"PostgreSQL at {shown(admin_url)} does not let us prepare {name}: {cause}") from cause
    finally:
        await admin.close()
    return url


async def _role(admin: "asyncpg.Connection[asyncpg.Record]", name: str, password: str) -> None:
    if not await admin.fetchval("select exists (select from pg_roles where rolname = $1)", name):
        await admin.execute(f"create role {_name(name)} login password {_text(password)}")
    if not await admin.fetchval("select rolsuper from pg_roles where rolname = current_user"):
        await admin.execute(f"grant {_name(name)} to current_user")  # else it may not give the role a database


async def _database(admin: "asyncpg.Connection[asyncpg.Record]", name: str) -> None:
    if not await admin.fetchval("select exists (select from pg_database where datname = $1)", name):
        await admin.execute(f"create database {_name(name)} owner {_name(name)} encoding 'UTF8' template template0")
    await admin.execute(f"revoke all on database {_name(name)} from public")


async def _lets_in(url: str) -> bool:
    try:
        await (await asyncpg.connect(url, timeout=10)).close()
    except asyncpg.InvalidAuthorizationSpecificationError:
        return False
    return True


def copy_one(admin_url: str, *, template: str, name: str, owner: str) -> None:
    """Make the database `name` as a copy of `template`, which nobody may be using, closed to the public. Blocks."""
    finish(
        _execute(
            admin_url,
            f"create database {_name(name)} template {_name(template)} owner {_name(owner)}",
            f"revoke all on database {_name(name)} from public",
        )
    )


def drop_all(admin_url: str, *, databases: tuple[str, ...] = (), roles: tuple[str, ...] = ()) -> None:
    """Remove databases, cutting their sessions, and then roles. What is not there is no error. Blocks."""
    finish(
        _execute(
            admin_url,
            *(f"drop database if exists {_name(name)} with (force)" for name in databases),
            *(f"drop role if exists {_name(name)}" for name in roles),
        )
    )


async def _execute(admin_url: str, *commands: str) -> None:
    admin = await asyncpg.connect(admin_url, timeout=10)
    try:
        for command in commands:
            await admin.execute(command)
    finally:
        await admin.close()


def address(admin_url: str, *, role: str, password: str, database: str) -> str:
    """The address of the same server for another role and database."""
    parts = urlsplit(admin_url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(
        ("postgresql", f"{quote(role)}:{quote(password)}@{place}", f"/{quote(database)}", parts.query, "")
    )


def shown(url: str) -> str:
    """An address without its password, for messages."""
    parts = urlsplit(url)
    user, at, place = parts.netloc.rpartition("@")
    return urlunsplit((parts.scheme, f"{user.partition(':')[0]}{at}{place}", parts.path, parts.query, ""))


def provision_all(admin_url: str, names: dict[str, str]) -> dict[str, str]:
    """Provision several databases, `{name: password}`, at once; give their addresses by name. Blocks."""

    async def all_of_them() -> list[str]:
        return await asyncio.gather(*(provision(admin_url, name=n, password=p) for n, p in names.items()))

    return dict(zip(names, finish(all_of_them()), strict=True))


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
