"""Settings of the evidence service."""

from pathlib import Path

from pydantic import Field

from constancia_runtime.settings import ServiceSettings
from constancia_web.addresses import Manners
from evidence.blobs import Blobs
from evidence.checking.rules import CheckerRules
from evidence.copies.retention import CopyRules
from evidence.probing.rules import PORTS, ProberRules


class Settings(ServiceSettings):
    """What the evidence service needs beyond what every service needs. Times in seconds, sizes in bytes."""

    registry_url: str | None = None
    """Where the registry says whom a token or API key names; `public_url` when left out."""
    jwks_url: str | None = None
    """Where the registry publishes the keys that tokens are verified with; under `public_url` when left out."""

    checker_contact: str = "see the address"
    """Whom the administrator of a visited site can write to; told in the User-Agent. An office, never a person."""
    checker_canaries: str = "https://www.iana.org/,https://www.wikipedia.org/,https://www.debian.org/"
    """Addresses, by commas, that are always there: while most of them fail, nothing is judged. Empty: none."""
    checker_allow_loopback: bool = False
    """For tests: this machine may be visited, on any port."""
    checker_ca_file: Path | None = None
    """Certificates to trust besides the usual ones."""
    checker_sites_at_once: int = Field(default=100, ge=1)
    checker_shortest_gap: float = Field(default=1.0, ge=0)
    """How long a site rests between two visits, at least."""
    checker_lease: float = Field(default=300.0, gt=0)
    """How long a checker has a site; what one that was killed has taken, others take after so long."""
    checker_visit: float = Field(default=30.0, gt=0)
    """How long one request may take."""
    checker_second_try: float = Field(default=1.0, ge=0)
    """About how long to wait before a second try within one round."""
    checker_poll: float = Field(default=1.0, gt=0)

    blob_store: str = "var/evidence"
    """Where uploaded files and copies are: a folder, or `s3://bucket/prefix` (then AWS_… name region and keys)."""
    blob_endpoint: str | None = None
    """The address of a store that speaks S3 and is not Amazon's."""
    copy_largest: int = Field(default=10 * 1024 * 1024, ge=0)
    """Bytes of a payload that are copied at most; of a larger one its beginning. 0: no copies are taken."""
    copy_of_one_address: int = Field(default=10, ge=2)
    """Copies of one address that are kept: the first, and the newest."""

    copy_all_together: int = Field(default=20 * 1024**3, ge=0)
    """Bytes that all copies may take together; when they do, no more are taken, and the log says so."""

    def blobs(self) -> Blobs:
        """The store of uploaded files and copies."""
        return Blobs.of(self.blob_store, endpoint=self.blob_endpoint)

    def copy_rules(self) -> CopyRules:
        """How much is copied and kept."""
        return CopyRules(
            largest=self.copy_largest,
            of_one_address=self.copy_of_one_address,
            all_together=self.copy_all_together,
        )

    def prober_rules(self, version: str) -> ProberRules:
        """How a visit is made; `version` is told in the User-Agent."""
        agent = f"ConstanciaBot/{version} (+{self.public_url}; {self.checker_contact})"
        ports = frozenset(range(1, 65_536)) if self.checker_allow_loopback else PORTS
        schemes = frozenset({"http", "https"})
        return ProberRules(
            robot_agent=agent,
            manners=Manners(schemes=schemes, ports=ports, loopback=self.checker_allow_loopback),
            total_seconds=self.checker_visit,
            connect_seconds=min(10.0, self.checker_visit),
            retry_pause=(self.checker_second_try / 2, self.checker_second_try * 2),
            connections=2 * self.checker_sites_at_once,
            ca_file=None if self.checker_ca_file is None else str(self.checker_ca_file),
        )

    def checker_rules(self) -> CheckerRules:
        """At which pace the checker works."""
        return CheckerRules(
            sites_at_once=self.checker_sites_at_once,
            shortest_gap=self.checker_shortest_gap,
            lease_seconds=self.checker_lease,
            visit_seconds=min(4 * self.checker_visit, self.checker_lease / 2),
            poll_seconds=self.checker_poll,
            canaries=tuple(url.strip() for url in self.checker_canaries.split(",") if url.strip()),
        )
