"""The life of plans, the whole structure of commitments and goals, every text they had, descent, and contact points.

A plan on record before is in implementation when its day of adoption is known, else a draft; what it says now is the
first text of its log of changes.
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0001"

_STATE = "case when adopted_on is null then 'draft' else 'in_implementation' end"
_DAY = "least(current_date, case when adopted_on is null then current_date else greatest(adopted_on, starts_on) end)"
_FIRST_STEPS = (
    "insert into plan_transitions (plan, n, state, effective_on, effective_at, stated_at, stated_by)"  # noqa: S608
    f" select id, 1, state, {_DAY}, ({_DAY})::timestamp at time zone time_zone, now(), 'migration' from plans"
)
_FIRST_TEXTS = """
    insert into changes (plan, n, kind, commitment, goal, version, at, stated_by, fields, text, in_log)
    select plan, row_number() over (partition by plan order by rank, commitment, goal nulls first), kind, commitment,
        goal, version, now(), 'migration', '[]', text, false
    from (
        select id as plan, 0 as rank, 'plan' as kind, null::integer as commitment, null::integer as goal, version,
            jsonb_build_object('country', country, 'ordinal', ordinal, 'title', title, 'starts_on', starts_on,
                'ends_on', ends_on, 'adopted_on', adopted_on, 'languages', to_jsonb(languages), 'time_zone', time_zone,
                'policy', jsonb_build_object('name', policy, 'version', policy_version),
                'themes', (select coalesce(jsonb_agg(jsonb_build_object('number', t.number, 'slug', t.slug,
                    'title', t.title) order by t.number), '[]') from themes t where t.plan = plans.id),
                'vocabulary', vocabulary, 'evidence_gate', evidence_gate) as text
        from plans
        union all
        select plan, 1, 'commitment', number, null, version,
            jsonb_build_object('ogp_id', ogp_id, 'theme', theme, 'title', title,
                'leads', (select coalesce(jsonb_agg(jsonb_build_object('institution', l.institution, 'role', l.role)
                    order by l.place), '[]') from commitment_leads l where l.plan = c.plan and l.commitment = c.number),
                'starts_on', starts_on, 'ends_on', ends_on, 'fields', fields, 'other_actors', other_actors,
                'budget', budget, 'sdgs', sdgs, 'national_links', national_links, 'activities', activities)
        from commitments c
        union all
        select plan, 1, 'goal', commitment, number, version,
            jsonb_build_object('title', title, 'starts_on', starts_on, 'ends_on', ends_on,
                'template_starts_on', template_starts_on, 'template_ends_on', template_ends_on,
                'subgoals', (select coalesce(jsonb_agg(jsonb_build_object('number', s.number, 'title', s.title,
                    'starts_on', s.starts_on, 'ends_on', s.ends_on) order by s.number), '[]') from subgoals s
                    where s.plan = g.plan and s.commitment = g.commitment and s.goal = g.number),
                'depends_on', depends_on)
        from goals g
    ) as texts
"""


def upgrade() -> None:
    """Go forward."""
    _plans()
    _structure()
    _changes()
    _lineage()
    _contacts()
    op.execute(_FIRST_STEPS)
    op.execute(_FIRST_TEXTS)


def _plans() -> None:
    for name, value in (("vocabulary", "gt"), ("evidence_gate", "warn"), ("state", "draft")):
        op.add_column("plans", sa.Column(name, sa.Text(), nullable=False, server_default=value))
        op.alter_column("plans", name, server_default=None)
    op.execute(f"update plans set state = {_STATE}")  # noqa: S608 - constants
    op.create_table(
        "plan_transitions",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("reason", postgresql.JSONB(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name=op.f("fk_plan_transitions_plan")),
        sa.PrimaryKeyConstraint("plan", "n", name=op.f("pk_plan_transitions")),
    )


def _structure() -> None:
    lists = [("commitments", name) for name in ("other_actors", "sdgs", "national_links", "activities")]
    for table, name in (*lists, ("goals", "depends_on")):
        op.add_column(table, sa.Column(name, postgresql.JSONB(), nullable=False, server_default="[]"))
        op.alter_column(table, name, server_default=None)
    op.add_column("commitments", sa.Column("budget", postgresql.JSONB(), nullable=True))
    for table in ("commitments", "goals"):
        op.add_column(table, sa.Column("folded", sa.Text(), nullable=False, server_default=""))
        op.alter_column(table, "folded", server_default=None)
    connection = op.get_bind()
    for row in connection.execute(sa.text("select plan, number, ogp_id, title, fields from commitments")).all():
        texts = [t for part in (row.title, *row.fields.values()) for t in (part or {}).values()] + [row.ogp_id or ""]
        connection.execute(
            sa.text("update commitments set folded = :folded where plan = :plan and number = :number"),
            {"folded": _folded(texts), "plan": row.plan, "number": row.number},
        )
    parts = "select coalesce(jsonb_agg(s.title order by s.number), '[]') from subgoals s"
    own = "s.plan = g.plan and s.commitment = g.commitment and s.goal = g.number"
    query = f"select plan, commitment, number, title, ({parts} where {own}) as parts from goals g"  # noqa: S608
    for row in connection.execute(sa.text(query)).all():
        texts = [text for title in (row.title, *row.parts) for text in title.values()]
        connection.execute(
            sa.text(
                "update goals set folded = :folded where plan = :plan and commitment = :commitment and number = :number"
            ),
            {"folded": _folded(texts), "plan": row.plan, "commitment": row.commitment, "number": row.number},
        )


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=True),
        sa.Column("goal", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("institution", sa.Text(), nullable=True),
        sa.Column("stated_by", sa.Text(), nullable=False),
        sa.Column("reason", postgresql.JSONB(), nullable=True),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=True),
        sa.Column("in_log", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name=op.f("fk_changes_plan")),
        sa.PrimaryKeyConstraint("plan", "n", name=op.f("pk_changes")),
    )
    op.create_index("ix_changes_of_thing", "changes", ["plan", "kind", "commitment", "goal", "n"], unique=False)


def _lineage() -> None:
    op.create_table(
        "lineage",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_plan", sa.Text(), nullable=False),
        sa.Column("from_commitment", sa.Integer(), nullable=False),
        sa.Column("from_goal", sa.Integer(), nullable=True),
        sa.Column("to_commitment", sa.Integer(), nullable=True),
        sa.Column("to_goal", sa.Integer(), nullable=True),
        sa.Column("note", postgresql.JSONB(), nullable=True),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=True),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retraction", postgresql.JSONB(), nullable=True),
        sa.ForeignKeyConstraint(["from_plan"], ["plans.id"], name=op.f("fk_lineage_from_plan")),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name=op.f("fk_lineage_plan")),
        sa.PrimaryKeyConstraint("plan", "n", name=op.f("pk_lineage")),
    )
    op.create_index("ix_lineage_from_plan", "lineage", ["from_plan"], unique=False)


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("office", postgresql.JSONB(), nullable=False),
        sa.Column("position", postgresql.JSONB(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["institution"], ["institutions.acronym"], name=op.f("fk_contacts_institution")),
        sa.ForeignKeyConstraint(
            ["plan", "commitment"],
            ["commitments.plan", "commitments.number"],
            name=op.f("fk_contacts_plan_commitment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index("ix_contacts_of_commitment", "contacts", ["plan", "commitment", "id"], unique=False)


def _folded(texts: list[str]) -> str:
    """As constancia_events.folding was when this revision was written: a migration does not change with the code."""
    words = []
    for text in texts:
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        words += re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return "".join(f" {word}" for word in words)
