"""Reasoned answers: who owes them, by when, for whom they stand, which change they led to; and the count of it all."""

from typing import Any

import pytest

from constancia_testing.people import eventually


async def respond(public: Any, consultation: str, comments: list[str], headers: dict[str, str], **differs: Any) -> Any:
    body = {"comments": comments, "outcome": "accepted", "text": {"es": "Lo haremos", "en": "We will"}, **differs}
    return await public.client.post(f"/v1/consultations/{consultation}/responses", json=body, headers=headers)


def slug(answer: Any) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


async def amended(public: Any, commitment: int) -> int:
    """The point of contact amends a commitment; gives where that stands in the registry's log, once it is heard."""
    path = f"/v1/plans/gt-2016-2018/commitments/{commitment}"
    etag = (await public.client.get(path)).headers["ETag"]
    body = {"fields": {"next_steps": {"es": "Publicar en las noticias"}}, "reason": {"es": "Lo pidió la ciudadanía"}}
    answer = await public.client.patch(path, json=body, headers=public.contact | {"If-Match": etag})
    assert answer.status_code == 200, answer.text
    query = "select max(position) from registry_changes where commitment = $1 and goal is null"
    first = await public.database.fetchval(
        "select min(position) from registry_changes where commitment = $1 and goal is null", commitment
    )

    async def heard() -> int:
        return int(await public.database.fetchval(query, commitment))

    return int(await eventually(heard, lambda position: position > first))


async def test_a_comment_about_a_commitment_is_its_coordinators_to_answer(public: Any) -> None:
    consultation = await public.announce()
    made = await public.comment(consultation, "¿Y el presupuesto abierto?", commitment=17)
    owner = (await public.read(consultation, made["comment"]))["institution"]
    assert owner == "MINFIN"
    assert (await public.read(consultation, made["comment"]))["state"] == "assigned"
    others = await respond(public, consultation, [made["comment"]], public.mspas)
    assert (others.status_code, slug(others)) == (403, "not-yours-to-answer")
    given = await respond(public, consultation, [made["comment"]], public.minfin)
    assert (given.status_code, given.json()["institution"]) == (201, "MINFIN")
    found = await public.read(consultation, made["comment"])
    assert (found["answered"], found["response"]) == (True, given.json()["id"])
    assert (found["state"], found["outcome"]) == ("answered", "accepted")
    again = await respond(public, consultation, [made["comment"]], public.minfin)
    assert (again.status_code, slug(again)) == (409, "answered-already")
    [event] = [b for t, b in await public.said() if t.endswith("comment_answered.v1")]
    assert (event["outcome"], event["institution"]) == ("accepted", "MINFIN")
    assert "haremos" not in str(await public.said())


async def test_a_comment_about_nothing_is_assigned_first_and_its_clock_runs(public: Any) -> None:
    consultation = await public.announce(answer_days=10)
    made = await public.comment(consultation, "Publíquenlo")
    nobody = await respond(public, consultation, [made["comment"]], public.mspas)
    assert (nobody.status_code, slug(nobody)) == (403, "not-assigned")
    path = f"/v1/consultations/{consultation}/assignments"
    body = {"comments": [made["comment"]], "institution": "MSPAS"}
    assert (await public.client.post(path, json=body, headers=public.mspas)).status_code == 403
    unknown = await public.client.post(path, json=body | {"institution": "NOEXISTE"}, headers=public.contact)
    assert (unknown.status_code, slug(unknown)) == (422, "institution-unknown")
    [assigned] = (await public.client.post(path, json=body, headers=public.moderator)).json()
    assert (assigned["institution"], assigned["due_on"]) == ("MSPAS", "2026-12-03")
    owed = (await public.client.get("/v1/plans/gt-2016-2018/institutions/MSPAS/answers-owed")).json()
    assert (owed["waiting"], owed["overdue"], owed["items"][0]["days_left"]) == (1, 0, 10)
    await public.wait(11)
    owed = (await public.client.get("/v1/plans/gt-2016-2018/institutions/MSPAS/answers-owed")).json()
    assert (owed["overdue"], owed["items"][0]["days_left"]) == (1, -1)
    assert (await respond(public, consultation, [made["comment"]], public.mspas)).status_code == 201
    owed = (await public.client.get("/v1/plans/gt-2016-2018/institutions/MSPAS/answers-owed")).json()
    assert owed["waiting"] == 0


async def test_like_comments_get_one_answer_all_or_none(public: Any) -> None:
    consultation = await public.announce()
    ids = [(await public.comment(consultation, f"Lo mismo, número {n}"))["comment"] for n in range(3)]
    await respond(public, consultation, [ids[0]], public.contact)
    mixed = await respond(public, consultation, ids, public.contact)
    assert (mixed.status_code, slug(mixed)) == (409, "answered-already")
    assert not (await public.read(consultation, ids[1]))["answered"]
    given = (await respond(public, consultation, ids[1:], public.contact, outcome="partly")).json()
    assert (sorted(given["comments"]), given["institution"]) == (sorted(ids[1:]), None)
    listed = (await public.client.get(f"/v1/consultations/{consultation}/responses")).json()["items"]
    assert [one["outcome"] for one in listed] == ["accepted", "partly"]


