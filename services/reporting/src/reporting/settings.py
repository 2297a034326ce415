"""Settings of reporting."""

from constancia_runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What reporting needs beyond what every service needs."""

    stream_clients: int = 10_000
    """How many may watch at once; the next one is told to come back."""
