"""Search in the real plan: accents, case, plurals, beginnings of words; hostile words find nothing and run nowhere."""

from typing import Any

import pytest

from constancia_testing.hostile import HOSTILE
from constancia_testing.platform import Platform
from reporting.search.searching import words_of

PLAN = "gt-2016-2018"
PATH = f"/v1/plans/{PLAN}/search"


async def found(platform: Platform, q: str, **query: Any) -> list[dict[str, Any]]:
    answer = await platform.client.get(PATH, params={"q": q, **query})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.mark.parametrize("q", ["presupuesto", "PRESUPUESTO", "presupuestos", "presupuést", "presup"])
async def test_a_word_is_found_in_any_form(platform: Platform, real: dict[str, Any], q: str) -> None:
    wanted = {
        (c["number"], g["number"])
        for c in real["commitments"]
        for g in c["goals"]
        if any(word.startswith("presup") for text in g["title"].values() for word in words_of(text))
    }
    hits = await found(platform, q, limit=100)
    goals = {(one["commitment"], one["goal"]) for one in hits if one["kind"] == "goal"}
    assert goals <= wanted
    assert len(goals) >= 2
    kinds = [one["field"] is not None for one in hits]
    assert kinds == sorted(kinds), "titles before texts"


async def test_every_word_must_be_there_and_places_of_every_kind_are_found(
    platform: Platform, real: dict[str, Any]
) -> None:
    assert real
    assert {one["kind"] for one in await found(platform, "salud", limit=100)} >= {"commitment", "institution"}
    assert [one["acronym"] for one in await found(platform, "minfin")] == ["MINFIN"]
    assert [one["commitment"] for one in await found(platform, "GT0065")] == [3]
    both = await found(platform, "salud atencion", limit=100)
    assert 0 < len(both) < len(await found(platform, "salud", limit=100))
    assert await found(platform, "salud inexistente") == []
    texts = [one for one in await found(platform, "idiomas", limit=100) if one["field"]]
    assert all("dioma" in one["excerpt"] for one in texts)
    assert texts


async def test_what_makes_no_sense_finds_nothing_or_is_refused(platform: Platform, real: dict[str, Any]) -> None:
    assert real
    for hostile in (*HOSTILE, "   ", "...", "%", "\\\\", "\u202e"):
        assert isinstance(await found(platform, hostile[:200]), list)
        page = await platform.client.get(f"/planes/{PLAN}/buscar", params={"q": hostile[:200]})
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert page.headers["cache-control"] == "no-store"
    assert (await platform.client.get(PATH)).status_code == 422
    assert (await platform.client.get(PATH, params={"q": "x" * 201})).status_code == 422
    nothing = await platform.client.get(f"/en/plans/{PLAN}/search", params={"q": "zzzz"})
    assert "Nothing in this plan has all these words." in nothing.text


async def test_the_page_says_how_many_and_keeps_the_day(platform: Platform, real: dict[str, Any]) -> None:
    assert real
    page = (await platform.client.get(f"/planes/{PLAN}/buscar", params={"q": "salud", "as_of": "2017-09-29"})).text
    assert 'value="salud"' in page
    assert 'name="as_of" value="2017-09-29"' in page
    assert "lugares" in page
