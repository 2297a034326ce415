"""What the API takes and says of webhooks."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticKnownError

from commitments.webhook.aggregate import DisabledReason, Webhook
from commitments.webhook.changes import KINDS, PING
from commitments.webhook.delivery import Delivery, State, Trouble
from constancia_events.keys import Acronym, Number, PlanId
from constancia_events.texts import one_line

WebhookId = Annotated[str, StringConstraints(pattern=r"^whk_[0-9a-f]{32}$")]
DeliveryId = Annotated[str, StringConstraints(pattern=r"^msg_[0-9a-f]{32}$")]


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise PydanticKnownError("enum", {"expected": ", ".join(KINDS)})
    return kind


Kind = Annotated[str, AfterValidator(_known_kind), Field(json_schema_extra={"enum": list(KINDS)})]
Kinds = Annotated[
    list[Kind],
    Field(max_length=50, description="The changes that are told; all of them when empty.", examples=[[KINDS[0]]]),
]
Url = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2_000),
    AfterValidator(one_line),
    Field(
        description="Where messages are sent: https, a public host, no user name in it.",
        examples=["https://portal.example.gob.gt/constancia"],
        json_schema_extra={"format": "uri"},
    ),
]
Label = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=200),
    AfterValidator(one_line),
    Field(description="What it is for, in its owner's words."),
]
LedBy = Annotated[Acronym | None, Field(description="Only changes of commitments that this institution leads.")]
OfPlan = Annotated[PlanId | None, Field(description="Only changes of this plan.")]
OfCommitment = Annotated[Number | None, Field(description="Only changes of this commitment of `plan`.")]


class WebhookIn(BaseModel):
    """An address, and what it wants to be told of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Url
    label: Label = ""
    events: Kinds = []
    institution: LedBy = None
    plan: OfPlan = None
    commitment: OfCommitment = None


class WebhookPatch(BaseModel):
    """What is to change; what is left out stays, and null takes a filter away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # A factory and no default: these may be left out, but not null, and the document should not show a default.
    url: Url = Field(default_factory=str)
    label: Label = Field(default_factory=str)
    events: Kinds = Field(default_factory=list)
    institution: LedBy = None
    plan: OfPlan = None
    commitment: OfCommitment = None
    enabled: bool = Field(
        default_factory=bool, strict=True, description="False stops it; true starts it again, whatever stopped it."
    )


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class WebhookOut(_Out):
    """A webhook as it stands. Its `version` is its ETag; its secret is nowhere."""

    id: str
    owner: str | None = Field(description="The institution whose credential made it.")
    label: str
    url: str
    events: list[str] = Field(description="The changes that are told; all of them when empty.")
    institution: str | None
    plan: str | None
    commitment: int | None
    enabled: bool
    disabled_at: datetime | None
    disabled_reason: DisabledReason | None = Field(description="Why it is told nothing.")
    previous_secret_until: datetime | None = Field(description="Until when the secret before signs too.")
    created_at: datetime
    version: int

    @classmethod
    def of(cls, webhook: Webhook) -> Self:
        """The webhook without its secrets."""
        return cls(**_members(webhook))


class WebhookWithSecret(WebhookOut):
    """The same with its newest secret, which is shown this once and never again."""

    secret: str = Field(description="Signs every message (Standard Webhooks 1.0). Keep it: it is not shown again.")

    @classmethod
    def of(cls, webhook: Webhook) -> Self:
        """The webhook with its newest secret."""
        return cls(**_members(webhook), secret=webhook.secret)


class WebhookDelivery(_Out):
    """One message to a webhook, and what came of it."""

    id: str = Field(description="The `webhook-id` of every try of it.")
    event: str = Field(description=f"The change that it tells, or `{PING}`.")
    state: State
    tries: int
    last_status: int | None = Field(description="What the receiver answered last; null when it did not.")
    last_trouble: Trouble | None = Field(description="Why the last try did not arrive.")
    created_at: datetime
    last_tried_at: datetime | None
    next_try_at: datetime | None

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """The delivery without its message."""
        return cls(
            id=delivery.id,
            event=delivery.kind,
            state=delivery.state,
            tries=delivery.tries,
            last_status=delivery.last_status,
            last_trouble=delivery.last_trouble,
            created_at=delivery.created_at,
            last_tried_at=delivery.last_tried_at,
            next_try_at=delivery.next_try_at,
        )


def _members(webhook: Webhook) -> dict[str, object]:
    return {
        "id": webhook.id,
        "owner": webhook.owner,
        "label": webhook.label,
        "url": webhook.url,
        "events": sorted(webhook.filter.events),
        "institution": webhook.filter.institution,
        "plan": webhook.filter.plan,
        "commitment": webhook.filter.commitment,
        "enabled": webhook.disabled_at is None,
        "disabled_at": webhook.disabled_at,
        "disabled_reason": webhook.disabled_reason,
        "previous_secret_until": webhook.previous_until,
        "created_at": webhook.created_at,
        "version": webhook.version,
    }