async def test_a_change_is_put_down_to_a_comment_only_if_it_came_after_it(public: Any) -> None:
    consultation = await public.announce()
    await public.wait(1)
    made = await public.comment(consultation, "Publíquenlo en las noticias", commitment=17)
    before = await respond(public, consultation, [made["comment"]], public.minfin, changes=[{"commitment": 17}])
    assert (before.status_code, slug(before)) == (422, "change-before-comment")
    assert not (await public.read(consultation, made["comment"]))["answered"], "nothing of it was kept"
    given = (await respond(public, consultation, [made["comment"]], public.minfin)).json()
    position = await amended(public, 17)
    path = f"/v1/consultations/{consultation}/responses/{given['id']}/changes"
    unknown = await public.client.post(path, json={"commitment": 17, "goal": 99}, headers=public.minfin)
    assert (unknown.status_code, slug(unknown)) == (422, "change-unknown")
    linked = await public.client.post(path, json={"commitment": 17}, headers=public.minfin)
    assert linked.status_code == 201, linked.text
    assert linked.json()["changes"] == [{"position": position, "commitment": 17, "goal": None}]
    again = await public.client.post(path, json={"commitment": 17, "position": position}, headers=public.minfin)
    assert (again.status_code, slug(again)) == (409, "change-linked-already")
    assert (await public.read(consultation, made["comment"]))["led_to_change"]
    [event] = [b for t, b in await public.said() if t.endswith("change_linked.v1")]
    assert (event["commitment"], event["position"]) == (17, position)


async def test_what_was_declined_led_to_nothing(public: Any) -> None:
    consultation = await public.announce()
    made = await public.comment(consultation, "Cierren el ministerio")
    both = await respond(
        public, consultation, [made["comment"]], public.contact, outcome="declined", changes=[{"commitment": 17}]
    )
    assert (both.status_code, slug(both)) == (409, "declined-leads-to-nothing")


async def test_the_statement_counts_what_is_on_record_by_sector_theme_and_department(public: Any) -> None:
    consultation = await public.announce()
    await public.wait(1)
    one = await public.comment(consultation, "Uno", commitment=17, department="GT-09")
    two = await public.comment(consultation, "Dos", sector="academia", theme=2)
    three = await public.comment(consultation, "Tres", department="GT-09")
    await public.moderate(consultation, [three["comment"]], "hide", rule="off_topic")
    await amended(public, 17)
    await respond(public, consultation, [one["comment"]], public.contact, changes=[{"commitment": 17}])
    said = (await public.client.get(f"/v1/consultations/{consultation}/statement")).json()
    assert said["all"] == {"received": 3, "hidden": 1, "answered": 1, "waiting": 1, "led_to_change": 1}
    assert {sector: one["received"] for sector, one in said["by_sector"].items()} == {"academia": 1, "citizen": 2}
    assert list(said["by_theme"]) == ["2", "5", "unsaid"]
    assert said["by_department"]["GT-09"] == {
        "received": 2,
        "hidden": 1,
        "answered": 1,
        "waiting": 0,
        "led_to_change": 1,
    }
    assert said["by_theme"]["2"]["waiting"] == 1
    assert two["comment"]


CRITERIA = ("specific", "measurable", "achievable", "relevant", "time_bound")
JUDGED = {one: {"met": one != "measurable", "reason": {"es": f"Sobre {one}"}} for one in CRITERIA}


async def step(public: Any, consultation: str, proposal: str, **body: Any) -> Any:
    path = f"/v1/consultations/{consultation}/proposals/{proposal}/steps"
    return await public.client.post(path, json=body, headers=public.contact)


async def test_a_proposal_goes_from_screening_to_a_commitment_with_a_reason_at_each_step(public: Any) -> None:
    consultation = await public.announce(kind="proposals", title={"es": "Convocatoria de propuestas"})
    await public.wait(1)
    made = await public.comment(consultation, "Que se publique el presupuesto municipal", title="Presupuesto abierto")
    proposal = made["comment"]
    assert slug(await step(public, consultation, proposal, step="judged", criteria=JUDGED)) == "step-unfit"
    assert (await step(public, consultation, proposal, step="screened")).status_code == 201
    four = {name: JUDGED[name] for name in CRITERIA[:4]}
    incomplete = await step(public, consultation, proposal, step="judged", criteria=four)
    assert (incomplete.status_code, incomplete.json()["errors"][0]["pointer"]) == (422, "/criteria")
    assert (await step(public, consultation, proposal, step="judged", criteria=JUDGED)).status_code == 201
    unknown = await step(public, consultation, proposal, step="adopted", commitment=99, reason={"es": "Sí"})
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/commitment")
    await amended(public, 17)
    adopted = await step(
        public, consultation, proposal, step="adopted", commitment=17, reason={"es": "Es la meta 17.4"}
    )
    assert adopted.status_code == 201, adopted.text
    assert [one["step"] for one in adopted.json()["steps"]] == ["screened", "judged", "adopted"]
    assert adopted.json()["steps"][1]["criteria"]["measurable"] == JUDGED["measurable"]
    found = await public.read(consultation, proposal)
    assert (found["step"], found["answered"], found["led_to_change"]) == ("adopted", True, True)
    assert slug(await step(public, consultation, proposal, step="declined", reason={"es": "No"})) == "step-unfit"


