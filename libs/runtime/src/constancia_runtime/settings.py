"""Settings that every service has; each service adds its own in its `settings.py`. Read only by `from_environment`."""

from pathlib import Path
from typing import Self

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """What a service needs to run. Times are seconds."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    database_url: SecretStr
    """PostgreSQL of this service alone: `postgresql://role:password@host:port/database`."""
    nats_url: SecretStr = SecretStr("nats://127.0.0.1:4222")
    """NATS with the user of this service: `nats://user:password@host:port`."""
    public_url: str = "http://127.0.0.1:8080"
    """The one origin under which the public and agencies reach every service."""
    database_pool: int = 8
    log_level: str = "INFO"
    log_json: bool = True
    heartbeat: Path | None = None
    """A file that the worker touches every five seconds while all its tasks run well, for a health check to look at."""
    stream_max_bytes: int = 8 * 1024**3
    """How large this service's copy of its log in JetStream may grow; writing never stops for it, the relay waits."""
    stream_replicas: int = 1
    rate_reads_per_minute: int = 1_200
    """How many reads a minute an address (or a client with a credential) has in each API process; 0 is no limit."""
    rate_writes_per_minute: int = 600
    """How many changes a minute a client has in each API process; 0 is no limit."""
    rate_tokens_per_minute: int = 60
    """How many attempts at a token a minute a client id has from one address; 0 is no limit."""

    @classmethod
    def from_environment(cls) -> Self:
        """Read the settings from environment variables of the same names in capitals."""
        return cls.model_validate({})
