"""Which time zone a plan of a country has. Pure."""

from commitments.plan.errors import PlanRefused
from constancia_events.defects import COUNTRY_UNKNOWN, ZONE_NEEDED
from constancia_events.time_zones import zones_of
from constancia_runtime.errors import Fault


def zone_of(country: str, stated: str | None) -> str:
    """The zone that was stated, or the only one of the country. Raises PlanRefused when there is no only one."""
    zones = zones_of(country)
    if stated is not None:
        return stated
    if len(zones) == 1:
        return zones[0]
    raise PlanRefused(faults=(no_zone(country, bool(zones), at=""),))


def no_zone(country: str, known: bool, *, at: str) -> Fault:  # noqa: FBT001 - whether the country is
    """Why a country's zone cannot be told: it has several, or its code is none; `at` is where its plan stands."""
    values = {"value": country}
    if known:
        return Fault(message=ZONE_NEEDED, values=values, pointer=f"{at}/time_zone", code="missing")
    return Fault(message=COUNTRY_UNKNOWN, values=values, pointer=f"{at}/country", code="unknown_reference")
