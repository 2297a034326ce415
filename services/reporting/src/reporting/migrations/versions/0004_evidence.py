"""What is said of evidence beyond who cites it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "evidence_facts",
        sa.Column("pos", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("pk_evidence_facts")),
    )
    op.create_index("ix_evidence_facts_of", "evidence_facts", ["evidence", "kind", "pos"])
    op.add_column("evidence_uses", sa.Column("said", postgresql.JSONB(), nullable=True))
    op.create_index("ix_evidence_uses_evidence", "evidence_uses", ["evidence"])
