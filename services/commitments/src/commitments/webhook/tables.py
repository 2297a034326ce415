"""Tables of webhooks and their deliveries."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY

from commitments.metadata import metadata
from constancia_bus.tables import INSTANT

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, index=True),
    Column("label", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("events", ARRAY(Text), nullable=False),
    # No foreign keys: they would lock institution before plan, against everybody else's order. Neither is ever removed.
    Column("institution", Text),
    Column("plan", Text),
    Column("commitment", Integer),
    Column("secret", Text, nullable=False),
    Column("previous_secret", Text),
    Column("previous_until", INSTANT),
    Column("after_position", BigInteger, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("disabled_at", INSTANT),
    Column("disabled_reason", Text),
    Column("version", Integer, nullable=False),
)
webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("webhook", ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("first_tried_at", INSTANT),
    Column("last_tried_at", INSTANT),
    Column("last_status", Integer),
    Column("last_trouble", Text),
    Column("next_try_at", INSTANT),
    Column("lease", Uuid),
    Column("leased_until", INSTANT),
)
Index("ix_webhook_deliveries_of_one", webhook_deliveries.c.webhook, webhook_deliveries.c.id)
Index(
    "ix_webhook_deliveries_waiting",
    webhook_deliveries.c.webhook,
    webhook_deliveries.c.next_try_at,
    webhook_deliveries.c.id,
    postgresql_where=text("state = 'waiting'"),
)
Index(
    "ix_webhook_deliveries_leased",
    webhook_deliveries.c.leased_until,
    postgresql_where=text("leased_until is not null"),
)
Index("ix_webhook_deliveries_age", webhook_deliveries.c.created_at)
