"""Which servers the platform uses: those that DATABASE_URL and NATS_URL name, else embedded ones below a folder."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from constancia_embedded import nats, postgres, provisioning
from constancia_embedded.passwords import Passwords

SERVICES = ("commitments", "evidence", "consultation", "reporting")


@contextmanager
def running_postgres(
    data: Path, environment: Mapping[str, str], *, settings: Mapping[str, str] | None = None, keep: bool = False
) -> Iterator[str]:
    """The superuser's address, while a server runs there: the one of DATABASE_URL, or the embedded one.

    `keep` leaves an embedded server that ran before running afterwards. Raises ServerUnusable. Blocks.
    """
    named = environment.get("DATABASE_URL")
    if named:
        yield plain(named)
        return
    ran_before = keep and postgres.is_running(data / "postgres")
    server = postgres.start(data / "postgres", settings=settings)
    try:
        yield server.admin_url
    finally:
        if not ran_before:
            server.stop()


@contextmanager
def running_nats(data: Path, environment: Mapping[str, str], *, with_admin: bool = False) -> Iterator[dict[str, str]]:
    """The address by user, while a server runs: NATS_URL for every user, or the embedded one with a user per service.

    Raises ServerUnusable. Blocks.
    """
    named = environment.get("NATS_URL")
    if named:
        yield dict.fromkeys((*SERVICES, "admin"), named)
        return
    passwords = Passwords(data / "secrets.json")
    users = [nats.service_user(service, passwords.of(f"nats/{service}")) for service in SERVICES]
    if with_admin:
        users.append(nats.admin_user(passwords.of("nats/admin")))
    server = nats.start(data / "nats", users)
    try:
        yield {user.name: server.url(user.name) for user in users}
    finally:
        server.stop()


def provisioned(data: Path, admin_url: str) -> dict[str, str]:
    """The database address of every service, made with its role if it was missing. Raises ServerUnusable. Blocks."""
    passwords = Passwords(data / "secrets.json")
    names = {f"constancia_{service}": passwords.of(f"postgres/{service}") for service in SERVICES}
    urls = provisioning.provision_all(admin_url, names)
    return {service: urls[f"constancia_{service}"] for service in SERVICES}


def plain(database_url: str) -> str:
    """The address as asyncpg writes it: without the name of a driver."""
    scheme, found, rest = database_url.partition("://")
    return f"postgresql://{rest}" if found and scheme.startswith("postgres") else database_url
