"""Moderation: by published rules, in public, undone and appealed against; nothing vanishes but personal data."""

import json
from typing import Any

import pytest

from constancia_events.vocabulary import ModerationRule

MODERATED = "consultation.comment_moderated.v1"


async def register(public: Any, consultation: str) -> list[dict[str, Any]]:
    found = (await public.client.get(f"/v1/consultations/{consultation}/moderation")).json()
    acts: list[dict[str, Any]] = found["items"]
    return acts


async def test_a_hidden_comment_leaves_a_tombstone_and_can_be_shown_again(public: Any) -> None:
    consultation = await public.announce()
    made = await public.comment(consultation, "Palabras feas", name="Alguien")
    hidden = await public.moderate(
        consultation, [made["comment"]], "hide", rule="insult_or_threat", reason={"es": "Insulta a una persona"}
    )
    assert hidden.status_code == 200
    [listed] = (await public.client.get(f"/v1/consultations/{consultation}/comments")).json()["items"]
    assert (listed["text"], listed["name"], listed["visibility"]) == (None, None, "hidden")
    tombstone = listed["moderation"]
    assert (tombstone["rule"], tombstone["role"], tombstone["reason"]) == (
        "insult_or_threat",
        "moderator",
        {"es": "Insulta a una persona"},
    )
    shown = await public.moderate(consultation, [made["comment"]], "restore", reason={"es": "Fue un error"})
    assert shown.json()[0]["text"] == {"es": "Palabras feas"}
    assert [(act["number"], act["act"]) for act in await register(public, consultation)] == [
        (1, "hide"),
        (2, "restore"),
    ]
    events = [b for t, b in await public.said() if t == MODERATED]
    assert [(b["act"], b["visibility"]) for b in events] == [("hide", "hidden"), ("restore", "published")]
    assert "Insulta" not in json.dumps(events)


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        ({"act": "hide"}, 422, "rule-missing"),
        ({"act": "hide", "rule": "unchecked"}, 422, "rule-unfit"),
        ({"act": "redact", "rule": "hate"}, 422, "rule-unfit"),
        ({"act": "hide", "rule": "hate", "reason": None}, 422, "moderation-reason-missing"),
        ({"act": "restore"}, 409, "act-unfit"),
        ({"act": "release"}, 409, "act-unfit"),
        ({"act": "dismiss_appeal"}, 409, "no-appeal"),
        ({"act": "redact", "rule": "personal_data"}, 422, "passages-missing"),
        ({"act": "redact", "rule": "personal_data", "passages": ["no está"]}, 422, "passage-missing"),
        ({"act": "redact", "rule": "personal_data", "passages": ["x" * 100]}, 422, "too-much-redacted"),
        ({"act": "delete"}, 422, "invalid-request"),
        ({"act": "appeal"}, 422, "invalid-request"),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_what_no_rule_allows_is_refused_and_nothing_is_done(
    public: Any, body: dict[str, Any], status: int, slug: str
) -> None:
    consultation = await public.announce()
    made = await public.comment(consultation, "x" * 110)
    answer = await public.moderate(consultation, [made["comment"]], **body)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, slug)
    assert await register(public, consultation) == []
    assert (await public.read(consultation, made["comment"]))["visibility"] == "published"


async def test_a_redaction_takes_the_data_out_of_text_title_and_name_and_the_database(public: Any) -> None:
    consultation = await public.announce(kind="proposals")
    secret = "5555-1234"
    made = await public.comment(
        consultation, f"Llamen al {secret}, {secret}", title=f"Tel {secret}", name=secret, personal_data_seen=True
    )
    done = await public.moderate(consultation, [made["comment"]], "redact", rule="personal_data", passages=[secret])
    assert done.status_code == 200, done.text
    await public.moderate(consultation, [made["comment"]], "release")
    found = await public.read(consultation, made["comment"])
    mark = "[dato personal retirado]"
    assert (found["text"]["es"], found["title"], found["name"]) == (f"Llamen al {mark}, {mark}", f"Tel {mark}", mark)
    assert (found["redactions"], found["text_sha256"]) == (1, made["text_sha256"])
    [act] = [one for one in await register(public, consultation) if one["act"] == "redact"]
    assert (act["passages"], act["characters"]) == (1, 4 * len(secret))
    for table in ("comments", "moderation_acts", "event_log", "event_stage", "recent_posts"):
        assert secret not in str([tuple(row) for row in await public.database.fetch(f"select * from {table}")])
    found_by = await public.client.get(f"/v1/consultations/{consultation}/comments", params={"q": secret})
    assert found_by.json()["items"] == []


async def test_an_author_appeals_once_and_the_words_are_read_by_whoever_decides_alone(public: Any) -> None:
    consultation = await public.announce()
    made = await public.comment(consultation, "No es publicidad")
    body = {"code": made["code"], "words": "Hablo de mi municipio, no vendo nada"}
    early = await public.client.post("/v1/receipts/appeal", json=body)
    assert (early.status_code, early.json()["type"].rpartition("/")[2]) == (409, "nothing-to-appeal")
    await public.moderate(consultation, [made["comment"]], "hide", rule="advertising")
    assert (await public.client.post("/v1/receipts/appeal", json=body)).status_code == 201
    again = await public.client.post("/v1/receipts/appeal", json=body)
    assert again.json()["type"].rpartition("/")[2] == "appeal-open"
    path = f"/v1/consultations/{consultation}/appeals"
    assert (await public.client.get(path)).status_code == 401
    [waiting] = (await public.client.get(path, headers=public.moderator)).json()
    assert (waiting["comment"], waiting["words"]) == (made["comment"], body["words"])
    assert "municipio" not in json.dumps(await register(public, consultation))
    dismissed = await public.moderate(consultation, [made["comment"]], "dismiss_appeal")
    assert dismissed.status_code == 200
    assert (await public.client.get(path, headers=public.moderator)).json() == []
    assert (await public.client.post("/v1/receipts/appeal", json=body)).status_code == 201, "for a new reason, perhaps"
    await public.moderate(consultation, [made["comment"]], "restore")
    assert (await public.client.get(path, headers=public.moderator)).json() == []


async def test_many_are_hidden_together_or_none(public: Any) -> None:
    consultation = await public.announce()
    ids = [(await public.comment(consultation, f"Compre ya {n}"))["comment"] for n in range(5)]
    mixed = await public.moderate(consultation, [*ids, ids[0][:-1] + "f" * 1], "hide", rule="repeated")
    assert mixed.status_code in {200, 404}
    if mixed.status_code == 404:
        assert await register(public, consultation) == []
        assert (await public.moderate(consultation, ids, "hide", rule="repeated")).status_code == 200
    assert len(await register(public, consultation)) == 5


async def test_only_moderators_moderate_and_everybody_reads_the_rules(public: Any) -> None:
    consultation = await public.announce()
    made = await public.comment(consultation, "Uno")
    body = {"comments": [made["comment"]], "act": "hide", "rule": "hate", "reason": {"es": "No"}}
    path = f"/v1/consultations/{consultation}/moderation"
    assert (await public.client.post(path, json=body)).status_code == 401
    assert (await public.client.post(path, json=body, headers=public.minfin)).status_code == 403
    rules = (await public.client.get("/v1/consultations/moderation-rules")).json()
    assert [one["rule"] for one in rules] == list(ModerationRule)
    assert all(one["text"]["es"] != one["text"]["en"] for one in rules)
