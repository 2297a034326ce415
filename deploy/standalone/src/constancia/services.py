"""The four services, built: nothing else in the platform imports them."""

import os
from collections.abc import Collection
from importlib import import_module
from typing import Any, Protocol

from pydantic import SecretStr

from constancia.orders import Orders
from constancia_embedded.servers import SERVICES
from constancia_runtime.settings import ServiceSettings
from constancia_web.app import Api


class Runs(Protocol):
    """A worker, as far as the platform cares."""

    @property
    def ill(self) -> Collection[str]:
        """Names of the tasks that do not run well; `start` until all are begun."""
        ...

    async def run(self) -> None:
        """Work until cancelled."""
        ...


def load_code(role: str) -> None:
    """Import what a process of this role is made of, while something else is waited for."""
    if role == "checker":
        import_module("evidence.checker")
        return
    for service in SERVICES:
        import_module(f"{service}.app")
        import_module(f"{service}.worker")


def settings_of(service: str, orders: Orders) -> ServiceSettings:
    """The settings of one service. What the orders do not name comes from the environment."""
    kind: type[ServiceSettings] = import_module(f"{service}.settings").Settings
    kept = _kept(service, orders)
    return kind(
        database_url=SecretStr(orders.services[service].database_url),
        nats_url=SecretStr(orders.services[service].nats_url),
        public_url=orders.public_url,
        log_level=orders.log_level,
        log_json=orders.log_json,
        **kept,
    )


def _kept(service: str, orders: Orders) -> dict[str, Any]:
    """What a service keeps below our data folder, unless the environment names another place."""
    here: dict[str, dict[str, Any]] = {
        "evidence": {"blob_store": orders.blobs and str(orders.blobs)},
        "consultation": {"consultation_secret": orders.consultation_secret, "mail_folder": orders.mailbox},
    }
    return {
        name: value
        for name, value in here.get(service, {}).items()
        if value is not None and name.upper() not in os.environ
    }


def create_apps(orders: Orders) -> dict[str, Api]:
    """The API of every service that the orders name."""
    return {s: import_module(f"{s}.app").create_app(settings_of(s, orders)) for s in orders.services}


def build_workers(orders: Orders) -> dict[str, Runs]:
    """The worker of every service that the orders name."""
    return {s: import_module(f"{s}.worker").build_worker(settings_of(s, orders)) for s in orders.services}


def build_checker(orders: Orders) -> Runs:
    """A checker of evidence."""
    checker: Runs = import_module("evidence.checker").build_checker(settings_of("evidence", orders))
    return checker
