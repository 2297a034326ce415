"""What can go wrong with a contact point."""

from constancia_runtime.errors import DomainError, Kind


class ContactNotFound(DomainError):
    """The commitment has no such contact point."""

    slug = "contact-not-found"
    kind = Kind.NOT_FOUND
    message = "Commitment {commitment} has no contact point {contact}"


class NotYourCommitment(DomainError):
    """An institution asks for the contact points of a commitment that others answer for."""

    slug = "not-your-commitment"
    kind = Kind.FORBIDDEN
    message = "Only the institutions that lead commitment {commitment} and the point of contact may do this"


class ContactRefused(DomainError):
    """What was sent of a contact point does not fit what is on record; each fault says where."""

    slug = "contact-refused"
    kind = Kind.INVALID
    message = "Some of what was sent does not fit the record; see errors"
