"""Commenting over the API: what is taken, what is held, what is refused and why; the same twice is one."""

import asyncio
import json
from typing import Any

import pytest

RECEIVED = "consultation.comment_received.v1"


async def test_a_comment_with_proof_is_public_at_once_and_its_event_holds_no_word_of_it(public: Any) -> None:
    consultation = await public.announce()
    receipt = await public.comment(
        consultation, "Espero que no borren mi comentario", name="Vecina de Xela", department="GT-09", commitment=17
    )
    found = await public.read(consultation, receipt["comment"])
    assert found["text"] == {"es": "Espero que no borren mi comentario"}
    assert (found["name"], found["department"], found["theme"], found["commitment"]) == (
        "Vecina de Xela",
        "GT-09",
        5,
        17,
    )
    assert found["institution"], "whoever coordinates the commitment owes the answer"
    assert found["due_on"] == "2026-12-23", "thirty days, as days of the plan's zone"
    [event] = [b for t, b in await public.said() if t == RECEIVED and b["consultation"] == consultation]
    assert (event["commitment"], event["department"], event["due_on"]) == (17, "GT-09", "2026-12-23")
    everything = json.dumps(await public.said(), ensure_ascii=False)
    for word in ("borren", "Vecina", receipt["code"]):
        assert word not in everything


async def test_without_proof_it_waits_for_a_moderator_and_nobody_reads_it(public: Any) -> None:
    consultation = await public.announce()
    receipt = await public.comment(consultation, "Desde un teléfono viejo", checked=False)
    assert (receipt["visibility"], receipt["held_because"]) == ("held", "unchecked")
    listed = (await public.client.get(f"/v1/consultations/{consultation}/comments")).json()["items"]
    assert listed == []
    seen = await public.read(consultation, receipt["comment"])
    assert (seen["text"], seen["name"], seen["moderation"]["rule"]) == (None, None, "unchecked")
    path = f"/v1/consultations/{consultation}/held-comments"
    assert (await public.client.get(path)).status_code == 401
    [held] = (await public.client.get(path, headers=public.moderator)).json()["items"]
    assert (held["text"]["es"], held["flags"]) == ("Desde un teléfono viejo", ["unchecked"])


async def test_personal_data_in_the_text_is_flagged_before_anybody_reads_it(public: Any) -> None:
    consultation = await public.announce()
    text = "Mi correo es ana.perez@correo.example y mi teléfono 5555-1234"
    answer = await public.send(consultation, text)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/text")
    assert "email, phone" in answer.json()["detail"]
    assert "ana.perez" not in answer.text
    receipt = await public.comment(consultation, text, personal_data_seen=True)
    assert (receipt["visibility"], receipt["held_because"]) == ("held", "personal_data")


async def test_the_same_post_again_is_the_same_comment_with_the_same_receipt(public: Any) -> None:
    consultation = await public.announce()
    first = await public.comment(consultation, "Lo mismo")
    again = await public.comment(consultation, "  Lo\u200b mismo\r\n")
    assert again == first | {"again": True}
    await public.wait(2)
    later = await public.comment(consultation, "Lo mismo")
    assert later["comment"] != first["comment"], "after a day it is somebody who says it again"


async def test_the_same_post_many_times_at_once_is_one_comment(public: Any) -> None:
    consultation = await public.announce()
    proofs = [await public.proof() for _ in range(8)]
    body = {"text": "A la vez", "sector": "citizen"}
    path = f"/v1/consultations/{consultation}/comments"
    answers = await asyncio.gather(*(public.client.post(path, json=body | {"proof": proof}) for proof in proofs))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["code"] for answer in answers}) == 1
    assert sum(not answer.json()["again"] for answer in answers) == 1
    assert len([t for t, b in await public.said() if t == RECEIVED and b["consultation"] == consultation]) == 1


