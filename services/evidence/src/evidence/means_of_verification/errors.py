"""What can go wrong with a means of verification."""

from constancia_runtime.errors import DomainError, Kind


class EvidenceNotFound(DomainError):
    """No means of verification has this id."""

    slug = "evidence-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no evidence {evidence}"


class EvidenceIdTaken(DomainError):
    """Two addresses have one id: by chance once in 2^64, or because somebody made them so."""

    slug = "evidence-id-taken"
    kind = Kind.CONFLICT
    message = "Another address is on record as {evidence}"


class GoalUnknown(DomainError):
    """The registry has told of no such goal."""

    slug = "goal-not-found"
    kind = Kind.NOT_FOUND
    message = "Commitment {commitment} of plan {plan} has no goal {goal}"


class SubgoalUnknown(DomainError):
    """The goal has no subgoal of this number."""

    slug = "subgoal-not-found"
    kind = Kind.INVALID
    message = "Goal {goal} of commitment {commitment} has no subgoal {subgoal}"


class NotTheLead(DomainError):
    """An institution cites evidence for what others answer for."""

    slug = "not-the-lead"
    kind = Kind.FORBIDDEN
    message = "Only the institutions that lead commitment {commitment} may cite evidence for its goals: {leads}"


class AlreadyCited(DomainError):
    """The goal, or this subgoal of it, cites the address already."""

    slug = "already-cited"
    kind = Kind.CONFLICT
    message = "This is cited here already, as {evidence}"


class NotCitedHere(DomainError):
    """The goal, or this subgoal of it, does not cite the address."""

    slug = "not-cited-here"
    kind = Kind.NOT_FOUND
    message = "{evidence} is not cited here"


class RefusalNeedsReason(DomainError):
    """A means of verification is refused without a word."""

    slug = "refusal-needs-reason"
    kind = Kind.INVALID
    message = "Say why it is refused as proof"


class SchemeRefused(DomainError):
    """An address that would run something on a reader's machine, or that only its writer can open."""

    slug = "scheme-refused"
    kind = Kind.INVALID
    message = "An address that begins with {scheme}: proves nothing to anybody; cite one of the web, or upload the file"
