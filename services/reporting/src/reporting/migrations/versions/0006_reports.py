"""Reports, and a log of reporting's own: it says what became of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from constancia_bus.migration import create_effects, create_event_log

revision = "0006"
down_revision = "0005"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go forward."""
    create_event_log()
    create_effects()
    op.create_table(
        "reports",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("consultation", sa.Text(), nullable=True),
        sa.Column("written", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.Column("final_written", sa.Integer(), nullable=True),
        sa.Column("comment_opens_on", sa.Date(), nullable=True),
        sa.Column("comment_closes_on", sa.Date(), nullable=True),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "number", name=op.f("pk_reports")),
    )
    op.create_table(
        "report_sections",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("section_version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["plan", "number"], ["reports.plan", "reports.number"], name=op.f("fk_report_sections_plan_reports")
        ),
        sa.PrimaryKeyConstraint("plan", "number", "section", "section_version", name=op.f("pk_report_sections")),
    )
    op.create_table(
        "report_editions",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("narratives", postgresql.JSONB(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("reason", postgresql.JSONB(), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("ready_at", INSTANT, nullable=True),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("public", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan", "number"], ["reports.plan", "reports.number"], name=op.f("fk_report_editions_plan_reports")
        ),
        sa.PrimaryKeyConstraint("plan", "number", "edition", name=op.f("pk_report_editions")),
    )
    op.create_table(
        "report_files",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan", "number", "edition"],
            ["report_editions.plan", "report_editions.number", "report_editions.edition"],
            name=op.f("fk_report_files_plan_report_editions"),
        ),
        sa.PrimaryKeyConstraint("plan", "number", "edition", "name", name=op.f("pk_report_files")),
    )
