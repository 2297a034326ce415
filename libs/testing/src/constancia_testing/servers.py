"""The servers of a test session: embedded ones in a folder of the session, those of the environment, or containers."""

import secrets
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from constancia_db.migrations import upgrade
from constancia_embedded import provisioning
from constancia_embedded.servers import SERVICES, running_nats, running_postgres

_QUICK = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "256MB"}
"""A test server may lose all in a power cut; against kill -9 of a process these change nothing."""


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the servers of this session are. `nats_urls` has every service's user, and `admin`."""

    admin_url: str
    nats_urls: Mapping[str, str]


@contextmanager
def running(folder: Path, environment: Mapping[str, str]) -> Iterator[Servers]:
    """Both servers, as long as the block."""
    with (
        running_postgres(folder, environment, settings=_QUICK) as admin_url,
        running_nats(folder, environment, with_admin=True) as nats_urls,
    ):
        yield Servers(admin_url, nats_urls)


@contextmanager
def contained() -> Iterator[dict[str, str]]:
    """PostgreSQL and NATS in containers, as an environment that names them. Needs `constancia-testing[containers]`."""
    with ExitStack() as stack:
        postgres = import_module("testcontainers.postgres").PostgresContainer("postgres:18", driver=None)
        bus = import_module("testcontainers.nats").NatsContainer("nats:2", jetstream=True)
        stack.enter_context(postgres)
        stack.enter_context(bus)
        yield {"DATABASE_URL": postgres.get_connection_url(), "NATS_URL": bus.nats_uri()}


class Templates:
    """One migrated database per service, of which every test gets copies: migrating takes long, copying does not."""

    def __init__(self, admin_url: str) -> None:
        self._admin_url = admin_url
        self._run = secrets.token_hex(4)
        self._passwords: dict[str, str] = {}

    def fresh(self, services: tuple[str, ...] = SERVICES) -> dict[str, str]:
        """New databases for a test: their addresses by service, each for a role that enters no other's."""
        for service in services:
            if service not in self._passwords and find_spec(service) is not None:
                self._make(service)
        test = secrets.token_hex(4)
        with ThreadPoolExecutor(len(services)) as threads:
            return dict(zip(services, threads.map(lambda service: self._copy(service, test), services), strict=True))

    def drop(self, databases: Mapping[str, str]) -> None:
        """Remove the databases of a test, whoever still uses them."""
        names = tuple(url.partition("?")[0].rpartition("/")[2] for url in databases.values())
        provisioning.drop_all(self._admin_url, databases=names)

    def close(self) -> None:
        """Remove the templates and their roles."""
        names = tuple(self._name(service) for service in self._passwords)
        provisioning.drop_all(self._admin_url, databases=names, roles=names)

    def _make(self, service: str) -> None:
        password = secrets.token_urlsafe(16)
        urls = provisioning.provision_all(self._admin_url, {self._name(service): password})
        self._passwords[service] = password
        with ThreadPoolExecutor(1) as thread:  # it runs a loop of its own, which this thread may be in already
            thread.submit(upgrade, urls[self._name(service)], service).result()

    def _copy(self, service: str, test: str) -> str:
        role, database = self._name(service), f"{self._name(service)}_{test}"
        provisioning.copy_one(self._admin_url, template=role, name=database, owner=role)
        return provisioning.address(self._admin_url, role=role, password=self._passwords[service], database=database)

    def _name(self, service: str) -> str:
        return f"constancia_test_{service}_{self._run}"
