"""What the platform is told about its servers: the form that `constancia.child` reads from its standard input."""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from constancia_runtime.settings import ServiceSettings

ORIGIN = "http://testserver"
BLOBS = Path(tempfile.gettempdir()) / f"constancia-test-blobs-{os.getpid()}"
SECRET = SecretStr("of tests, and of nothing else: 0123456789")
EASY: Mapping[str, Any] = {
    "proof_cost": 1,
    "comments_per_minute": 0,
    "unchecked_per_minute": 0,
    "unchecked_in_all_per_minute": 0,
}
"""A test comments more in a minute than a country; one about the guard sets its own."""
UNLIMITED: Mapping[str, str] = {f"RATE_{policy}_PER_MINUTE": "0" for policy in ("READS", "WRITES", "TOKENS")}
"""A test asks more in a minute than all agencies together; one about the limits sets its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Addresses by service. The products are reached by name alone: a library may not import them."""

    database_urls: Mapping[str, str]
    nats_urls: Mapping[str, str]
    public_url: str = ORIGIN
    log_level: str = "WARNING"

    def settings(self, service: str) -> ServiceSettings:
        """The settings of one service, by its own class. Files are kept in a folder of this process's own."""
        of: dict[str, dict[str, Any]] = {
            "evidence": {"blob_store": str(BLOBS)},
            "consultation": {"consultation_secret": SECRET, "mail_folder": BLOBS / "mail", **EASY},
        }
        kept = of.get(service, {})
        kind: type[ServiceSettings] = import_module(f"{service}.settings").Settings
        return kind(
            database_url=SecretStr(self.database_urls[service]),
            nats_url=SecretStr(self.nats_urls[service]),
            public_url=self.public_url,
            rate_reads_per_minute=0,
            rate_writes_per_minute=0,
            rate_tokens_per_minute=0,
            **kept,
        )

    def line(self) -> bytes:
        """The line that a child process reads."""
        services = {s: {"database_url": url, "nats_url": self.nats_urls[s]} for s, url in self.database_urls.items()}
        told = {"public_url": self.public_url, "log_level": self.log_level, "log_json": True, "services": services}
        told |= {"consultation_secret": SECRET.get_secret_value(), "mailbox": str(BLOBS / "mail")}
        return json.dumps(told).encode() + b"\n"