async def test_proposals_are_merged_into_a_live_one_and_declined_with_a_reason(public: Any) -> None:
    consultation = await public.announce(kind="proposals")
    ids = [(await public.comment(consultation, f"Idea {n}", title=f"Idea {n}"))["comment"] for n in range(3)]
    for proposal in ids[:2]:
        await step(public, consultation, proposal, step="screened")
    silent = await step(public, consultation, ids[2], step="declined")
    assert (silent.status_code, silent.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert (
        await step(public, consultation, ids[2], step="declined", reason={"es": "No es de este plan"})
    ).status_code == 201
    dead = await step(public, consultation, ids[0], step="merged", into=ids[2], reason={"es": "Igual"})
    assert (dead.status_code, slug(dead)) == (422, "merge-unfit")
    own = await step(public, consultation, ids[0], step="merged", into=ids[0], reason={"es": "Igual"})
    assert slug(own) == "merge-unfit"
    merged = await step(public, consultation, ids[0], step="merged", into=ids[1], reason={"es": "Dicen lo mismo"})
    assert merged.json()["steps"][-1]["into"] == ids[1]
    listed = await public.client.get(f"/v1/consultations/{consultation}/comments", params={"step": "merged"})
    assert [one["id"] for one in listed.json()["items"]] == [ids[0]]
    steps = [b["step"] for t, b in await public.said() if t.endswith("proposal_decided.v1")]
    assert steps == ["screened", "screened", "declined", "merged"]


async def test_a_proposal_needs_a_title_and_a_comment_is_none(public: Any) -> None:
    consultation = await public.announce(kind="proposals")
    untitled = await public.send(consultation, "Sin título")
    assert (untitled.status_code, untitled.json()["errors"][0]["pointer"]) == (422, "/title")
    plain = await public.announce()
    comment = (await public.comment(plain, "Comentario"))["comment"]
    assert slug(await step(public, plain, comment, step="screened")) == "no-proposal"
    assert (await public.client.get(f"/v1/consultations/{plain}/proposals/{comment}")).status_code == 404


async def test_a_questionnaire_is_answered_by_institutions_for_themselves(public: Any) -> None:
    consultation = await public.announce(kind="questionnaire")
    path = f"/v1/consultations/{consultation}/questionnaire"
    assert (await public.client.get(path)).status_code == 404
    questions = {"questions": [{"number": 1, "text": {"es": "¿Cuánto se cumplió?", "en": "How much was done?"}}]}
    twice = {"questions": questions["questions"] * 2}
    assert (await public.client.post(path, json=twice, headers=public.contact)).status_code == 422
    assert (await public.client.post(path, json=questions, headers=public.contact)).status_code == 201
    answer = {"theme": 5, "rating": "satisfactory", "points": {"1": ["Casi todo"]}}
    assert (await public.client.post(f"{path}/answers", json=answer, headers=public.minfin)).status_code == 201
    better = await public.client.post(f"{path}/answers", json=answer | {"rating": "poor"}, headers=public.minfin)
    assert [one["rating"] for one in better.json()["answers"]] == ["poor"], "in the place of the first"
    forged = answer | {"institutions": ["MSPAS"]}
    others = await public.client.post(f"{path}/answers", json=forged, headers=public.minfin)
    assert (others.status_code, slug(others)) == (403, "answer-of-others")
    together = answer | {"institutions": ["MSPAS", "MINFIN"]}
    found = (await public.client.post(f"{path}/answers", json=together, headers=public.contact)).json()
    assert found["ratings"] == {"5": {"poor": 1, "satisfactory": 1}}
    for wrong, pointer in (
        ({"theme": 9}, "/theme"),
        ({"points": {"7": ["x"]}}, "/points/7"),
        ({"institutions": ["NOHAY"]}, "/institutions/0"),
    ):
        refused = await public.client.post(f"{path}/answers", json=answer | wrong, headers=public.contact)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    changed = {"questions": [{"number": 1, "text": {"es": "¿Otra?"}}]}
    fixed = await public.client.post(path, json=changed, headers=public.contact)
    assert (fixed.status_code, slug(fixed)) == (409, "questionnaire-answered")


@pytest.mark.parametrize("theme", [1, 2, 3, 4, 5])
async def test_the_workshop_of_guatemala_is_there_in_full(public: Any, theme: int, section: dict[str, Any]) -> None:
    found = (await public.client.get("/v1/consultations/gt-2016-2018-1/questionnaire")).json()
    [answer] = [one for one in found["answers"] if one["theme"] == theme]
    [printed] = [one for one in section["workshop"]["answers"] if one["theme"] == theme]
    assert {name: answer[name] for name in printed} == printed
    assert found["questions"] == section["workshop"]["questions"]
