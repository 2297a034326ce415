"""Receipts: what their author proves with them, online and offline, also after moderation."""

import json
from hashlib import sha256
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from constancia_web.tokens import EDDSA
from consultation.secrets import Secrets, Unsealable, hash_of_code

TEXT = "Reconozco lo que ha documentado el Ministerio; mi correo es a@b.example"


async def verify(public: Any, receipt: str, text: str | None = None) -> Any:
    body = {"receipt": receipt, "text": text}
    return await public.client.post("/v1/receipts/verification", json=body)


async def test_a_receipt_is_verified_with_the_published_keys_and_nothing_else(public: Any) -> None:
    consultation = await public.announce()
    made = await public.comment(consultation, "Con ñ y 日本")
    keys = (await public.client.get("/.well-known/constancia-receipt-keys.json")).json()
    assert "d" not in keys["keys"][0], "the private part stays"
    payload = jws.deserialize_compact(made["receipt"], KeySet.import_key_set(keys), registry=EDDSA).payload
    said = json.loads(payload)
    assert said["text_sha256"] == sha256("Con ñ y 日本".encode()).hexdigest()
    assert (said["code"], said["comment"], said["type"]) == (made["code"], made["comment"], "constancia.receipt.v1")
    proved = (await verify(public, made["receipt"], "Con ñ y 日本")).json()
    assert (proved["signed_by_us"], proved["on_record"], proved["text_matches"]) == (True, True, True)
    assert (await verify(public, made["receipt"], "Con n y 日本")).json()["text_matches"] is False


async def test_a_changed_receipt_is_refused(public: Any) -> None:
    consultation = await public.announce()
    head, body, seal = (await public.comment(consultation, "Uno"))["receipt"].split(".")
    for forged in (f"{head}.{body[:-2]}AA.{seal}", f"{head}.{body}.{seal[:-4]}AAAA", "x", "", f"{head}..{seal}"):
        answer = await verify(public, forged)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/receipt"), forged


async def test_it_stays_good_after_hiding_and_redaction_and_tells_what_was_done(public: Any) -> None:
    consultation = await public.announce()
    made = await public.comment(consultation, TEXT, personal_data_seen=True)
    done = await public.moderate(
        consultation, [made["comment"]], "redact", rule="personal_data", passages=["a@b.example"]
    )
    assert done.status_code == 200, done.text
    await public.moderate(consultation, [made["comment"]], "release")
    await public.moderate(consultation, [made["comment"]], "hide", rule="off_topic")
    proved = (await verify(public, made["receipt"], TEXT)).json()
    assert (proved["on_record"], proved["text_matches"]) == (True, True)
    state = (await public.client.post("/v1/receipts/state", json={"code": made["code"]})).json()
    assert [act["act"] for act in state["acts"]] == ["hold", "redact", "release", "hide"]
    assert state["text"] == {"es": TEXT.replace("a@b.example", "[dato personal retirado]")}
    assert state["comment"]["text"] is None, "for everybody else it is hidden"
    assert state["comment"]["text_sha256"] == made["text_sha256"]


async def test_the_code_is_found_however_it_is_typed_and_stands_nowhere_in_the_database(public: Any) -> None:
    consultation = await public.announce()
    made = await public.comment(consultation, "Uno")
    plain = made["code"].replace("-", "")
    for typed in (made["code"], plain.lower(), f" {plain[:7]} {plain[7:]} ", made["code"].replace("0", "o")):
        answer = await public.client.post("/v1/receipts/state", json={"code": typed})
        assert (answer.status_code, answer.json()["comment"]["id"]) == (200, made["comment"]), typed
    assert (await public.client.post("/v1/receipts/state", json={"code": plain[:-1]})).status_code == 404
    assert plain not in str([tuple(row) for row in await public.database.fetch("select * from comments")])


async def test_a_comment_of_a_file_has_no_receipt(public: Any) -> None:
    rows = await public.database.fetch("select code_sha256 from comments where consultation = 'gt-2016-2018-1'")
    assert [row["code_sha256"] for row in rows] == [None, None]


SECRET, OTHER = "s" * 32, "t" * 32


def test_what_an_earlier_secret_made_is_still_known() -> None:
    before, after = Secrets(SECRET), Secrets(OTHER, [SECRET])
    code = before.code("x")
    assert after.code_of_hash("x", hash_of_code(code)) == code
    assert after.unseal(before.seal("a@b.example")) == "a@b.example"
    with pytest.raises(Unsealable):
        Secrets(OTHER).unseal(before.seal("a@b.example"))
    assert Secrets(OTHER).code_of_hash("x", hash_of_code(code)) is None


def test_each_use_has_a_key_of_its_own_and_sealing_twice_looks_different() -> None:
    one = Secrets(SECRET)
    assert one.seal("a") != one.seal("a")
    assert len({one.proof, one.form_mac("a"), one.fingerprint("a").hex()[:32], one.code("a")}) == 4
