"""Settings of reporting."""

from constancia_runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What reporting needs beyond what every service needs."""

    registry_url: str | None = None
    """Where the registry says whom a token or API key names; `public_url` when left out."""
    jwks_url: str | None = None
    """Where the registry publishes the keys that tokens are verified with; under `public_url` when left out."""

    stream_clients: int = 10_000
    """How many may watch at once; the next one is told to come back."""
