"""What can go wrong with a membership."""

from constancia_runtime.errors import DomainError, Kind


class MembershipNotFound(DomainError):
    """The institution never was a member."""

    slug = "membership-not-found"
    kind = Kind.NOT_FOUND
    message = "{institution} has not been a member"


class AlreadyMember(DomainError):
    """The institution is a member and has not left."""

    slug = "already-member"
    kind = Kind.CONFLICT
    message = "{institution} is a member already and has not left"


class NotMember(DomainError):
    """The institution has left and not come back."""

    slug = "not-member"
    kind = Kind.CONFLICT
    message = "{institution} is no member now: it left on {left_on}"


class JoinedTooEarly(DomainError):
    """It would join again before it left."""

    slug = "joined-too-early"
    kind = Kind.INVALID
    message = "joined_on should be after {left_on}, when {institution} left; that is also needed to come back"


class LeftTooEarly(DomainError):
    """It would leave before it joined."""

    slug = "left-too-early"
    kind = Kind.INVALID
    message = "left_on should not be before {joined_on}, when {institution} joined"
