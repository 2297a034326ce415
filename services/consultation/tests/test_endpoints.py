"""Consultations and comments over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from constancia_testing.clock import FixedClock
from constancia_web.translations import Translations
from consultation.comments.errors import CommentNotFound
from consultation.consultations.errors import ConsultationNotFound

PATH = "/v1/consultations/gt-2016-2018-1"
OPENS_AT = datetime(2017, 9, 7, 6, tzinfo=UTC)


async def test_the_state_and_the_etag_follow_the_clock(
    running: Any, section: dict[str, Any], clock: FixedClock
) -> None:
    await running.registry.accept(section)

    seen = []
    for instant in (OPENS_AT - timedelta(microseconds=1), OPENS_AT, OPENS_AT + timedelta(days=23)):
        clock.turn_to(instant)
        answer = await running.client.get(PATH)
        [listed] = await running.every("/v1/plans/gt-2016-2018/consultations")
        assert listed["state"] == answer.json()["state"]
        seen.append((answer.json()["state"], answer.headers["ETag"]))
    assert seen == [("scheduled", '"1-scheduled-2"'), ("open", '"1-open-2"'), ("closed", '"1-closed-2"')]


async def test_one_comment_is_given_under_its_consultation_alone(running: Any, section: dict[str, Any]) -> None:
    await running.registry.accept(section)

    [first, _] = await running.every(f"{PATH}/comments")
    assert (await running.client.get(f"{PATH}/comments/{first['id']}")).json() == first
    elsewhere = await running.client.get(f"/v1/consultations/gt-2016-2018-2/comments/{first['id']}")
    assert elsewhere.status_code == 404


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        (PATH, "No existe la consulta gt-2016-2018-1"),
        (f"{PATH}/comments", "No existe la consulta gt-2016-2018-1"),
        (
            f"{PATH}/comments/gt-2016-2018-1-c0123456789abcdef0123456789abcdef",
            "La consulta gt-2016-2018-1 no tiene el comentario gt-2016-2018-1-c0123456789abcdef0123456789abcdef",
        ),
    ],
)
async def test_what_is_not_there_is_said_in_spanish(running: Any, path: str, detail: str) -> None:
    answer = await running.client.get(path, headers={"Accept-Language": "es"})
    assert (answer.status_code, answer.json()["detail"]) == (404, detail)


async def test_a_plan_without_a_consultation_has_an_empty_list(running: Any) -> None:
    answer = await running.client.get("/v1/plans/gt-2030-2032/consultations")
    assert (answer.status_code, answer.json()) == (200, {"items": [], "next_cursor": None})


@pytest.mark.parametrize("path", ["/v1/consultations/x", f"{PATH}/comments/1", f"{PATH}/comments?cursor=x"])
async def test_a_key_that_cannot_be_is_refused(running: Any, section: dict[str, Any], path: str) -> None:
    await running.registry.accept(section)
    assert (await running.client.get(path)).status_code == 422


def test_every_refusal_has_its_spanish() -> None:
    catalogue = Translations.load("consultation")
    for error in (CommentNotFound, ConsultationNotFound):
        assert catalogue.knows("es", error.message)
