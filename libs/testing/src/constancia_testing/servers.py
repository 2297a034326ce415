"""The servers of a test session: embedded ones in a folder of the session, those of the environment, or containers."""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from constancia_db.migrations import upgrade
from constancia_embedded import provisioning
from constancia_embedded.servers import SERVICES, running_nats, running_postgres

REGISTRY = "commitments"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A plan file that the registry of a test begins with, sent by the point of contact at an instant (aware)."""

    document: bytes
    at: datetime

    @property
    def name(self) -> str:
        """What tells its template from others."""
        return hashlib.sha256(self.at.isoformat().encode() + self.document).hexdigest()[:8]


class Templates:
    """One migrated database per service, of which every test gets copies: migrating takes long, copying does not.

    So does loading a plan: a registry that has taken one is kept for copies as well. `load` takes it into a database
    of the registry at an address, and leaves no session behind.
    """

    def __init__(self, admin_url: str, load: Callable[[str, Loaded], None] | None = None) -> None:
        self._admin_url = admin_url
        self._load = load
        self._run = secrets.token_hex(4)
        self._passwords: dict[str, str] = {}
        self._with_plan: dict[str, str] = {}

    def fresh(self, services: tuple[str, ...] = SERVICES, *, loaded: Loaded | None = None) -> dict[str, str]:
        """New databases for a test: their addresses by service, each for a role that enters no other's.

        With `loaded` the registry has taken that plan, and nobody has heard of it yet: its events are still staged.
        """
        for service in services:
            if service not in self._passwords and find_spec(service) is not None:
                self._make(service)
        templates = {service: self._name(service) for service in services}
        if loaded is not None:
            templates[REGISTRY] = self._with_plan.get(loaded.name) or self._make_with_plan(loaded)
        test = secrets.token_hex(4)

        def copy(service: str) -> str:
            return self._copy(service, templates[service], f"{self._name(service)}_{test}")

        with ThreadPoolExecutor(len(services)) as threads:
            return dict(zip(services, threads.map(copy, services), strict=True))

    def drop(self, databases: Mapping[str, str]) -> None:
        """Remove the databases of a test, whoever still uses them."""
        names = tuple(url.partition("?")[0].rpartition("/")[2] for url in databases.values())
        provisioning.drop_all(self._admin_url, databases=names)

    def close(self) -> None:
        """Remove the templates and their roles."""
        names = tuple(self._name(service) for service in self._passwords)
        provisioning.drop_all(self._admin_url, databases=(*self._with_plan.values(), *names), roles=names)

    def _make(self, service: str) -> None:
        password = secrets.token_urlsafe(16)
        urls = provisioning.provision_all(self._admin_url, {self._name(service): password})
        self._passwords[service] = password
        with ThreadPoolExecutor(1) as thread:  # it runs a loop of its own, which this thread may be in already
            thread.submit(upgrade, urls[self._name(service)], service).result()

    def _make_with_plan(self, loaded: Loaded) -> str:
        if self._load is None:
            message = "these templates know no way to load a plan"
            raise TypeError(message)
        name = f"{self._name(REGISTRY)}_plan_{loaded.name}"
        url = self._copy(REGISTRY, self._name(REGISTRY), name)
        try:
            self._load(url, loaded)
        except BaseException:
            self.drop({REGISTRY: url})
            raise
        self._with_plan[loaded.name] = name
        return name

    def _copy(self, service: str, template: str, database: str) -> str:
        role = self._name(service)
        provisioning.copy_one(self._admin_url, template=template, name=database, owner=role)
        return provisioning.address(self._admin_url, role=role, password=self._passwords[service], database=database)

    def _name(self, service: str) -> str:
        return f"constancia_test_{service}_{self._run}"
