"""What can go wrong with IRM's table and with what is asked of it."""

from constancia_runtime.errors import DomainError, Kind


class TableRefused(DomainError):
    """The file is not IRM's table, or cannot be read as such; nothing of it was taken."""

    slug = "irm-table-refused"
    kind = Kind.INVALID
    message = "Nothing was taken: this file cannot be read as IRM's table of commitments"


class PastCountryNotFound(DomainError):
    """The table has no plan of this country, or two that this name or code could mean."""

    slug = "irm-country-not-found"
    kind = Kind.NOT_FOUND
    message = "IRM's table has no country of this name or code; /v1/irm/countries lists those it has"


class PastPlanNotFound(DomainError):
    """The table has no plan of this number of the country."""

    slug = "irm-plan-not-found"
    kind = Kind.NOT_FOUND
    message = "IRM's table has no plan {number} of {country}"
