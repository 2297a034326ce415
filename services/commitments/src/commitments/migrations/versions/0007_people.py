"""Those who take part in a plan: members, groups, meetings, enrolments, recommendations, indicators."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from constancia_db import audit

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "enrolment_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("working_group", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name=op.f("fk_enrolment_links_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_links")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_enrolment_links_code_hash")),
    )
    op.create_index(
        op.f("ix_enrolment_links_plan_created_at_id"), "enrolment_links", ["plan", "created_at", "id"], unique=False
    )
    op.create_table(
        "indicators",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=True),
        sa.Column("goal", sa.Integer(), nullable=True),
        sa.Column("label", postgresql.JSONB(), nullable=False),
        sa.Column("unit", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name=op.f("fk_indicators_plan")),
        sa.PrimaryKeyConstraint("plan", "key", name=op.f("pk_indicators")),
    )
    op.create_table(
        "meetings",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("originally_on", sa.Date(), nullable=True),
        sa.Column("place", postgresql.JSONB(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("working_group", sa.Integer(), nullable=True),
        sa.Column("agenda_url", sa.Text(), nullable=True),
        sa.Column("minutes_url", sa.Text(), nullable=True),
        sa.Column("attendance", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("place_in_file", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name=op.f("fk_meetings_plan")),
        sa.PrimaryKeyConstraint("plan", "number", name=op.f("pk_meetings")),
    )
    op.create_index(op.f("ix_meetings_plan_held_on_number"), "meetings", ["plan", "held_on", "number"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("working_group", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["institution"], ["institutions.acronym"], name=op.f("fk_memberships_institution")),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name=op.f("fk_memberships_plan")),
        sa.PrimaryKeyConstraint("plan", "working_group", "institution", name=op.f("pk_memberships")),
    )
    op.create_table(
        "recommendations",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("of_plan", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name=op.f("fk_recommendations_plan")),
        sa.PrimaryKeyConstraint("plan", "letter", name=op.f("pk_recommendations")),
    )
    op.create_table(
        "working_groups",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=True),
        sa.Column("commitments", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("convened_by", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name=op.f("fk_working_groups_plan")),
        sa.PrimaryKeyConstraint("plan", "number", name=op.f("pk_working_groups")),
    )
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link", sa.Uuid(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("working_group", sa.Integer(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("acronym", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("motive", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=True),
        sa.Column("receipt_hash", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("reason", postgresql.JSONB(), nullable=True),
        sa.Column("institution", sa.Text(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("erase_contact_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["link"], ["enrolment_links.id"], name=op.f("fk_enrolments_link")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
        sa.UniqueConstraint("link", "acronym", name=op.f("uq_enrolments_link_acronym")),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_enrolments_receipt_hash")),
    )
    op.create_index(
        op.f("ix_enrolments_plan_received_at_id"), "enrolments", ["plan", "received_at", "id"], unique=False
    )
    op.create_table(
        "follow_ups",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=True),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan", "letter"],
            ["recommendations.plan", "recommendations.letter"],
            name=op.f("fk_follow_ups_plan_letter"),
        ),
        sa.PrimaryKeyConstraint("plan", "letter", "n", name=op.f("pk_follow_ups")),
    )
    op.create_table(
        "indicator_statements",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Float(precision=53), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=True),
        sa.Column("stated_where", sa.Text(), nullable=False),
        sa.Column("lines", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("evidence_url", sa.Text(), nullable=True),
        sa.Column("institution", sa.Text(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution"], ["institutions.acronym"], name=op.f("fk_indicator_statements_institution")
        ),
        sa.ForeignKeyConstraint(
            ["plan", "key"], ["indicators.plan", "indicators.key"], name=op.f("fk_indicator_statements_plan_key")
        ),
        sa.PrimaryKeyConstraint("plan", "key", "n", name=op.f("pk_indicator_statements")),
    )
    op.create_table(
        "membership_periods",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("working_group", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("reason", postgresql.JSONB(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan", "working_group", "institution"],
            ["memberships.plan", "memberships.working_group", "memberships.institution"],
            name=op.f("fk_membership_periods_plan_working_group_institution"),
        ),
        sa.PrimaryKeyConstraint("plan", "working_group", "institution", "n", name=op.f("pk_membership_periods")),
    )
    audit.attach("enrolment_links", leave_out=("code_hash",))
    audit.attach("enrolments", leave_out=("contact_email", "receipt_hash"))
    audit.attach("indicators")
    audit.attach("meetings")
    audit.attach("memberships")
    audit.attach("recommendations")
    audit.attach("working_groups")
    audit.attach("follow_ups")
    audit.attach("indicator_statements")
    audit.attach("membership_periods")
