"""What can go wrong when somebody asks for a card."""

from constancia_runtime.errors import DomainError, Kind


class ThemeUnknown(DomainError):
    """The plan has no theme of this number."""

    slug = "theme-not-found"
    kind = Kind.NOT_FOUND
    message = "Plan {plan} has no theme {theme}"


class GoalUnknown(DomainError):
    """The commitment has no goal of this number."""

    slug = "goal-not-found"
    kind = Kind.NOT_FOUND
    message = "Commitment {commitment} of plan {plan} has no goal {goal}"


class NothingToEmbed(DomainError):
    """An address of which there is no card."""

    slug = "nothing-to-embed"
    kind = Kind.NOT_FOUND
    message = "There is no card of this address; give that of a plan, a commitment or a goal on this site"
