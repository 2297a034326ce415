"""A lead cites and withdraws over REST, beside the real registry: who may, what is kept, and the gate it opens."""

import json
from pathlib import Path
from typing import Any

import pytest

from constancia_testing.people import bearer, eventually
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform
from constancia_web.translations import Translations
from evidence.means_of_verification import errors
from evidence.means_of_verification.aggregate import evidence_id

GOAL = "/v1/plans/gt-2016-2018/commitments/17/goals/4"
URL = "http://a.gob.gt/carpeta\\acta 1.pdf "
CITED = {"url": URL, "kind": "document"}


@pytest.fixture
async def platform(start_platform: StartPlatform, pytestconfig: pytest.Config) -> Any:
    """Registry and evidence service with a plan that enforces evidence; goal 17.4 and its two subgoals cite nothing."""
    demo = Path(pytestconfig.rootpath) / "deploy/standalone/src/constancia/demo/gt-2016-2018.json"
    file = json.loads(demo.read_text(encoding="utf-8"))
    file["plan"]["evidence_gate"] = "enforce"
    for commitment in file["commitments"]:
        for goal in commitment["goals"]:
            goal["evidence"].append({"url": "http://proof.gob.gt", "kind": "page", "subgoal": None})
    part = {"number": 1, "title": {"es": "Parte"}, "starts_on": "2017-01", "ends_on": "2017-02", "level": None}
    file["commitments"][16]["goals"][3].update(evidence=[], subgoals=[part, part | {"number": 2}])
    async with start_platform("commitments", "evidence", loaded=json.dumps(file).encode()) as platform:
        yield platform


async def token(platform: Platform, institution: str = "MINFIN", *scopes: str) -> dict[str, str]:
    scopes = scopes or ("evidence:write",)
    return await bearer(platform.client, platform.databases["commitments"], institution, *scopes)


async def cite(platform: Platform, headers: dict[str, str], goal: str = GOAL, **change: Any) -> Any:
    """Cite, waiting until the evidence service has heard of the goal."""

    async def sent() -> Any:
        return await platform.client.post(f"{goal}/evidence", json=CITED | change, headers=headers)

    return await eventually(sent, lambda answer: answer.status_code != 404)


async def test_complete_is_taken_once_its_lead_has_cited_and_refused_once_withdrawn(platform: Platform) -> None:
    reporter = await token(platform, "MINFIN", "reports:write", "evidence:write")

    async def report() -> int:
        body, headers = {"level": "complete"}, reporter | {"If-Match": "*"}
        answer = await platform.client.post(f"{GOAL}/reports", json=body, headers=headers)
        return int(answer.status_code)

    assert await report() == 409
    made = await cite(platform, reporter)
    assert (made.status_code, made.headers["location"]) == (201, f"/v1/evidence/{evidence_id(URL)}")
    assert (await platform.client.get(made.headers["location"])).json()["url"] == URL, "exactly as it was given"
    await eventually(report, lambda status: status == 201)

    own = f"{GOAL}/evidence/{evidence_id(URL)}"
    assert (await platform.client.delete(own, headers=reporter)).status_code == 428
    assert (await platform.client.delete(own, headers=reporter | {"If-Match": '"9"'})).status_code == 412
    seen = reporter | {"If-Match": made.headers["etag"]}
    assert (await platform.client.delete(own, headers=seen)).status_code == 204
    assert (await platform.client.delete(own, headers=reporter | {"If-Match": "*"})).status_code == 404
    [use] = (await platform.client.get(made.headers["location"])).json()["uses"]
    assert use["withdrawn_at"] is not None, "that it was cited stays on record"
    await eventually(report, lambda status: status == 409)


async def test_an_address_is_cited_once_for_each_part_in_the_order_in_which_it_came(platform: Platform) -> None:
    headers = await token(platform)
    for change in ({}, {"subgoal": 2}, {"url": "http://b.gob.gt"}):
        assert (await cite(platform, headers, **change)).status_code == 201
    again = await cite(platform, headers | {"Accept-Language": "es"}, kind="page")
    assert (again.status_code, again.json()["detail"]) == (409, f"Esto ya está citado aquí, como {evidence_id(URL)}")
    found = (await platform.client.get(f"{GOAL}/evidence")).json()["items"]
    assert [(one["url"], one["subgoal"]) for one in found] == [(URL, None), (URL, 2), ("http://b.gob.gt", None)]
    path = f"{GOAL}/evidence/{evidence_id(URL)}?subgoal=2"
    assert (await platform.client.delete(path, headers=headers | {"If-Match": "*"})).status_code == 204
    found = (await platform.client.get(f"{GOAL}/evidence")).json()["items"]
    assert [one["subgoal"] for one in found] == [None, None]


