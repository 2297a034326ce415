"""What a plan file does to the consultation of its plan: real bus, real database, the deployed app and worker."""

import json
from typing import Any

SCHEDULED = "consultation.consultation_scheduled.v1"
RECEIVED = "consultation.comment_received.v1"
COMMENTS = "/v1/consultations/gt-2016-2018-1/comments"


def a_comment(text: str, *, minute: int = 0) -> dict[str, Any]:
    return {"received_at": f"2017-09-19T09:{minute:02}:00-06:00", "sector": "citizen", "text": {"es": text}}


async def test_a_real_plan_gives_its_window_its_workshop_and_its_two_comments(
    running: Any, section: dict[str, Any]
) -> None:
    await running.registry.accept(section)

    [listed] = await running.every("/v1/plans/gt-2016-2018/consultations")
    found = (await running.client.get(f"/v1/consultations/{listed['id']}")).raise_for_status().json()
    assert found.pop("workshop") == section["workshop"]
    assert found.pop("version") >= 1
    assert found == listed
    assert listed == {
        "id": "gt-2016-2018-1",
        "plan": "gt-2016-2018",
        "number": 1,
        "subject": "mid-term self-assessment",
        "title": None,
        "kind": "comments",
        "purpose": "self_assessment",
        "document_url": None,
        "answer_days": 30,
        "reason": None,
        "reported_on": None,
        "opens_on": "2017-09-07",
        "closes_on": "2017-09-29",
        "opens_at": "2017-09-07T06:00:00Z",
        "closes_at": "2017-09-30T05:59:59.999999Z",
        "time_zone": "America/Guatemala",
        "state": "closed",
        "comments": {"total": 2, "by_sector": {"citizen": 2}},
    }
    comments = await running.every(COMMENTS)
    assert [comment["text"] for comment in comments] == [comment["text"] for comment in section["comments"]]
    assert [comment["received_at"] for comment in comments] == ["2017-09-19T15:07:00Z", "2017-09-29T18:45:00Z"]


async def test_no_event_holds_a_word_of_a_comment_or_of_the_workshop(running: Any, section: dict[str, Any]) -> None:
    await running.registry.accept(section)

    said = [type_ for type_, _ in await running.events()]
    assert said == [SCHEDULED, RECEIVED, RECEIVED, *["consultation.questionnaire_answered.v1"] * 5]
    texts_said = " ".join(json.dumps(body, ensure_ascii=False) for _, body in await running.events())
    texts = [comment["text"]["es"] for comment in section["comments"]]
    texts += [
        point for answer in section["workshop"]["answers"] for points in answer["points"].values() for point in points
    ]
    words = {word.strip(".,:;¿?") for text in texts for word in text.split()}
    long_words = {word for word in words if len(word) > 7}
    assert len(long_words) > 20
    assert [word for word in long_words if word in texts_said] == []


async def test_a_second_load_of_the_same_says_no_event(running: Any, section: dict[str, Any]) -> None:
    await running.registry.accept(section)
    first = await running.events()

    await running.registry.accept(section)
    assert await running.events() == first


async def test_comments_of_every_piece_are_taken_and_listed_oldest_first(running: Any, section: dict[str, Any]) -> None:
    comments = [a_comment(f"Comentario {minute}", minute=minute) for minute in (4, 1, 3, 0, 2)]
    comments += [a_comment("Otro en el mismo minuto", minute=2)]
    await running.registry.accept(section | {"comments": comments})

    listed = await running.every(COMMENTS)
    assert [one["received_at"][14:16] for one in listed] == ["00", "01", "02", "02", "03", "04"]
    assert len({one["id"] for one in listed}) == len(comments)


async def test_a_comment_that_a_later_file_lacks_stays(running: Any, section: dict[str, Any]) -> None:
    await running.registry.accept(section)
    await running.registry.accept(section | {"comments": [a_comment("Uno nuevo")]})

    assert len(await running.every(COMMENTS)) == 3


async def test_a_comment_that_a_file_holds_twice_is_one(running: Any, section: dict[str, Any]) -> None:
    await running.registry.accept(section | {"comments": [a_comment("Lo mismo")] * 3})

    assert len(await running.every(COMMENTS)) == 1


async def test_a_window_that_moves_is_the_same_consultation_and_keeps_its_comments(
    running: Any, section: dict[str, Any]
) -> None:
    await running.registry.accept(section)
    await running.registry.accept(section | {"closes_on": "2017-10-06"})

    [listed] = await running.every("/v1/plans/gt-2016-2018/consultations")
    assert listed["closes_at"] == "2017-10-07T05:59:59.999999Z"
    assert listed["comments"]["total"] == 2
    assert [type_ for type_, _ in await running.events()].count(SCHEDULED) == 2


async def test_another_subject_is_another_consultation(running: Any, section: dict[str, Any]) -> None:
    await running.registry.accept(section)
    final: dict[str, Any] = {"subject": "final self-assessment", "workshop": None, "comments": []}
    await running.registry.accept(section | final)

    listed = await running.every("/v1/plans/gt-2016-2018/consultations")
    assert [(one["id"], one["comments"]["total"]) for one in listed] == [("gt-2016-2018-1", 2), ("gt-2016-2018-2", 0)]
    assert (await running.client.get("/v1/consultations/gt-2016-2018-2")).json()["workshop"] is None


async def test_a_file_without_a_consultation_changes_nothing_and_is_done(running: Any, section: dict[str, Any]) -> None:
    await running.registry.accept(section)
    before = await running.events()

    await running.registry.accept(None)
    assert await running.events() == before
    assert await running.database.fetchval("select count(*) from effect_done") == 2


async def test_an_event_that_comes_again_late_has_no_second_effect(running: Any, section: dict[str, Any]) -> None:
    await running.registry.accept(section)
    await running.registry.accept(section | {"closes_on": "2017-10-06"})
    before = await running.events()

    await running.registry.say(running.registry.said[0])
    assert await running.events() == before
