"""Whether an address may be told anything: asked when a webhook is made or moved, and at every sending again."""

from dataclasses import dataclass, field
from typing import Final

from commitments.settings import Settings
from commitments.webhook.errors import WebhookUrlRefused
from constancia_runtime.errors import Fault
from constancia_web.addresses import AddressUnfit, Manners, Unfit
from constancia_web.outbound import Resolve, resolve, vet

_WHY: Final = {
    Unfit.UNREADABLE: "This cannot be read as an address",
    Unfit.SCHEME: "The address should begin with https://",
    Unfit.CREDENTIALS: "The address should hold no user name or password",
    Unfit.PORT: "The address should be on one of the ports {ports}",
    Unfit.HOST: "The host should be a full name, as portal.example.org, or an address in its usual form",
    Unfit.NOT_PUBLIC: "The host is not in the public Internet",
    Unfit.UNRESOLVED: "The host's name leads to no address at the moment",
}


def manners_of(settings: Settings) -> Manners:
    """What webhooks may call."""
    return Manners(ports=settings.webhook_ports, loopback=settings.webhook_allow_loopback)


@dataclass(frozen=True, slots=True)
class AddressCheck:
    """Judges addresses by what their names lead to now."""

    manners: Manners
    look_up: Resolve = field(default=resolve)

    async def __call__(self, url: str) -> None:
        """Let the address pass. Raises WebhookUrlRefused with a fault that says why, and not where its name leads."""
        try:
            await vet(url, self.manners, self.look_up)
        except AddressUnfit as cause:
            ports = ", ".join(map(str, sorted(self.manners.ports)))
            fault = Fault(message=_WHY[cause.reason], values={"ports": ports}, code=cause.reason, pointer="/url")
            raise WebhookUrlRefused(faults=(fault,)) from cause
