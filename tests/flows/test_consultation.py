"""What citizens say and institutions answer reaches the public record by itself, in the same counts everywhere."""

from typing import Any

import altcha
import httpx
import pytest

from constancia.demo import demo_plan
from constancia_testing.orders import Orders
from constancia_testing.people import announce, bearer, eventually, load_plan
from constancia_testing.processes import Processes

PLAN = "/v1/plans/gt-2016-2018"

pytestmark = pytest.mark.timeout(180)


async def body(client: httpx.AsyncClient, path: str) -> Any:
    return (await client.get(path)).json()


async def comment(client: httpx.AsyncClient, consultation: str, text: str, **more: str | int) -> str:
    challenge = altcha.Challenge.from_dict((await client.get("/v1/consultations/proof-challenge")).json())
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    proof = altcha.Payload(challenge, solution).to_base64()
    sent = {"text": text, "sector": "citizen", "proof": proof, **more}

    async def post() -> httpx.Response:  # until the service knows the commitments of the plan
        return await client.post(f"/v1/consultations/{consultation}/comments", json=sent)

    made = await eventually(post, lambda answer: answer.is_success, within=60)
    return str(made.json()["comment"])


async def test_what_became_of_comments_is_counted_the_same_by_both_services(
    processes: Processes, orders: Orders
) -> None:
    registry = orders.database_urls["commitments"]
    async with processes.client() as client:
        await load_plan(client, registry, demo_plan())
        consultation = await announce(client, registry)
        one = await comment(client, consultation, "Publíquenlo", commitment=17, department="GT-09")
        two = await comment(client, consultation, "¿Y las municipalidades?", theme=2)
        three = await comment(client, consultation, "Compre ya")
        contact = await bearer(client, registry, "SCSPR", "plan:admin")
        minfin = await bearer(client, registry, "MINFIN", "responses:write")
        path = f"/v1/consultations/{consultation}"
        hide = {"comments": [three], "act": "hide", "rule": "advertising", "reason": {"es": "Vende algo"}}
        (await client.post(f"{path}/moderation", json=hide, headers=contact)).raise_for_status()
        answer = {"comments": [one], "outcome": "accepted", "text": {"es": "Se publicará"}}
        given = (await client.post(f"{path}/responses", json=answer, headers=minfin)).raise_for_status().json()

        commitment = f"{PLAN}/commitments/17"
        amended = {"fields": {"next_steps": {"es": "Publicar en la radio"}}, "reason": {"es": "Lo pidió la gente"}}
        changed = await client.patch(commitment, json=amended, headers=contact | {"If-Match": "*"})
        changed.raise_for_status()

        async def linked() -> int:
            link = await client.post(f"{path}/responses/{given['id']}/changes", json={"commitment": 17}, headers=minfin)
            return link.status_code

        await eventually(linked, lambda status: status == 201, within=60)
        own = await body(client, f"{path}/statement")
        assert own["all"] == {"received": 3, "hidden": 1, "answered": 1, "waiting": 1, "led_to_change": 1}

        async def told() -> Any:
            found = await body(client, f"{PLAN}/consultation-statements")
            return [one["statement"] for one in found.get("items", []) if one["consultation"] == consultation]

        assert await eventually(told, lambda found: found == [own], within=60) == [own]
        past = await body(client, f"{PLAN}/consultation-statements?as_of=2017-09-29")
        [printed] = past["items"]
        assert (printed["consultation"], printed["days"], printed["state"]) == ("gt-2016-2018-1", 23, "open")
        assert printed["statement"]["all"]["received"] == 2
        assert (await body(client, f"{PLAN}/consultation-statements?as_of=2017-09-20"))["items"][0]["statement"]["all"][
            "received"
        ] == 1
        assert two


async def test_comments_that_nobody_answers_are_a_finding_from_the_day_after_they_were_due(
    processes: Processes, orders: Orders
) -> None:
    async with processes.client() as client:
        await load_plan(client, orders.database_urls["commitments"], demo_plan())

        async def noticed(day: str) -> Any:
            found = (await body(client, f"{PLAN}/findings?as_of={day}")).get("items", [])
            return [one for one in found if one["rule"] in {"comment-unanswered", "window-too-short"}]

        [late] = await eventually(lambda: noticed("2017-10-30"), lambda found: len(found) == 1, within=60)
        assert (late["facts"]["consultation"], late["facts"]["count"], late["facts"]["of"]) == ("gt-2016-2018-1", 2, 2)
        assert late["since"] == "2017-10-30", "thirty days after the window closed, and one"
        assert await noticed("2017-10-29") == []
        page = (await client.get("/planes/gt-2016-2018/hallazgos?as_of=2017-10-30")).text
        assert "2 de 2 comentarios ya debieron responderse" in page
