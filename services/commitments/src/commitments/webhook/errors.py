"""What can go wrong with a webhook."""

from constancia_runtime.errors import DomainError, Kind


class WebhookNotFound(DomainError):
    """No webhook of this id, or it is another institution's: which of them is not said."""

    slug = "webhook-not-found"
    kind = Kind.NOT_FOUND
    message = "You have no webhook {webhook}"


class DeliveryNotFound(DomainError):
    """The webhook has no delivery of this id."""

    slug = "delivery-not-found"
    kind = Kind.NOT_FOUND
    message = "Webhook {webhook} has no delivery {delivery}; they are kept for {days} days"


class WebhookUrlRefused(DomainError):
    """The address is not one that the platform calls; its fault says why."""

    slug = "webhook-url-refused"
    kind = Kind.INVALID
    message = "This address cannot be called; see errors"


class WebhookFilterUnknown(DomainError):
    """A filter names what is not on record; its faults say which."""

    slug = "webhook-filter-unknown"
    kind = Kind.INVALID
    message = "What this webhook is to follow is not on record; see errors"


class CommitmentWithoutPlan(DomainError):
    """A filter names a commitment and not the plan that it stands in."""

    slug = "commitment-without-plan"
    kind = Kind.INVALID
    message = "Name the plan too: commitments are numbered inside a plan"


class TooManyWebhooks(DomainError):
    """An institution has as many webhooks as it may."""

    slug = "too-many-webhooks"
    kind = Kind.CONFLICT
    message = "An institution may have {most} webhooks; remove one that is not needed"


class WebhookDisabled(DomainError):
    """Something is to be sent to a webhook that is switched off."""

    slug = "webhook-disabled"
    kind = Kind.CONFLICT
    message = "This webhook is disabled; enable it first"
