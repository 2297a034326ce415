"""Settings of the consultation service."""

from constancia_runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What every service needs, and no more."""
