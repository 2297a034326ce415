"""Settings of the registry."""

from constancia_runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the registry needs beyond what every service needs."""

    token_seconds: int = 600
    """How long an access token lives."""
