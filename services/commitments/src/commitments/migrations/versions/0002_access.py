"""Who may call, and what is remembered of it: API keys, the audit of every write, the keys of repeated commands."""

import sqlalchemy as sa
from alembic import op

from constancia_db import audit
from constancia_db.idempotency import create_idempotency_keys

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Go forward."""
    op.add_column("credentials", sa.Column("label", sa.Text(), nullable=True))
    op.add_column("credentials", sa.Column("expires_on", sa.Date(), nullable=True))
    op.add_column("credentials", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.alter_column("credentials", "version", server_default=None)
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["credentials.client_id"], name=op.f("fk_api_keys_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
    )
    op.create_index(op.f("ix_api_keys_client_id"), "api_keys", ["client_id"], unique=False)
    op.create_table(
        "api_key_uses",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["api_keys.id"], name=op.f("fk_api_key_uses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key_uses")),
    )
    create_idempotency_keys()
    audit.create_audit_log()
    audit.attach("credentials", leave_out=("secret_hash",))
    audit.attach("api_keys", leave_out=("secret_hash",))
    audit.attach("signing_keys", leave_out=("private_jwk",))
    audit.attach("institutions")
    audit.attach("plans")
    audit.attach("themes")
    audit.attach("commitments")
    audit.attach("commitment_leads")
    audit.attach("commitment_declarations")
    audit.attach("goals")
    audit.attach("subgoals")
    audit.attach("progress_reports")
    audit.attach("imports", leave_out=("document",))
