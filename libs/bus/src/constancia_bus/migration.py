"""The first revision of the library's tables, for a service's first migration to call. Never edited: add another."""

from alembic import op

_EVENT_LOG = (
    """
    create table event_stage (
        id bigint generated always as identity constraint pk_event_stage primary key,
        event_id uuid not null constraint uq_event_stage_event_id unique,
        stream text not null, version bigint not null, type text not null,
        occurred_at timestamptz not null, actor text not null, correlation text not null, causation uuid,
        traceparent text not null, salt bytea not null, body bytea not null
    )
    """,
    """
    create table event_log (
        pos bigint constraint pk_event_log primary key,
        event_id uuid not null constraint uq_event_log_event_id unique,
        stream text not null, version bigint not null, type text not null,
        occurred_at timestamptz not null, recorded_at timestamptz not null,
        actor text not null, correlation text not null, causation uuid,
        traceparent text not null, entry bytea not null, salt bytea, body bytea,
        constraint uq_event_log_stream_version unique (stream, version)
    )
    """,
    """
    create table log_head (
        id integer constraint pk_log_head primary key constraint ck_log_head_one_row check (id = 1),
        pos bigint not null, recorded_at timestamptz not null, epoch text not null
    )
    """,
    "insert into log_head values (1, 0, '-infinity', gen_random_uuid()::text)",
)
_PROJECTIONS = (
    """
    create table projection_checkpoint (
        name text, version integer, source text, epoch text not null, pos bigint not null,
        constraint pk_projection_checkpoint primary key (name, version, source)
    )
    """,
    """
    create table projection_parked (
        name text, version integer, source text, pos bigint, stream text not null, message bytea not null,
        error text not null, tries integer not null, parked_at timestamptz not null, resolved_at timestamptz,
        constraint pk_projection_parked primary key (name, version, source, pos)
    )
    """,
    """
    create index ix_projection_parked_open on projection_parked (name, version, source, stream)
        where resolved_at is null
    """,
)
_EFFECTS = (
    """
    create table effect_done (
        event_id uuid, effect text, done_at timestamptz not null,
        constraint pk_effect_done primary key (event_id, effect)
    )
    """,
)
_REBUILDS = (
    """
    create table projection_rebuilds (
        id bigint generated always as identity constraint pk_projection_rebuilds primary key,
        name text not null, state text not null default 'waiting', done bigint not null default 0,
        total bigint not null default 0, error text, asked_at timestamptz not null default now(), ended_at timestamptz
    )
    """,
)


def create_event_log() -> None:
    """Create stage, log and head, with a new epoch: the name of this log, as long as it lives."""
    for statement in _EVENT_LOG:
        op.execute(statement)


def create_projections() -> None:
    """Create checkpoints and parked events."""
    for statement in _PROJECTIONS:
        op.execute(statement)


def create_effects() -> None:
    """Create the list of effects that are done."""
    for statement in _EFFECTS:
        op.execute(statement)


def create_rebuilds() -> None:
    """Create the list of rebuilds that were asked for."""
    for statement in _REBUILDS:
        op.execute(statement)
