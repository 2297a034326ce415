"""The audit of every write: a trigger on each state table tells who changed what, and no writer can forget it.

A service adds the table with `add_audit_log`; its migrations call `create_audit_log` once and `attach` for each table.
Who it was is said by `constancia_bus.transaction`, once for each transaction. Why it is so: docs/adr/0008.
"""

from datetime import datetime

from alembic import op
from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, MetaData, Table, Text, inspect, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

SAY_WHO = (
    "set_config('constancia.at', cast(:said_at as text), true)",
    "set_config('constancia.actor', cast(:actor as text), true)",
    "set_config('constancia.correlation', cast(:correlation as text), true)",
)
"""Three SQL expressions, each of which gives its own value back: when, who and in which trace, for one transaction."""

_SAY_WHO = text(f"select {', '.join(SAY_WHO)}")

_STATEMENTS = (
    """
    create table audit_log (
        id bigint generated always as identity constraint pk_audit_log primary key,
        at timestamptz not null, actor text not null, correlation text,
        table_name text not null, key jsonb not null, operation text not null, before jsonb, after jsonb
    )
    """,
    "create index ix_audit_log_table_name_id on audit_log (table_name, id)",
    "create index ix_audit_log_actor_id on audit_log (actor, id)",
    "create index ix_audit_log_at on audit_log using brin (at)",
    """
    create function audit_change() returns trigger language plpgsql as $$
    declare
        left_out constant text[] := string_to_array(tg_argv[1], ',');
        was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
        becomes jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
        named jsonb;
        name text;
    begin
        select jsonb_object_agg(part, coalesce(was, becomes) -> part) into named
            from unnest(string_to_array(tg_argv[0], ',')) as part;
        if tg_op = 'UPDATE' then
            select jsonb_object_agg(o.key, o.value), jsonb_object_agg(n.key, n.value) into was, becomes
                from jsonb_each(was) as o join jsonb_each(becomes) as n on o.key = n.key and o.value <> n.value;
            if becomes is null then
                return null;
            end if;
        end if;
        foreach name in array left_out loop
            if jsonb_typeof(was -> name) <> 'null' then
                was := was || jsonb_build_object(name, '(left out)');
            end if;
            if jsonb_typeof(becomes -> name) <> 'null' then
                becomes := becomes || jsonb_build_object(name, '(left out)');
            end if;
        end loop;
        insert into audit_log (at, actor, correlation, table_name, key, operation, before, after) values (
            coalesce(cast(nullif(current_setting('constancia.at', true), '') as timestamptz), now()),
            coalesce(nullif(current_setting('constancia.actor', true), ''), 'database:' || session_user),
            nullif(current_setting('constancia.correlation', true), ''),
            tg_table_name, named, lower(tg_op), was, becomes
        );
        return null;
    end $$
    """,
    """
    create function audit_refuse() returns trigger language plpgsql as $$
    begin
        raise exception '% of % is not allowed: its audit would be wrong', tg_op, tg_table_name;
    end $$
    """,
    """
    create trigger audit_refuse before update or delete or truncate on audit_log
        for each statement execute function audit_refuse()
    """,
)


def add_audit_log(metadata: MetaData) -> Table:
    """The table of what was changed, for a service whose state is audited."""
    audit_log = Table(
        "audit_log",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("actor", Text, nullable=False),
        Column("correlation", Text),
        Column("table_name", Text, nullable=False),
        Column("key", JSONB, nullable=False),
        Column("operation", Text, nullable=False),
        Column("before", JSONB(none_as_null=True)),
        Column("after", JSONB(none_as_null=True)),
    )
    Index("ix_audit_log_table_name_id", audit_log.c.table_name, audit_log.c.id)
    Index("ix_audit_log_actor_id", audit_log.c.actor, audit_log.c.id)
    Index("ix_audit_log_at", audit_log.c.at, postgresql_using="brin")
    return audit_log


def create_audit_log() -> None:
    """In a migration: create the table, which only grows, and what writes to it. Never edited: add another."""
    for statement in _STATEMENTS:
        op.execute(statement)


def attach(table: str, *, leave_out: tuple[str, ...] = ()) -> None:
    """In a migration: audit every row of `table`, again after its primary key or `leave_out` has changed.

    `leave_out` names columns whose values must not be kept: secrets and their hashes, documents, private contacts. That
    such a column was changed is kept, as "(left out)".
    """
    inspector = inspect(op.get_bind())
    unknown = set(leave_out) - {column["name"] for column in inspector.get_columns(table)}
    if unknown:
        message = f"{table} has no columns {sorted(unknown)} to leave out"
        raise ValueError(message)
    key = ",".join(inspector.get_pk_constraint(table)["constrained_columns"])
    op.execute(f"drop trigger if exists audit_change on {table}")
    op.execute(f"drop trigger if exists audit_refuse on {table}")
    # Deferred to the commit: by then the transaction has said who it is, together with its events, at no extra cost.
    op.execute(
        f"create constraint trigger audit_change after insert or update or delete on {table}"
        " deferrable initially deferred"
        f" for each row execute function audit_change('{key}', '{','.join(leave_out)}')"
    )
    op.execute(
        f"create trigger audit_refuse before truncate on {table} for each statement execute function audit_refuse()"
    )


async def say_who(connection: AsyncConnection, *, actor: str, correlation: str, at: datetime) -> None:
    """Say for the audit who changes the rows of this transaction; `at` is aware. Without it: the database's role."""
    await connection.execute(_SAY_WHO, {"actor": actor, "correlation": correlation, "said_at": at.isoformat()})