@pytest.mark.parametrize(
    ("differs", "pointer", "detail"),
    [
        ({"text": ""}, "/text", "Escriba su comentario"),
        ({"text": "\u200b \u2060¡!"}, "/text", "Escriba su comentario"),
        ({"text": "ñ" * 5_001}, "/text", "a lo sumo 5000 caracteres, y este tiene 5001"),
        ({"text": "x" * 1_000_000}, "/text", "a lo sumo"),
        ({"text": "a\u0007b"}, "/text", "caracteres que no se pueden mostrar"),
        ({"text": 7}, "/text", ""),
        ({"sector": "robot"}, "/sector", ""),
        ({"sector": None}, "/sector", ""),
        ({"email": "nadie"}, "/email", "no es una dirección de correo"),
        ({"name": "x" * 81}, "/name", "a lo sumo 80 caracteres"),
        ({"name": "a\nb"}, "/name", "no se pueden mostrar"),
        ({"department": "Petén"}, "/department", ""),
        ({"theme": 6}, "/theme", "no tiene el eje 6"),
        ({"commitment": 23}, "/commitment", "no tiene el compromiso 23"),
        ({"in_reply_to": "gt-2016-2018-2-c" + "0" * 32}, "/in_reply_to", "no está a la vista"),
        ({"language": "español"}, "/language", ""),
        ({"proof": "bm9uc2Vuc2U="}, "/proof", "no es correcta"),
        ({"sexo": "f"}, "/sexo", ""),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_is_wrong_is_said_at_its_field_in_spanish_and_nothing_is_kept(
    public: Any, differs: dict[str, Any], pointer: str, detail: str
) -> None:
    consultation = await public.announce()
    body = {"text": "Bien", "sector": "citizen", "proof": await public.proof(), **differs}
    path = f"/v1/consultations/{consultation}/comments"
    answer = await public.client.post(path, json=body, headers={"Accept-Language": "es"})
    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert fault["pointer"] == pointer
    assert detail in fault["detail"]
    kept = await public.database.fetchval("select count(*) from comments where consultation = $1", consultation)
    assert (kept, await public.database.fetchval("select count(*) from recent_posts")) == (0, 0)


@pytest.mark.parametrize(
    "body", [b'{"text": "\xff\xfe"}', b'{"text": "\\ud800", "sector": "citizen"}', b"{", b"[]"], ids=str
)
async def test_broken_bytes_get_a_clear_answer(public: Any, body: bytes) -> None:
    consultation = await public.announce()
    headers = {"Content-Type": "application/json"}
    answer = await public.client.post(f"/v1/consultations/{consultation}/comments", content=body, headers=headers)
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_proof_is_good_for_one_comment(public: Any) -> None:
    consultation = await public.announce()
    proof = await public.proof()
    body = {"text": "Primero", "sector": "citizen", "proof": proof}
    path = f"/v1/consultations/{consultation}/comments"
    assert (await public.client.post(path, json=body)).status_code == 201
    spent = await public.client.post(path, json=body | {"text": "Segundo"})
    assert (spent.status_code, spent.json()["type"].rpartition("/")[2]) == (422, "proof-spent")
    old = await public.proof()
    await public.wait(1)
    late = await public.client.post(path, json=body | {"text": "Tercero", "proof": old})
    assert late.json()["type"].rpartition("/")[2] == "proof-spent"


async def test_a_reply_stands_in_the_thread_and_can_be_endorsed_once_for_each_receipt(public: Any) -> None:
    consultation = await public.announce()
    first = await public.comment(consultation, "Publíquenlo en las noticias")
    reply = await public.comment(consultation, "Y en la radio", in_reply_to=first["comment"])
    assert (await public.read(consultation, reply["comment"]))["in_reply_to"] == first["comment"]
    path = f"/v1/consultations/{consultation}/comments/{first['comment']}/endorsements"
    sent = await public.client.post(path, json={"code": reply["code"].lower().replace("-", " ")})
    assert (sent.status_code, sent.json()["endorsements"]) == (201, 1)
    again = await public.client.post(path, json={"code": reply["code"]})
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "endorsed-already")
    own = await public.client.post(path, json={"code": first["code"]})
    assert own.json()["type"].rpartition("/")[2] == "own-comment"
    forged = await public.client.post(path, json={"code": "AAAAA-AAAAA-AAAAA-AAAAA"})
    assert forged.status_code == 404
    elsewhere = await public.announce(title={"es": "Otra consulta"})
    other = await public.comment(elsewhere, "Aquí no")
    assert (await public.client.post(path, json={"code": other["code"]})).status_code == 404


async def test_comments_are_found_by_spanish_words_in_any_form_and_hidden_ones_are_not(public: Any) -> None:
    consultation = await public.announce()
    one = await public.comment(consultation, "Las municipalidades no participaron")
    two = await public.comment(consultation, "Falta presupuesto para salud")

    async def found(q: str) -> list[str]:
        answer = await public.client.get(f"/v1/consultations/{consultation}/comments", params={"q": q})
        return [item["id"] for item in answer.raise_for_status().json()["items"]]

    assert await found("municipalidad") == [one["comment"]]
    assert await found("PARTICIPACIÓN") == [one["comment"]]
    assert await found("presupuestos salud") == [two["comment"]]
    assert await found('"para salud" -municipalidades') == [two["comment"]]
    assert await found("' OR 1=1 --:*&|!(") == []
    await public.moderate(consultation, [one["comment"]], "hide", rule="off_topic")
    assert await found("municipalidad") == []


async def test_hostile_words_come_back_as_the_text_that_they_are(public: Any) -> None:
    consultation = await public.announce()
    text = (
        '<script>alert("x")</script> =HYPERLINK("http://x") {{7*7}} ${jndi:ldap://x} \' OR 1=1; drop table comments;--'
    )
    receipt = await public.comment(consultation, text)
    assert (await public.read(consultation, receipt["comment"]))["text"]["es"] == text
    page = await public.client.get(f"/consultas/{consultation}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "{{7*7}}" in page.text
