"""What can go wrong with the descent of commitments and goals."""

from constancia_runtime.errors import DomainError, Kind


class LineageNotFound(DomainError):
    """The plan has made no such statement."""

    slug = "lineage-not-found"
    kind = Kind.NOT_FOUND
    message = "Plan {plan} has no statement {n} of descent"


class LineageRefused(DomainError):
    """A statement of descent speaks of what is not on record, or not of an earlier plan; each fault says where."""

    slug = "lineage-refused"
    kind = Kind.INVALID
    message = "This cannot be a descent; see errors"


class LineageStatedAlready(DomainError):
    """The same is stated already."""

    slug = "lineage-stated-already"
    kind = Kind.CONFLICT
    message = "Statement {n} of plan {plan} says this already"


class LineageContradicted(DomainError):
    """What was dropped is to go on, or what goes on to be dropped."""

    slug = "lineage-contradicted"
    kind = Kind.CONFLICT
    message = "Statement {n} of plan {plan} says otherwise: what is dropped cannot go on; retract that one first"


class LineageRetractedAlready(DomainError):
    """The statement was taken back before."""

    slug = "lineage-retracted-already"
    kind = Kind.CONFLICT
    message = "Statement {n} of plan {plan} was retracted already"
