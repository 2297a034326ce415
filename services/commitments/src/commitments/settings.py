"""Settings of the registry."""

from constancia_runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the registry needs beyond what every service needs."""

    token_seconds: int = 600
    """How long an access token lives."""
    webhook_ports: frozenset[int] = frozenset({443, 8443})
    """The ports on which webhooks may be."""
    webhook_allow_loopback: bool = False
    """For tests alone: webhooks may be on this machine, on any port, without TLS."""
