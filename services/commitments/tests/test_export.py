"""The present record as a plan file: whatever was changed over HTTP, loading the file again says nothing."""

import json
from typing import Any

from constancia_events.plan_file import PlanFile

WHY = {"reason": {"es": "Lo acordó la mesa"}}
EARLIER = "/v1/plans/gt-2014-2016"
OF_OTHERS = {"consultation"}


async def changed_everywhere(desk: Any) -> None:
    """Something in every section of the plan file, by everybody who may."""
    minfin = await desk.bearer("MINFIN", "reports:write") | {"If-Match": "*"}
    contact = desk.headers | {"If-Match": "*"}
    plan = await desk.get()
    themes = [{**one, "title": {"es": f"{one['title']['es']} (bis)"}} for one in plan["themes"]]
    step = {"number": 90, "title": {"es": "Taller"}, "starts_on": "2017-01", "office": {"es": "Despacho"}}
    actor = {"kind": "private", "name": {"es": "Una empresa"}, "institution": None}
    promise = {
        "title": {"es": "Otro título"},
        "fields": {"ambition": {"es": "Más"}},
        "leads": [{"institution": "AC", "role": "coordinator"}, {"institution": "MINFIN", "role": "lead"}],
        "other_actors": [actor],
        "budget": {"amount": "12.50", "currency": "GTQ", "source": {"es": "Fondo"}},
        "sdgs": ["16.6"],
        "national_links": [{"es": "K'atun"}],
        "activities": [step],
    }
    goal = {"title": {"es": "Otra meta"}, "depends_on": [{"commitment": 1, "goal": 1}], "ends_on": "2018-05"}
    told = {"level": "complete", "narrative": {"es": "Se hizo"}, "next_steps": {"es": "Nada"}}
    held = {"kind": "roundtable", "held_on": "2017-03-01", "status": "held", "attendance": ["MINFIN", "AC"]}
    figure = {"key": "nueva", "commitment": 17, "goal": 1, "label": {"es": "Nueva"}, "unit": {"es": "%"}}
    stated = {"value": 0.25, "as_of": "2017-06", "where": "Informe", "lines": [3], "evidence_url": "https://x.gt/a"}
    descent = {"kind": "continues", "from_plan": "gt-2014-2016", "from_commitment": 1, "to_commitment": 17}
    body = {"number": 1, "theme": 1, "title": {"es": "Uno"}, "starts_on": "2014-07", "ends_on": "2016-06"}
    leave = {"left_on": "2017-01-31", **WHY}
    client = desk.platform.client

    async def institution() -> Any:
        body = {"name": {"es": "Otro nombre"}, "kind": "observer"}
        return await client.put("/v1/institutions/AC", json=body, headers=contact)

    async def earlier() -> Any:
        return await client.post(f"{EARLIER}/commitments", json=body, headers=desk.headers)

    for n, answer in enumerate(
        [
            await desk.draft("gt-2014-2016"),
            await earlier(),
            await institution(),
            await desk.patch("", {"title": {"es": "Otro plan"}, "themes": themes, "evidence_gate": "warn", **WHY}),
            await desk.patch("/commitments/17", {**promise, **WHY}),
            await desk.patch("/commitments/17/goals/1", {**goal, **WHY}),
            await desk.post("/commitments/17/goals/1/reports", told, minfin),
            await desk.post("/commitments/17/declarations", {"level": "complete"}, minfin),
            await desk.patch("/working-groups/1", {"title": {"es": "Grupo"}, "convened_by": ["AC"]}),
            await desk.post("/working-groups/1/members", {"institution": "MINFIN", "joined_on": "2017-02-01"}),
            await desk.post("/roundtable/AC/leave", leave, contact),
            await desk.post("/roundtable", {"institution": "AC", "joined_on": "2017-03-01"}),
            await desk.post("/meetings", held),
            await desk.patch("/meetings/1", {"place": {"es": "Otro lugar"}, "department": "GT-16"}),
            await desk.post("/indicators", figure),
            await desk.post("/indicators/nueva/statements", stated, contact),
            await desk.post("/recommendations/a/follow-ups", {"text": {"es": "Hecho"}, "commitment": 17}, contact),
            await desk.post("/lineage", descent),
        ]
    ):
        assert answer.is_success, f"{n}: {answer.text}"


async def test_a_change_in_every_section_is_exported_and_loading_that_says_nothing(
    guatemala: Any, plan_file: Any
) -> None:
    desk = guatemala
    before = PlanFile.model_validate(plan_file)
    await changed_everywhere(desk)
    exported = await desk.get("/file")
    after = PlanFile.model_validate(exported)
    same = {name for name in PlanFile.model_fields if getattr(before, name) == getattr(after, name)}
    assert same == OF_OTHERS, "what other services own stands as it came, and every section of ours was changed"
    headers = desk.headers | {"Content-Type": "application/json"}
    again = await desk.platform.client.post("/v1/imports", content=json.dumps(exported), headers=headers)
    assert (again.status_code, again.json()["events"]) == (200, 0), again.text
    assert await desk.get("/file") == exported
