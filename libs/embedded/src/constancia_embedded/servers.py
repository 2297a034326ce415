"""Which servers the platform uses: those that DATABASE_URL and NATS_URL name, else embedded ones below a folder."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from constancia_embedded import nats, postgres, provisioning
from constancia_embedded.passwords import Passwords

SERVICES = ("commitments", "evidence", "consultation", "reporting")


@dataclass(slots=True)
class Standing:
    """An embedded server and how to start it again, at the same address; both are None when the environment names one.

    `addresses` by user.
    """

    name: str
    addresses: Mapping[str, str]
    server: postgres.Postgres | nats.Nats | None = None
    start: Callable[[], postgres.Postgres | nats.Nats] | None = None

    def fell(self) -> bool:
        """Whether it was ours, ran, and does not run any more."""
        return self.server is not None and not self.server.lives()

    def begin_again(self) -> None:
        """Start it again with its data, address and passwords. Raises ServerUnusable. Blocks."""
        if self.start is not None:
            self.server = self.start()

    def stop(self) -> None:
        """Stop it, if it is ours."""
        if self.server is not None:
            self.server.stop()


@contextmanager
def running_postgres(
    data: Path, environment: Mapping[str, str], *, settings: Mapping[str, str] | None = None, keep: bool = False
) -> Iterator[str]:
    """The superuser's address, while a server runs there: the one of DATABASE_URL, or the embedded one.

    `keep` leaves an embedded server that ran before running afterwards. Raises ServerUnusable. Blocks.
    """
    with standing_postgres(data, environment, settings=settings, keep=keep) as standing:
        yield standing.addresses[postgres.SUPERUSER]


@contextmanager
def running_nats(data: Path, environment: Mapping[str, str], *, with_admin: bool = False) -> Iterator[dict[str, str]]:
    """The address by user, while a server runs: NATS_URL for every user, or the embedded one with a user per service.

    Raises ServerUnusable. Blocks.
    """
    with standing_nats(data, environment, with_admin=with_admin) as standing:
        yield dict(standing.addresses)


@contextmanager
def standing_postgres(
    data: Path, environment: Mapping[str, str], *, settings: Mapping[str, str] | None = None, keep: bool = False
) -> Iterator[Standing]:
    """As `running_postgres`, for who wants to start it again when it falls."""
    named = environment.get("DATABASE_URL")
    if named:
        yield Standing("PostgreSQL", {postgres.SUPERUSER: plain(named)})
        return

    def start() -> postgres.Postgres:
        return postgres.start(data / "postgres", settings=settings)

    ran_before = keep and postgres.is_running(data / "postgres")
    server = start()
    standing = Standing("PostgreSQL", {postgres.SUPERUSER: server.admin_url}, server, start)
    try:
        yield standing
    finally:
        if not ran_before:
            standing.stop()


@contextmanager
def standing_nats(data: Path, environment: Mapping[str, str], *, with_admin: bool = False) -> Iterator[Standing]:
    """As `running_nats`, for who wants to start it again when it falls."""
    named = environment.get("NATS_URL")
    if named:
        yield Standing("NATS", dict.fromkeys((*SERVICES, "admin"), named))
        return
    passwords = Passwords(data / "secrets.json")
    users = [nats.service_user(service, passwords.of(f"nats/{service}")) for service in SERVICES]
    if with_admin:
        users.append(nats.admin_user(passwords.of("nats/admin")))
    server = nats.start(data / "nats", users)

    def start() -> nats.Nats:
        return nats.start(data / "nats", users, port=server.port)

    standing = Standing("NATS", {user.name: server.url(user.name) for user in users}, server, start)
    try:
        yield standing
    finally:
        standing.stop()


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
