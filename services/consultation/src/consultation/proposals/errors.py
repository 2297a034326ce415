"""What can go wrong with a proposal."""

from constancia_runtime.errors import DomainError, Kind


class NoProposal(DomainError):
    """The comment proposes nothing."""

    slug = "no-proposal"
    kind = Kind.NOT_FOUND
    message = "{comment} is no proposal"


class StepUnfit(DomainError):
    """The proposal does not stand so that this could follow."""

    slug = "step-unfit"
    kind = Kind.CONFLICT
    message = "Behind “{step}” this cannot follow; possible now: {possible}"


class MergedIntoItself(DomainError):
    """A proposal cannot be part of itself, nor of one that is declined or merged."""

    slug = "merge-unfit"
    kind = Kind.INVALID
    message = "A proposal goes on as part of another one that is still alive"


class MemberNeeded(DomainError):
    """A step lacks what it consists of."""

    slug = "step-member-missing"
    kind = Kind.INVALID
    message = "This step needs {member}"


class ProposedNothing(DomainError):
    """No such commitment."""

    slug = "adopted-commitment-unknown"
    kind = Kind.INVALID
    message = "The plan has no commitment {commitment}; enter it in the registry first"
