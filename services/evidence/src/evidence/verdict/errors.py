"""What can go wrong with a verdict."""

from constancia_runtime.errors import DomainError, Kind


class NeverChecked(DomainError):
    """It is on record and never visited: an uploaded file, or not there at all."""

    slug = "never-checked"
    kind = Kind.NOT_FOUND
    message = "There is no verdict on {evidence}: it is no address on record that is visited"


class CheckedJustNow(DomainError):
    """Somebody asked for a check out of turn a short time ago, or it was checked."""

    slug = "checked-just-now"
    kind = Kind.CONFLICT
    message = (
        "It was checked, or a check was asked for, within the last {minutes} minutes; the next may be asked for later"
    )


class NotVisited(DomainError):
    """Nothing can be asked of an address that is none."""

    slug = "not-visited"
    kind = Kind.CONFLICT
    message = "This address leads nowhere on the web, so it cannot be checked; cite what it was meant to be instead"


class NotItsLead(DomainError):
    """An institution speaks about what others cite."""

    slug = "not-its-lead"
    kind = Kind.FORBIDDEN
    message = "Only the institutions that lead a commitment which cites this may do so: {leads}"


class NothingToDispute(DomainError):
    """Nobody can dispute that an address is available, or that nothing is known yet."""

    slug = "nothing-to-dispute"
    kind = Kind.CONFLICT
    message = "The verdict is {verdict}: there is nothing to dispute"


class DisputeOpen(DomainError):
    """One dispute at a time."""

    slug = "dispute-open"
    kind = Kind.CONFLICT
    message = "Dispute {number} about this is not settled yet"


class DisputeNotFound(DomainError):
    """No dispute has this number."""

    slug = "dispute-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no dispute {number} about {evidence}"


class DisputeSettled(DomainError):
    """It was settled before."""

    slug = "dispute-settled"
    kind = Kind.CONFLICT
    message = "Dispute {number} was settled before"
