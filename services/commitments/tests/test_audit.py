"""Every write leaves who, when, from which credential, before and after; no secret is ever in it."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Connection

from commitments.operations import issue_credential, issue_key, revoke_credential, revoke_key
from commitments.tables import metadata
from constancia_db import migrations
from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

GOAL = "/v1/plans/gt-2016-2018/commitments/17/goals/1"
NOT_AUDITED = {
    "audit_log": "it is the audit",
    "event_stage": "tells of writes itself",
    "event_log": "tells of writes itself",
    "log_head": "counts the log",
    "effect_done": "remembers events, not state",
    "projection_checkpoint": "counts what was heard",
    "projection_parked": "holds events that could not be heard",
    "webhook_deliveries": "is itself the record of what was sent",
    "cited_evidence": "a copy of what the evidence service says",
    "idempotency_keys": "remembers requests, not state",
    "api_key_uses": "when a key was used: no state, and written by reads",
}
"""Tables whose rows are no state of the registry, and why; every other table needs `audit.attach` in its migration."""


@pytest.fixture
async def platform(start_platform: StartPlatform, document: bytes) -> Any:
    async with start_platform("commitments", workers=False, loaded=document) as platform:
        yield platform


@pytest.fixture
async def admin(platform: Platform) -> dict[str, str]:
    return await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")


async def fetched(platform: Platform, query: str) -> list[Any]:
    connection = await asyncpg.connect(platform.databases["commitments"])
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()


async def entries(platform: Platform, admin: dict[str, str], query: str = "") -> list[dict[str, Any]]:
    answer = await platform.client.get(f"/v1/audit?{query}", headers=admin)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_no_table_is_forgotten(databases: dict[str, str]) -> None:
    connection = await asyncpg.connect(databases["commitments"])
    rows = await connection.fetch(
        "select tgrelid::regclass::text as name from pg_trigger where tgname = 'audit_change'"
    )
    await connection.close()
    audited = {row["name"] for row in rows}
    assert audited | NOT_AUDITED.keys() == set(metadata.tables)
    assert not audited & NOT_AUDITED.keys()


async def test_no_column_that_holds_a_secret_or_a_document_is_kept(databases: dict[str, str]) -> None:
    connection = await asyncpg.connect(databases["commitments"])
    rows = await connection.fetch(
        "select tgrelid::regclass::text as name, encode(tgargs, 'escape') as args from pg_trigger"
        " where tgname = 'audit_change'"
    )
    await connection.close()
    left_out = {row["name"]: set(row["args"].split("\\000")[1].split(",")) for row in rows}
    for table in metadata.tables.values():
        if table.name in NOT_AUDITED:
            continue
        for column in table.columns:
            if any(word in column.name for word in ("secret", "private", "hash", "document", "password", "token")):
                assert column.name in left_out[table.name], f"{table.name}.{column.name}"


async def test_a_report_is_told_with_who_when_before_and_after(
    platform: Platform, admin: dict[str, str], clock: FixedClock
) -> None:
    headers = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")
    before = (await platform.client.get(GOAL)).json()
    clock.advance(minutes=1)
    trace = f"00-{'a' * 32}-{'b' * 16}-01"
    answer = await platform.client.post(
        f"{GOAL}/reports", json={"level": "complete"}, headers=headers | {"If-Match": "*", "traceparent": trace}
    )
    assert answer.status_code == 201
    found = await entries(platform, admin, f"correlation={'a' * 32}")
    assert {entry["table"] for entry in found} == {"goals", "progress_reports"}
    for entry in found:
        assert entry["actor"].startswith("minfin-")
        assert entry["at"] == "2026-11-23T15:01:00Z"
        assert entry["key"]["plan"] == "gt-2016-2018"
    goal = next(entry for entry in found if entry["table"] == "goals")
    assert goal["key"] == {"plan": "gt-2016-2018", "commitment": 17, "number": 1}
    assert (goal["operation"], goal["before"]["version"]) == ("update", before["version"])
    assert goal["after"]["version"] == before["version"] + 1
    assert "title" not in goal["after"], "only what changed"
    report = next(entry for entry in found if entry["table"] == "progress_reports")
    assert (report["operation"], report["before"], report["after"]["level"]) == ("insert", None, "complete")


async def test_a_refused_command_and_a_dry_run_leave_no_entry(
    platform: Platform, admin: dict[str, str], document: bytes
) -> None:
    headers = await bearer(platform.client, platform.databases["commitments"], "INAP", "reports:write")
    before = await fetched(platform, "select count(*) from audit_log")
    refused = await platform.client.post(
        f"{GOAL}/reports", json={"level": "complete"}, headers=headers | {"If-Match": "*"}
    )
    assert refused.status_code == 403
    dry = await platform.client.post(
        "/v1/imports?dry_run=true", content=document, headers=admin | {"Content-Type": "application/json"}
    )
    assert dry.status_code == 200
    assert await fetched(platform, "select count(*) from audit_log") == before


async def test_no_secret_hash_document_or_private_key_is_in_the_audit(
    platform: Platform, admin: dict[str, str]
) -> None:
    url = platform.databases["commitments"]
    credential, secret = await issue_credential(url, "MINFIN", frozenset({"reports:write"}))
    key_id, key = await issue_key(url, credential.client_id)
    await revoke_key(url, credential.client_id, key_id)
    await revoke_credential(url, credential.client_id)
    hashes = await fetched(
        platform,
        "select encode(secret_hash, 'hex') as h from credentials"
        " union select encode(secret_hash, 'hex') from api_keys"
        " union select private_jwk ->> 'd' from signing_keys"
        " union select left(encode(document, 'hex'), 200) from imports",
    )
    kept = "\n".join(str(tuple(row)) for row in await fetched(platform, "select * from audit_log"))
    assert len(hashes) >= 4
    for planted in (secret, key, *(row["h"] for row in hashes)):
        assert planted not in kept
    of_it = await entries(platform, admin, "table=credentials&actor=constancia")
    made = next(e for e in of_it if e["operation"] == "insert" and e["key"] == {"client_id": credential.client_id})
    assert made["after"]["secret_hash"] == "(left out)"
    revoked = next(e for e in of_it if e["after"] and e["after"].get("revoked_at"))
    assert set(revoked["after"]) == {"revoked_at", "version"}


async def test_a_hidden_column_that_changes_is_said_to_have_changed_and_a_deed_past_us_names_the_role(
    platform: Platform, admin: dict[str, str]
) -> None:
    await fetched(platform, "update credentials set secret_hash = '\\x00' returning 1")
    [entry] = await entries(platform, admin, "table=credentials&limit=1")
    assert entry["actor"].startswith("database:")
    assert (entry["before"], entry["after"]) == ({"secret_hash": "(left out)"}, {"secret_hash": "(left out)"})
    [theme, *_] = await fetched(platform, "delete from themes where number = 1 returning title")
    [gone] = await entries(platform, admin, "table=themes&limit=1")
    assert (gone["operation"], gone["after"], gone["before"]["title"]) == ("delete", None, json.loads(theme["title"]))


async def test_the_audit_only_grows(platform: Platform) -> None:
    for deed in (
        "delete from audit_log",
        "update audit_log set actor = 'nobody'",
        "truncate audit_log",
        "truncate plans cascade",
    ):
        with pytest.raises(asyncpg.RaiseError, match="not allowed"):
            await fetched(platform, deed)


async def test_the_audit_is_read_by_pages_newest_first_and_by_filters(
    platform: Platform, admin: dict[str, str], clock: FixedClock
) -> None:
    first = await platform.client.get("/v1/audit?limit=3&plan=gt-2016-2018", headers=admin)
    cursor = first.json()["next_cursor"]
    second = await platform.client.get(f"/v1/audit?limit=3&plan=gt-2016-2018&cursor={cursor}", headers=admin)
    ids = [item["id"] for item in first.json()["items"] + second.json()["items"]]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 6
    assert (await entries(platform, admin, "table=plans&plan=gt-2016-2018"))[0]["key"] == {"id": "gt-2016-2018"}
    clock.advance(minutes=5)
    made = await platform.client.post(
        "/v1/credentials", json={"institution": "MINFIN", "scopes": ["reports:write"]}, headers=admin
    )
    [entry] = await entries(platform, admin, "since=2026-11-23T15:05:00Z&until=2026-11-23T15:05:00Z")
    assert entry["key"] == {"client_id": made.json()["credential"]["client_id"]}
    assert entry["actor"].startswith("scspr-")
    assert await entries(platform, admin, "until=2026-11-23T15:00:00Z&table=plans") != []
    assert await entries(platform, admin, "actor=nobody") == []
    for wrong in (
        "table=A",
        "actor=%00",
        "plan=x",
        "since=yesterday",
        "until=2026-11-23",
        "since=0001-01-01T00:00:00%2B14:00",
        "correlation=x",
        "cursor=x",
    ):
        answer = await platform.client.get(f"/v1/audit?{wrong}", headers=admin)
        assert answer.status_code == 422, wrong
        assert answer.json()["errors"][0]["parameter"] == wrong.partition("=")[0]


async def test_entries_of_transactions_at_the_same_time_name_each_its_own_writer(platform: Platform) -> None:
    url = platform.databases["commitments"]
    agencies = ["MINFIN", "INAP", "MSPAS", "MINEDUC"]
    tokens = dict(
        zip(
            agencies,
            await asyncio.gather(*(bearer(platform.client, url, one, "reports:write") for one in agencies)),
            strict=True,
        )
    )
    plan = await fetched(
        platform, "select commitment, number, institution from goals join commitment_leads using (commitment)"
    )
    goals = [row for row in plan if row["institution"] in agencies][:12]

    async def reported(row: Any) -> None:
        path = f"/v1/plans/gt-2016-2018/commitments/{row['commitment']}/goals/{row['number']}/reports"
        headers = tokens[row["institution"]] | {"If-Match": "*"}
        assert (
            await platform.client.post(
                path, json={"level": "initiated", "reason": {"es": "Se revisó"}}, headers=headers
            )
        ).status_code == 201

    await asyncio.gather(*(reported(row) for row in goals))
    rows = await fetched(
        platform,
        "select a.actor, r.stated_by from audit_log a join progress_reports r"
        " on r.commitment = (a.key ->> 'commitment')::int"
        " and r.goal = (a.key ->> 'goal')::int and r.n = (a.key ->> 'n')::int"
        " where a.table_name = 'progress_reports' and a.actor <> 'constancia' and a.operation = 'insert'",
    )
    assert len(rows) >= len(goals)
    assert all(row["actor"] == row["stated_by"] for row in rows if not row["actor"].startswith("scspr"))


async def test_a_migration_may_fill_a_column_and_then_alter_its_table(
    platform: Platform, admin: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def migrate(connection: Connection) -> None:
        def revision() -> None:
            connection.exec_driver_sql("update themes set slug = slug || '-x' where number = 1")
            connection.exec_driver_sql("alter table themes add column note text")

        alembic = SimpleNamespace(
            configure=lambda **_: None, begin_transaction=connection.begin, run_migrations=revision
        )
        monkeypatch.setattr(migrations, "context", alembic)
        migrations._migrate(connection, metadata)

    async with platform.apps["commitments"].state.engine.connect() as connection:
        await connection.run_sync(migrate)
    [entry] = await entries(platform, admin, "table=themes&limit=1")
    assert (entry["operation"], entry["actor"][:9]) == ("update", "database:")
