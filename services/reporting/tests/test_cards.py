"""Cards for other sites: what they show is what the figures say, hostile titles stay text, oEmbed finds them."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from constancia_testing.platform import Platform
from reporting.site.catalogue import LANGUAGES
from reporting.widgets.assets import integrity, pinned_path

PLAN = "gt-2016-2018"
CARDS = (
    "",
    "/themes/2",
    "/institutions/MINFIN",
    "/commitments/17",
    "/commitments/17/goals/3",
    "/latest",
)


def card(language: str, part: str = "") -> str:
    return f"/embed/v1/{language}/plans/{PLAN}{part}"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_card_is_a_whole_page_and_a_fragment_that_other_sites_may_have(
    platform: Platform, real: dict[str, Any], language: str
) -> None:
    assert real
    for part in CARDS:
        page = await platform.client.get(card(language, part))
        assert page.status_code == 200, part
        assert page.headers["content-security-policy"].endswith("frame-ancestors *")
        assert "unsafe" not in page.headers["content-security-policy"]
        assert page.text.count("<h1") == 1
        assert len(page.content) < 20_000
        fragment = await platform.client.get(card(language, part), params={"fragment": "1"})
        assert fragment.headers["access-control-allow-origin"] == "*"
        assert fragment.text.strip() in page.text, "the fragment is what the page shows"
        assert not re.search(r"<(script|style|link)|\sstyle=|\son\w+=", fragment.text)
        ET.fromstring(fragment.text)  # noqa: S314  (made by this very service)
        again = await platform.client.get(card(language, part), headers={"If-None-Match": page.headers["etag"]})
        assert again.status_code == 304


async def test_cards_say_what_the_figures_say(platform: Platform, real: dict[str, Any]) -> None:
    day = {"as_of": "2017-09-29"}
    figures = (await platform.client.get(f"/v1/plans/{PLAN}/compliance", params=day)).json()
    whole = (await platform.client.get(card("es"), params=day)).text
    counts = [int(one) for one in re.findall(r"</th><td>(\d+)</td>", whole)]
    assert sorted(counts[:-1]) == sorted(figures["goals"]["counts"].values())
    assert counts[-1] == figures["goals"]["total"]
    led = [c["number"] for c in real["commitments"] if any(one["institution"] == "MINFIN" for one in c["leads"])]
    ours = (await platform.client.get(card("es", "/institutions/MINFIN"))).text
    assert [int(one) for one in re.findall(r"compromisos/(\d+)\"", ours)] == led
    item = next(one for one in figures["items"] if one["number"] == 17)
    one = (await platform.client.get(card("en", "/commitments/17"), params=day)).text
    states = re.findall(r'data-state="(\w+)"', one)
    assert states == [item["declared"], item["rolled_up"], *(goal["display_state"] for goal in item["goals"])]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (card("es", "/themes/99"), 404),
        (card("es", "/institutions/NADIE"), 404),
        (card("es", "/commitments/99"), 404),
        (card("es", "/commitments/17/goals/99"), 404),
        (card("fr"), 422),
        ("/embed/v1/es/plans/gt-1999-2001", 404),
        (card("es") + "?fragment=2", 422),
    ],
)
async def test_what_is_not_there_is_told(platform: Platform, real: dict[str, Any], path: str, code: int) -> None:
    assert real
    assert (await platform.client.get(path)).status_code == code


async def test_oembed_gives_the_card_of_a_page(platform: Platform, real: dict[str, Any]) -> None:
    assert real
    page = (await platform.client.get(f"/planes/{PLAN}/compromisos/17")).text
    [found] = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page)
    said = (await platform.client.get(re.sub(r"^https?://[^/]+", "", found).replace("&amp;", "&"))).json()
    assert (said["version"], said["type"]) == ("1.0", "rich")
    [source] = re.findall(r'src="([^"]+)"', said["html"])
    assert source.endswith(card("es", "/commitments/17"))
    origin = source.partition("/embed/")[0]
    for url, part in (
        (f"{origin}/en/plans/{PLAN}", card("en")),
        (f"{origin}/planes/{PLAN}/compromisos/17#goal-17-3", card("es", "/commitments/17/goals/3")),
        (f"{origin}/en/plans/{PLAN}/changes", card("en", "/latest")),
    ):
        answer = (await platform.client.get("/oembed", params={"url": url, "maxwidth": 300})).json()
        assert f'src="{origin}{part}"' in answer["html"]
        assert answer["width"] == 300
        assert (await platform.client.get(part)).status_code == 200
    for url in ("https://evil.example/planes/gt-2016-2018", f"{origin}/consultas/", "javascript:alert(1)", "http://[x"):
        refused = await platform.client.get("/oembed", params={"url": url})
        assert refused.status_code == 404
        assert refused.json()["type"].endswith("nothing-to-embed")


async def test_the_pinned_script_is_the_one_whose_hash_the_page_shows(platform: Platform, real: dict[str, Any]) -> None:
    assert real
    offered = (await platform.client.get("/embed/")).text
    assert integrity("constancia.js") in offered
    pinned = await platform.client.get(pinned_path("constancia.js"))
    assert "immutable" in pinned.headers["cache-control"]
    assert pinned.content == (await platform.client.get("/embed/v1/constancia.js")).content
    assert (await platform.client.get("/embed/v1/frame.js")).headers["cross-origin-resource-policy"] == "cross-origin"
