"""Settings of the evidence service."""

from constancia_runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the evidence service needs beyond what every service needs."""

    jwks_url: str | None = None
    """Where the registry publishes the keys that tokens are verified with; under `public_url` when left out."""
