"""What was on record before plans had a life gets one, and its texts become the first of the log."""

import asyncio
import json

import asyncpg
from alembic import command
from pydantic import SecretStr

from commitments.amendment.aggregate import differences
from commitments.commitment.aggregate import FIELDS
from commitments.plan.store import load as load_plan
from constancia_db.engine import create_engine
from constancia_db.migrations import _config, upgrade
from constancia_testing.servers import Templates

BEFORE = """
    drop schema public cascade;
    create schema public;
"""
ROWS = f"""
    insert into institutions values ('MINFIN', '{{"es": "Finanzas"}}', 'executive', true, 1);
    insert into plans values ('gt-2016-2018', 'GT', 3, '{{"es": "Plan"}}', '2016-06-30', '2018-06-30', '2016-08-11',
        '{{es}}', 'America/Guatemala', 'majority', 1, 4);
    insert into plans values ('gt-2030-2032', 'GT', 9, '{{"es": "Otro"}}', '2030-06-30', '2032-06-30', null,
        '{{es}}', 'America/Guatemala', 'majority', 1, 1);
    insert into themes values ('gt-2016-2018', 1, 'uno', '{{"es": "Uno"}}');
    insert into commitments values ('gt-2016-2018', 1, 'GT0063', 1, '{{"es": "Formación"}}', '2016-06', '2017-06',
        '{json.dumps(dict.fromkeys(FIELDS))}', 2);
    insert into commitment_leads values ('gt-2016-2018', 1, 'MINFIN', 0, 'lead');
    insert into goals values ('gt-2016-2018', 1, 1, '{{"es": "Capacitación"}}', '2016-06', '2017-06', null, null, 0, 3);
    insert into subgoals values ('gt-2016-2018', 1, 1, 1, '{{"es": "Año uno"}}', '2016-06', '2016-12');
"""


async def test_a_plan_of_before_has_its_state_its_first_texts_and_is_found_by_words(templates: Templates) -> None:
    fresh = templates.fresh(("commitments",))
    try:
        url = fresh["commitments"]
        connection = await asyncpg.connect(url)
        await connection.execute(BEFORE)
        await asyncio.to_thread(command.upgrade, _config(url, "commitments"), "0001")
        await connection.execute(ROWS)
        await asyncio.to_thread(upgrade, url, "commitments")
        states = dict(await connection.fetch("select id, state from plans"))
        assert states == {"gt-2016-2018": "in_implementation", "gt-2030-2032": "draft"}
        step = await connection.fetchrow("select * from plan_transitions where plan = 'gt-2016-2018'")
        assert step is not None
        assert (step["n"], str(step["effective_on"]), step["effective_at"].hour) == (1, "2016-08-11", 6)
        assert await connection.fetchval("select folded from commitments") == " formacion gt0063"
        assert await connection.fetchval("select folded from goals") == " capacitacion ano uno"
        texts = await connection.fetch("select kind, text, in_log from changes where plan = 'gt-2016-2018' order by n")
        assert [row["kind"] for row in texts if not row["in_log"]] == ["plan", "commitment", "goal"]
        engine = create_engine(SecretStr(url), pool=1, name="test")
        async with engine.connect() as reading:
            plan = await load_plan(reading, "gt-2016-2018")
        await engine.dispose()
        assert list(differences(json.loads(texts[0]["text"]), plan.text())) == []
        await connection.close()
    finally:
        templates.drop(fresh)
