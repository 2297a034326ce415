"""Settings of reporting."""

from constancia_runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What reporting needs beyond what every service needs."""

    registry_url: str | None = None
    """Where the registry says whom a token or API key names; `public_url` when left out."""
    jwks_url: str | None = None
    """Where the registry publishes the keys that tokens are verified with; under `public_url` when left out."""

    open_data_license: str = "https://creativecommons.org/licenses/by/4.0/"
    """The licence of what is published as open data: an address."""
    open_data_publisher: str = "Constancia"
    """Who publishes it: an office, never a person."""

    stream_clients: int = 10_000
    """How many may watch at once; the next one is told to come back."""
