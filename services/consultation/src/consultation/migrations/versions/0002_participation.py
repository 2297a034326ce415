"""Comments with receipts, moderation, answers, proposals, questionnaires, notices; what the registry says."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

_INSTANT = sa.DateTime(timezone=True)
_TEXT = sa.Text()
_JSON = postgresql.JSONB()
_TEXTS = postgresql.ARRAY(sa.Text())


def upgrade() -> None:
    """Go forward."""
    _consultations()
    _comments()
    _keeping()
    _answering()
    _questionnaires()
    _registry()


def _consultations() -> None:
    for column in (
        sa.Column("kind", _TEXT, nullable=False, server_default=sa.text("'comments'")),
        sa.Column("purpose", _TEXT, nullable=False, server_default=sa.text("'other'")),
        sa.Column("title", _JSON, nullable=True),
        sa.Column("document_url", _TEXT, nullable=True),
        sa.Column("answer_days", sa.Integer(), nullable=False, server_default=sa.text("30")),
        sa.Column("reason", _JSON, nullable=True),
        sa.Column("opened_said", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("closed_said", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("reported_on", sa.Date(), nullable=True),
    ):
        op.add_column("consultations", column)
    op.execute("update consultations set purpose = 'self_assessment' where subject ilike '%self-assessment%'")


def _comments() -> None:
    for column in (
        sa.Column("title", _TEXT, nullable=True),
        sa.Column("author", _TEXT, nullable=True),
        sa.Column("department", _TEXT, nullable=True),
        sa.Column("theme", sa.Integer(), nullable=True),
        sa.Column("commitment", sa.Integer(), nullable=True),
        sa.Column("in_reply_to", _TEXT, nullable=True),
        sa.Column("text_sha256", _TEXT, nullable=False, server_default=sa.text("''")),
        sa.Column("code_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("visibility", _TEXT, nullable=False, server_default=sa.text("'published'")),
        sa.Column("rule", _TEXT, nullable=True),
        sa.Column("flags", _TEXTS, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("redactions", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("institution", _TEXT, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("response", _TEXT, nullable=True),
        sa.Column("outcome", _TEXT, nullable=True),
        sa.Column("changed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("endorsements", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("step", _TEXT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column("search", postgresql.TSVECTOR(), nullable=True),
    ):
        op.add_column("comments", column)
    op.create_foreign_key(op.f("fk_comments_in_reply_to"), "comments", "comments", ["in_reply_to"], ["id"])
    op.create_unique_constraint(op.f("uq_comments_code_sha256"), "comments", ["code_sha256"])
    op.create_index("ix_comments_search", "comments", ["search"], unique=False, postgresql_using="gin")
    op.create_index("ix_comments_in_reply_to", "comments", ["in_reply_to"], unique=False)
    op.create_index("ix_comments_response", "comments", ["response"], unique=False)
    waiting = sa.text("response is null")
    op.create_index(
        "ix_comments_waiting", "comments", ["institution", "due_on"], unique=False, postgresql_where=waiting
    )
    # As `wording.searchable` and `wording.fingerprint` do it, for the few that plan files brought so far.
    op.execute(
        "update comments set text_sha256 = encode(sha256(convert_to(text ->> 'es', 'UTF8')), 'hex'),"
        " search = to_tsvector('spanish', regexp_replace(translate(lower(text ->> 'es'), 'áéíóúüñ', 'aeiouun'),"
        " '([cs])ion\\y', '\\1ión', 'g'))"
    )
    op.create_table(
        "endorsements",
        sa.Column("comment", _TEXT, nullable=False),
        sa.Column("by", _TEXT, nullable=False),
        sa.Column("endorsed_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["by"], ["comments.id"], name=op.f("fk_endorsements_by")),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_endorsements_comment")),
        sa.PrimaryKeyConstraint("comment", "by", name=op.f("pk_endorsements")),
    )
    op.create_table(
        "moderation_acts",
        sa.Column("comment", _TEXT, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("consultation", _TEXT, nullable=False),
        sa.Column("act", _TEXT, nullable=False),
        sa.Column("rule", _TEXT, nullable=True),
        sa.Column("role", _TEXT, nullable=False),
        sa.Column("institution", _TEXT, nullable=True),
        sa.Column("reason", _JSON, nullable=True),
        sa.Column("words", _TEXT, nullable=True),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("acted_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_moderation_acts_comment")),
        sa.PrimaryKeyConstraint("comment", "number", name=op.f("pk_moderation_acts")),
    )
    register = ["consultation", "acted_at", "comment", "number"]
    op.create_index("ix_moderation_acts_register", "moderation_acts", register, unique=False)


def _keeping() -> None:
    op.create_table(
        "contacts",
        sa.Column("comment", _TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("language", _TEXT, nullable=False),
        sa.Column("erase_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_contacts_comment")),
        sa.PrimaryKeyConstraint("comment", name=op.f("pk_contacts")),
    )
    op.create_index(op.f("ix_contacts_erase_on"), "contacts", ["erase_on"], unique=False)
    op.create_table(
        "digest_addresses",
        sa.Column("institution", _TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("institution", name=op.f("pk_digest_addresses")),
    )
    op.create_table(
        "digest_weeks",
        sa.Column("plan", _TEXT, nullable=False),
        sa.Column("institution", _TEXT, nullable=False),
        sa.Column("week", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("plan", "institution", "week", name=op.f("pk_digest_weeks")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("comment", _TEXT, nullable=True),
        sa.Column("institution", _TEXT, nullable=True),
        sa.Column("detail", _JSON, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("settled_at", _INSTANT, nullable=True),
        sa.Column("outcome", _TEXT, nullable=True),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_notices_comment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    unsettled = sa.text("settled_at is null")
    op.create_index("ix_notices_due", "notices", ["due_at"], unique=False, postgresql_where=unsettled)
    op.create_table(
        "receipt_keys",
        sa.Column("kid", _TEXT, nullable=False),
        sa.Column("private_jwk", _JSON, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_receipt_keys")),
    )
    op.create_table(
        "spent_proofs",
        sa.Column("proof", _TEXT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("proof", name=op.f("pk_spent_proofs")),
    )
    op.create_index(op.f("ix_spent_proofs_expires_at"), "spent_proofs", ["expires_at"], unique=False)
    op.create_table(
        "recent_posts",
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("comment", _TEXT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_recent_posts")),
    )
    op.create_index(op.f("ix_recent_posts_expires_at"), "recent_posts", ["expires_at"], unique=False)


def _answering() -> None:
    op.create_table(
        "responses",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("consultation", _TEXT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("institution", _TEXT, nullable=True),
        sa.Column("outcome", _TEXT, nullable=False),
        sa.Column("text", _JSON, nullable=False),
        sa.Column("answered_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["consultation"], ["consultations.id"], name=op.f("fk_responses_consultation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
        sa.UniqueConstraint("consultation", "n", name=op.f("uq_responses_consultation_n")),
    )
    op.create_table(
        "linked_changes",
        sa.Column("response", _TEXT, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=True),
        sa.Column("linked_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["response"], ["responses.id"], name=op.f("fk_linked_changes_response")),
        sa.PrimaryKeyConstraint("response", "position", name=op.f("pk_linked_changes")),
    )
    op.create_table(
        "proposal_steps",
        sa.Column("comment", _TEXT, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", _TEXT, nullable=False),
        sa.Column("reason", _JSON, nullable=True),
        sa.Column("criteria", _JSON, nullable=True),
        sa.Column("into", _TEXT, nullable=True),
        sa.Column("commitment", sa.Integer(), nullable=True),
        sa.Column("decided_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_proposal_steps_comment")),
        sa.ForeignKeyConstraint(["into"], ["comments.id"], name=op.f("fk_proposal_steps_into")),
        sa.PrimaryKeyConstraint("comment", "number", name=op.f("pk_proposal_steps")),
    )


def _questionnaires() -> None:
    op.create_table(
        "questionnaires",
        sa.Column("consultation", _TEXT, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("questions", _JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["consultation"], ["consultations.id"], name=op.f("fk_questionnaires_consultation")),
        sa.PrimaryKeyConstraint("consultation", name=op.f("pk_questionnaires")),
    )
    op.create_table(
        "questionnaire_answers",
        sa.Column("consultation", _TEXT, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("theme", sa.Integer(), nullable=False),
        sa.Column("institutions", _TEXTS, nullable=False),
        sa.Column("rating", _TEXT, nullable=True),
        sa.Column("points", _JSON, nullable=False),
        sa.Column("answered_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation"], ["questionnaires.consultation"], name=op.f("fk_questionnaire_answers_consultation")
        ),
        sa.PrimaryKeyConstraint("consultation", "n", name=op.f("pk_questionnaire_answers")),
    )
    op.execute(
        "insert into questionnaires (consultation, held_on, questions, version) select id,"
        " (workshop ->> 'held_on')::date, workshop -> 'questions', 0 from consultations where workshop is not null"
    )
    op.execute(
        "insert into questionnaire_answers (consultation, n, theme, institutions, rating, points, answered_at)"
        " select id, said.n, (said.answer ->> 'theme')::int,"
        " array(select jsonb_array_elements_text(said.answer -> 'institutions')), said.answer ->> 'rating',"
        " said.answer -> 'points', now() from consultations,"
        " lateral jsonb_array_elements(workshop -> 'answers') with ordinality as said(answer, n)"
        " where workshop is not null"
    )


def _registry() -> None:
    op.create_table(
        "known_plans",
        sa.Column("plan", _TEXT, nullable=False),
        sa.Column("title", _JSON, nullable=False),
        sa.Column("time_zone", _TEXT, nullable=False),
        sa.Column("languages", _TEXTS, nullable=False),
        sa.Column("themes", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("plan", name=op.f("pk_known_plans")),
    )
    op.create_table(
        "known_institutions",
        sa.Column("acronym", _TEXT, nullable=False),
        sa.Column("name", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("acronym", name=op.f("pk_known_institutions")),
    )
    op.create_table(
        "known_commitments",
        sa.Column("plan", _TEXT, nullable=False),
        sa.Column("commitment", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("theme", sa.Integer(), nullable=False),
        sa.Column("title", _JSON, nullable=False),
        sa.Column("leads", _TEXTS, nullable=False),
        sa.PrimaryKeyConstraint("plan", "commitment", name=op.f("pk_known_commitments")),
    )
    op.create_table(
        "registry_changes",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("plan", _TEXT, nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=True),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_registry_changes")),
    )
    op.create_index("ix_registry_changes_of", "registry_changes", ["plan", "commitment", "goal"], unique=False)
