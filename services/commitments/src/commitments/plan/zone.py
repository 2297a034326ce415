"""Which time zone a plan of a country has. Pure."""

from commitments.plan.errors import PlanRefused
from constancia_events.defects import ZONE_NEEDED
from constancia_events.time_zones import zones_of
from constancia_runtime.errors import Fault


def zone_of(country: str, stated: str | None) -> str:
    """The zone that was stated, or the only one of the country. Raises PlanRefused when the country has several."""
    zones = zones_of(country)
    if stated is not None:
        return stated
    if len(zones) == 1:
        return zones[0]
    fault = Fault(message=ZONE_NEEDED, values={"value": country}, pointer="/time_zone", code="missing")
    raise PlanRefused(faults=(fault,))