async def test_strangers_are_refused_and_nothing_is_cited(platform: Platform) -> None:
    stranger = await token(platform, "MSPAS", "evidence:write", "reports:write")
    refused = await cite(platform, stranger | {"Accept-Language": "es"})
    assert refused.status_code == 403
    assert refused.json()["detail"].endswith("sus metas: MINFIN")
    withdrawal = f"{GOAL}/evidence/{evidence_id('http://proof.gob.gt')}"
    assert (await platform.client.delete(withdrawal, headers=stranger | {"If-Match": "*"})).status_code == 403
    assert (await cite(platform, await token(platform, "MINFIN", "reports:write"))).status_code == 403
    assert (await cite(platform, {})).status_code == 401
    assert (await cite(platform, {"Authorization": "Bearer x.y.z"})).status_code == 401
    assert (await platform.client.get(f"{GOAL}/evidence")).json()["items"] == []


async def test_what_cannot_be_cited_is_told_field_by_field(platform: Platform) -> None:
    headers = await token(platform)
    for change, pointer in (
        ({"url": ""}, "/url"),
        ({"url": "a\x00b"}, "/url"),
        ({"url": "x" * 4_001}, "/url"),
        ({"kind": "rumour"}, "/kind"),
        ({"subgoal": 9}, "/subgoal"),
        ({"subgoal": 10**30}, "/subgoal"),
        ({"order": 1}, "/order"),
    ):
        answer = await cite(platform, headers, **change)
        assert (answer.status_code, [f["pointer"] for f in answer.json()["errors"]]) == (422, [pointer])
    await cite(platform, headers)
    unknown = GOAL.replace("goals/4", "goals/99")
    answer = await platform.client.post(f"{unknown}/evidence", json=CITED, headers=headers)
    assert answer.status_code == 404
    nothing = f"{GOAL}/evidence/{evidence_id('http://nowhere.gt')}"
    assert (await platform.client.delete(nothing, headers=headers | {"If-Match": "*"})).status_code == 404


def test_every_refusal_has_its_spanish() -> None:
    catalogue = Translations.load("evidence")
    for error in (errors.GoalUnknown, errors.SubgoalUnknown, errors.NotTheLead, errors.AlreadyCited):
        assert catalogue.knows("es", error.message)
    assert catalogue.knows("es", errors.NotCitedHere.message)


async def test_a_key_is_taken_here_too_and_what_the_registry_ends_ends_here_at_once(platform: Platform) -> None:
    admin = await token(platform, "SCSPR", "plan:admin")
    asked = {"institution": "MINFIN", "scopes": ["evidence:write"]}
    made = (await platform.client.post("/v1/credentials", json=asked, headers=admin)).json()
    client_id, secret = made["credential"]["client_id"], made["client_secret"]
    path = f"/v1/credentials/{client_id}"
    key = (await platform.client.post(f"{path}/keys", headers=admin | {"If-Match": "*"})).json()["api_key"]
    form = {"grant_type": "client_credentials"}
    got = (await platform.client.post("/oauth2/token", data=form, auth=(client_id, secret))).json()["access_token"]
    shown = ({"X-API-Key": key}, {"Authorization": f"Bearer {got}"})
    whom = await platform.client.get("/v1/credentials/self", headers=shown[0])
    assert whom.json() == {"client_id": client_id, "institution": "MINFIN", "scopes": ["evidence:write"]}

    for n, headers in enumerate(shown):
        assert (await cite(platform, headers, url=f"http://a.gob.gt/{n}")).status_code == 201
    ended = await platform.client.delete(path, headers=admin | {"If-Match": "*"})
    assert ended.status_code == 200
    for headers in shown:
        answer = await cite(platform, headers, url="http://a.gob.gt/tarde")
        assert (answer.status_code, answer.headers["www-authenticate"][:6]) == (401, "Bearer")
