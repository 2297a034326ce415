"""Commands that change one plan, and two plans with the same institutions, at once: each waits, none for ever."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pydantic import SecretStr

import commitments.commitment.store as commitment_store
import commitments.institution.store as institution_store
import commitments.plan.store as plan_store
from constancia_bus.transaction import Transaction
from constancia_db.engine import create_engine
from constancia_events.keys import CommitmentKey
from constancia_runtime.trace import current
from constancia_testing.people import load_plan

WHY = {"es": "Lo acordó la mesa"}
OTHER = "/v1/plans/gt-2020-2022"
ROUNDS = 3
Ask = Callable[[int], Awaitable[Any]]


@pytest.fixture
async def two_plans(desk: Any, document: bytes) -> Any:
    """The real plan, and a small one that is being implemented and has some of the same institutions."""
    await load_plan(desk.platform.client, desk.platform.databases["commitments"], document)
    await desk.small_plan("in_implementation")
    desk.plan = "/v1/plans/gt-2016-2018"
    return desk


def commands(desk: Any, minfin: dict[str, str], irm: dict[str, str], plan_file: Any) -> dict[str, Ask]:
    """One of each kind by its name; the number tells the rounds apart."""
    post, patch, client = desk.post, desk.patch, desk.platform.client
    said, whatever = {"reason": WHY}, {"If-Match": "*"}
    goal, commitment = "/commitments/17/goals/1", "/commitments/17"
    sits = {"kind": "roundtable", "held_on": "2017-03-01", "status": "held"}
    half = {"kind": "half_yearly", "starts_on": "2017-01-01", "ends_on": "2017-06-30", "due_on": "2017-07-15"}
    descent = {"kind": "continues", "from_plan": "gt-2016-2018", "to_commitment": 1}
    leads = [{"institution": name, "role": "lead"} for name in ("SCSPR", "MINFIN", "AC")]

    async def other(path: str, body: Any) -> Any:
        return await client.post(f"{OTHER}{path}", json=body, headers=desk.headers)

    async def report(n: int) -> Any:
        body = {"level": "complete", "narrative": {"es": f"Ronda {n}"}}
        return await post(f"{goal}/reports", body, minfin | whatever)

    async def load(n: int) -> Any:
        plan_file["plan"]["title"]["es"] = f"Plan de la ronda {n}"
        json_type = {"Content-Type": "application/json"}
        body = json.dumps(plan_file)
        return await client.post("/v1/imports", content=body, headers=desk.headers | json_type, params={"reason": "Sí"})

    async def lead_elsewhere(n: int) -> Any:
        body = {"leads": leads[:: (-1) ** n], "reason": {"es": f"Ronda {n}"}}
        return await client.patch(f"{OTHER}/commitments/1", json=body, headers=desk.headers | whatever)

    return {
        "report": report,
        "declare": lambda n: post(
            f"{commitment}/declarations", {"level": "complete", "narrative": {"es": f"R{n}"}}, minfin | whatever
        ),
        "assess": lambda n: post(f"{goal}/irm-assessments", {"level": "initiated", "reason": {"es": f"R{n}"}}, irm),
        "assess the whole": lambda _: post(f"{commitment}/irm-assessments", {"level": "complete"}, irm),
        "amend a goal": lambda n: patch(goal, {"title": {"es": f"Meta de la ronda {n}"}, **said}),
        "amend a commitment": lambda n: patch(commitment, {"title": {"es": f"Compromiso {n}"}, **said}),
        "amend a plan": lambda n: patch("", {"title": {"es": f"Plan {n}"}, **said}),
        "enter a goal": lambda n: other(
            "/commitments/1/goals",
            {"number": 7 + n, "title": {"es": "Más"}, "starts_on": "2021-01", "ends_on": "2021-06", **said},
        ),
        "load a file": load,
        "seat": lambda n: post("/working-groups/1/members", {"institution": ["AC", "MINFIN", "SCSPR"][n % 3]}),
        "meet": lambda _: post("/meetings", {**sits, "attendance": ["AC", "SCSPR", "MINFIN"]}),
        "meet elsewhere": lambda _: other(
            "/meetings", {**sits, "held_on": "2021-03-01", "attendance": ["MINFIN", "AC", "SCSPR"]}
        ),
        "lead elsewhere": lead_elsewhere,
        "group": lambda _: post("/working-groups", {"commitments": [17], "convened_by": ["SCSPR", "AC"]}),
        "enter a figure": lambda n: post(
            "/indicators", {"key": f"ronda_{n}", "commitment": 17, "label": {"es": "R"}, "unit": {"es": "u"}}, minfin
        ),
        "open a period": lambda _: post("/periods", half),
        "close a period": lambda _: post("/periods/1/close", said, desk.headers | whatever),
        "descend": lambda n: other("/lineage", {**descent, "from_commitment": n + 1}),
        "keep an institution": lambda _: desk.institution("AC", **whatever),
        "keep a contact": lambda _: post(
            f"{commitment}/contacts",
            {"institution": "MINFIN", "office": {"es": "Despacho"}, "position": {"es": "Enlace"}},
            minfin,
        ),
    }


async def test_commands_of_every_kind_at_once_wait_for_each_other_and_none_for_ever(
    two_plans: Any, plan_file: Any
) -> None:
    desk = two_plans
    minfin = await desk.bearer("MINFIN", "reports:write")
    irm = await desk.bearer("AC", "irm:write")
    kinds = commands(desk, minfin, irm, plan_file)
    said = defaultdict[str, list[int]](list)

    async def give(name: str, ask: Ask, n: int) -> None:
        answer = await ask(n)
        said[name].append(int(answer.status_code))
        assert answer.status_code < 500, f"{name}: {answer.text}"

    await asyncio.gather(*(give(name, ask, n) for n in range(ROUNDS) for name, ask in kinds.items()))
    assert {name for name, statuses in said.items() if min(statuses) >= 300} == set(), said


async def test_who_refers_to_what_another_holds_does_not_wait_for_it(two_plans: Any) -> None:
    """Two commands may name two institutions in two orders: if each waited for the other's, neither would end."""
    desk = two_plans
    engine = create_engine(SecretStr(desk.platform.databases["commitments"]), pool=1, name="holder")
    minfin = await desk.bearer("MINFIN", "reports:write")
    try:
        async with engine.begin() as connection:
            tx = Transaction(connection=connection, actor="holder", now=desk.clock.now(), trace=current())
            await plan_store.hold(tx, "gt-2016-2018")
            await institution_store.hold(tx, ["AC", "MINFIN"])
            await commitment_store.hold(tx, CommitmentKey(plan="gt-2016-2018", commitment=17))
            body = {"institution": "MINFIN", "office": {"es": "Despacho"}, "position": {"es": "Enlace"}}
            async with asyncio.timeout(20):
                kept = await desk.post("/commitments/17/contacts", body, minfin)
            assert kept.status_code == 201, "while they are held"
    finally:
        await engine.dispose()
