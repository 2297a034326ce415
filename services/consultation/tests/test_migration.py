"""What earlier versions kept is there, whole, after a migration."""

import asyncio
import json
from hashlib import sha256
from typing import Any

import asyncpg

from constancia_db.migrations import upgrade

SERVICE = "consultation"


async def test_workshop_and_comments_of_the_first_version_are_kept_and_found(
    databases: dict[str, str], section: dict[str, Any]
) -> None:
    url = databases[SERVICE]
    database = await asyncpg.connect(url)
    await database.execute("drop schema public cascade; create schema public")
    await asyncio.to_thread(upgrade, url, SERVICE, "0001")
    text = section["comments"][1]["text"]
    await database.execute(
        "insert into consultations (id, plan, n, subject, opens_on, closes_on, opens_at, closes_at, time_zone,"
        " workshop, version) values ('gt-2016-2018-1', 'gt-2016-2018', 1, 'mid-term self-assessment', '2017-09-07',"
        " '2017-09-29', now(), now(), 'America/Guatemala', $1, 1)",
        json.dumps(section["workshop"]),
    )
    await database.execute(
        "insert into comments (id, consultation, received_at, sector, text) values ('c', 'gt-2016-2018-1', now(),"
        " 'citizen', $1)",
        json.dumps(text),
    )
    await asyncio.to_thread(upgrade, url, SERVICE)

    questions = await database.fetchval("select questions from questionnaires where held_on = '2017-09-01'")
    assert json.loads(questions) == section["workshop"]["questions"]
    rows = await database.fetch("select theme, rating, institutions, points from questionnaire_answers order by n")
    kept = [dict(row) | {"points": json.loads(row["points"])} for row in rows]
    assert kept == section["workshop"]["answers"]
    assert await database.fetchval("select purpose from consultations") == "self_assessment"
    row = await database.fetchrow("select text_sha256, visibility, version from comments")
    assert tuple(row) == (sha256(text["es"].encode()).hexdigest(), "published", 1)
    found = "select count(*) from comments where search @@ websearch_to_tsquery('spanish', $1)"
    for words in ("municipalidad", "recurso", "san carlos"):
        assert await database.fetchval(found, words) == 1, words
    await database.close()
