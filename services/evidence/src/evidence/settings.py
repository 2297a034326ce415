"""Settings of the evidence service."""

from constancia_runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What every service needs, and no more."""
