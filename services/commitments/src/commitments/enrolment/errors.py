"""What can go wrong with an enrolment."""

from constancia_runtime.errors import DomainError, Kind


class LinkNotFound(DomainError):
    """No link has this code, or the plan no link of this id."""

    slug = "enrolment-link-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no such enrolment link; check that the address is complete"


class LinkClosed(DomainError):
    """The point of contact closed the link."""

    slug = "enrolment-link-closed"
    kind = Kind.NOT_FOUND
    message = "This enrolment link was closed; ask the point of contact of the plan for another one"


class LinkExpired(DomainError):
    """The last day of the link has passed."""

    slug = "enrolment-link-expired"
    kind = Kind.NOT_FOUND
    message = "This enrolment link was open until {expires_on}; ask the point of contact of the plan for another one"


class ExpiresInPast(DomainError):
    """A link is to be made that nobody could use."""

    slug = "expires-in-past"
    kind = Kind.INVALID
    message = "{expires_on} has passed: by the plan's time zone ({time_zone}) today is {today}"


class AcronymAsked(DomainError):
    """Something else was asked for under the same acronym and link."""

    slug = "enrolment-acronym-asked"
    kind = Kind.CONFLICT
    message = "Somebody has already asked to join as {acronym} by this link; choose another acronym or use the receipt"


class TooManyWaiting(DomainError):
    """The link has more undecided requests than anybody meant it to have."""

    slug = "too-many-waiting"
    kind = Kind.CONFLICT
    message = "This link takes no more requests until those that wait are decided"


class EnrolmentNotFound(DomainError):
    """The plan has no request of this id, or nobody this receipt."""

    slug = "enrolment-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no such request to join"


class AlreadyDecided(DomainError):
    """A request is decided once."""

    slug = "enrolment-decided"
    kind = Kind.CONFLICT
    message = "This request was already decided; its state is {state}"
