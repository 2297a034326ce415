"""Open data of the real plan, as independent readers see it: frictionless, SHACL, feedparser, iCalendar, calamine."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import feedparser
import pyshacl
import pytest
from frictionless import Package
from icalendar import Calendar
from python_calamine import CalamineWorkbook
from rdflib import Graph
from rdflib.namespace import DCAT

from constancia_testing.lively import lively
from constancia_testing.platform import Platform
from constancia_testing.registry import Registry
from reporting.open_data.tables import TABLES

PLAN = "gt-2016-2018"
DATA = f"/v1/plans/{PLAN}/open-data"
DAY = {"as_of": "2017-09-29"}


async def got(platform: Platform, path: str, **query: Any) -> Any:
    answer = await platform.client.get(path, params=query)
    assert answer.status_code == 200, (path, answer.text[:300])
    return answer


async def test_every_table_is_valid_by_its_own_dictionary(
    platform: Platform, registry: Registry, real: dict[str, Any], tmp_path: Path
) -> None:
    await registry.say(*lively(real))
    package = (await got(platform, f"{DATA}/datapackage.json")).json()
    assert [one["name"] for one in package["resources"]] == [table.name for table in TABLES]
    for resource in package["resources"]:
        assert resource["path"].endswith(f"{DATA}/{resource['name']}.csv")
        content = (await got(platform, f"{DATA}/{resource['name']}.csv")).content
        (tmp_path / f"{resource['name']}.csv").write_bytes(content)
        resource["path"] = f"{resource['name']}.csv"
        assert all(field["description"] and field["description_en"] for field in resource["schema"]["fields"])
    package.pop("$schema")
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    judged = Package(str(tmp_path / "datapackage.json")).validate()
    assert judged.valid, judged.flatten(["name", "rowNumber", "fieldName", "type", "message"])[:5]
    filled = {task.name for task in judged.tasks if (task.stats.get("rows") or 0) > 0}
    assert filled == {table.name for table in TABLES}, "every table holds something of a lively plan"


async def test_the_tables_say_what_the_figures_say_and_all_forms_are_alike(
    platform: Platform, real: dict[str, Any]
) -> None:
    compliance = (await got(platform, f"/v1/plans/{PLAN}/compliance", **DAY)).json()
    goals = (await got(platform, f"{DATA}/goals.json", **DAY)).json()
    assert len(goals["items"]) == compliance["goals"]["total"] == 92
    states = [one["state"] for one in goals["items"]]
    assert {state: states.count(state) for state in compliance["goals"]["counts"]} == compliance["goals"]["counts"]
    assert (goals["as_of"], goals["version"]) == (compliance["as_of"], compliance["version"])
    rows = list(csv.DictReader(io.StringIO((await got(platform, f"{DATA}/goals.csv", **DAY)).text)))
    assert [row["state"] for row in rows] == states
    assert rows[0]["title_es"] == real["commitments"][0]["goals"][0]["title"]["es"]
    whole = CalamineWorkbook.from_filelike(io.BytesIO((await got(platform, f"{DATA}/all.xlsx", **DAY)).content))
    assert whole.sheet_names == [table.name for table in TABLES]
    sheet = whole.get_sheet_by_name("goals").to_python()
    assert [row[sheet[0].index("state")] for row in sheet[1:]] == states
    themes = (await got(platform, f"{DATA}/themes.json", **DAY)).json()["items"]
    assert sum(one["complete"] for one in themes) == compliance["goals"]["counts"]["complete"]
    evidence = (await got(platform, f"{DATA}/evidence.json", **DAY)).json()["items"]
    cited = [one["url"] for c in real["commitments"] for g in c["goals"] for one in g["evidence"]]
    assert sorted(one["url"] for one in evidence) == sorted(cited) or not evidence, "evidence comes by its own service"


async def test_an_earlier_day_is_another_table_and_bad_asks_are_refused(
    platform: Platform, real: dict[str, Any]
) -> None:
    assert real
    before = (await got(platform, f"{DATA}/goals.json", as_of="2016-07-01")).json()["items"]
    now = (await got(platform, f"{DATA}/goals.json")).json()["items"]
    assert {one["level"] for one in before} == {"not_started"} != {one["level"] for one in now}
    packaged = (await got(platform, f"{DATA}/datapackage.json", **DAY)).json()
    assert all(one["path"].endswith("?as_of=2017-09-29") for one in packaged["resources"])
    for path, code in (
        (f"{DATA}/nada.csv", 422),
        (f"{DATA}/goals.pdf", 422),
        ("/v1/plans/gt-1999-2001/open-data/goals.csv", 404),
        (f"{DATA}/goals.csv?as_of=nunca", 422),
        (f"/v1/plans/{PLAN}/feed.atom?institution=NADIE", 404),
        (f"/v1/plans/{PLAN}/feed.json?commitment=99", 404),
        (f"/v1/plans/{PLAN}/calendar.ics?institution=NADIE", 404),
        (f"/v1/plans/{PLAN}/latest-changes?after=-1", 422),
    ):
        refused = await platform.client.get(path)
        assert refused.status_code == code, path
        assert refused.headers["content-type"].startswith("application/problem+json")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # inside rdflib
async def test_the_catalogue_is_what_harvesters_expect(platform: Platform, real: dict[str, Any]) -> None:
    assert real
    answer = await got(platform, "/catalog.jsonld")
    assert answer.headers["content-type"].startswith("application/ld+json")
    graph = Graph().parse(data=answer.text, format="json-ld")
    shapes = Graph().parse(Path(__file__).parent / "shapes.ttl")
    conforms, _, said = pyshacl.validate(graph, shacl_graph=shapes)
    assert conforms, said
    addresses = [str(one) for one in graph.objects(predicate=DCAT.downloadURL)]
    assert len(addresses) == 3 * len(TABLES)
    for address in addresses[::7]:
        await got(platform, re.sub(r"^https?://[^/]+", "", address))
    spoilt = Graph().parse(data=answer.text.replace("dct:title", "dct:tittle"), format="json-ld")
    assert not pyshacl.validate(spoilt, shacl_graph=shapes)[0], "the shapes bite"


@pytest.mark.parametrize("language", ["es", "en"])
async def test_feeds_tell_the_newest_changes(
    platform: Platform, registry: Registry, real: dict[str, Any], language: str
) -> None:
    await registry.say(*lively(real))
    atom = (await got(platform, f"/v1/plans/{PLAN}/feed.atom", lang=language)).text
    read = feedparser.parse(atom)
    assert (read.bozo, read.version) == (False, "atom10")
    assert read.entries
    fed = (await got(platform, f"/v1/plans/{PLAN}/feed.json", lang=language)).json()
    assert [one["id"] for one in fed["items"]] == [entry.id for entry in read.entries]
    assert len({entry.id for entry in read.entries}) == len(read.entries)
    dates = [one["date_published"] for one in fed["items"]]
    assert read.feed.updated == dates[0]
    assert ("es ahora" in atom) == (language == "es")
    for entry in read.entries[:5]:
        await got(platform, re.sub(r"^https?://[^/]+", "", entry.link).partition("#")[0])
    led = [c["number"] for c in real["commitments"] if any(one["institution"] == "MINFIN" for one in c["leads"])]
    of_one = feedparser.parse((await got(platform, f"/v1/plans/{PLAN}/feed.atom", institution="MINFIN")).text)
    assert of_one.entries
    assert {int(re.search(r"compromisos/(\d+)", entry.link)[1]) for entry in of_one.entries} <= set(led)  # type: ignore[index]


async def test_changes_behind_a_cursor_are_every_change_once(platform: Platform, real: dict[str, Any]) -> None:
    assert real
    after, seen = 0, []
    while True:
        said = (await got(platform, f"/v1/plans/{PLAN}/latest-changes", after=after, limit=7)).json()
        if not said["items"]:
            break
        seen += [one["position"] for one in said["items"]]
        after = said["next"]
    assert seen == sorted(set(seen))
    whole = (await got(platform, f"/v1/plans/{PLAN}/latest-changes", limit=500)).json()["items"]
    assert [one["position"] for one in whole] == seen
    assert said["next"] == after


async def test_the_calendar_has_every_due_day_and_every_meeting(platform: Platform, real: dict[str, Any]) -> None:
    calendar = Calendar.from_ical((await got(platform, f"/v1/plans/{PLAN}/calendar.ics")).content)
    events = list(calendar.walk("VEVENT"))
    goals = [one for one in events if "-goal-" in str(one["UID"])]
    assert len(goals) == 92
    assert len(events) - len(goals) == len(real["meetings"])
    assert len({str(one["UID"]) for one in events}) == len(events)
    first = next(one for one in goals if str(one["UID"]).startswith(f"{PLAN}-goal-1.1@"))
    assert first.decoded("DTSTART").isoformat() == "2017-06-30", "a month ends with its last day"
    english = (await got(platform, f"/v1/plans/{PLAN}/calendar.ics", lang="en", institution="AC")).text
    assert english.count("BEGIN:VEVENT") < len(events)
    assert "is due" in english


async def test_the_page_offers_it_and_describes_it_for_search_engines(platform: Platform, real: dict[str, Any]) -> None:
    assert real
    for path in (f"/planes/{PLAN}/datos", f"/en/plans/{PLAN}/data"):
        page = (await got(platform, path)).text
        assert len(page.encode()) < 60_000
        described = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
        assert described["@type"] == "Dataset"
        assert len(described["distribution"]) == len(TABLES)
        for link in set(re.findall(rf'href="({DATA}/[^"]+)"', page)):
            assert (await platform.client.head(link.replace("&amp;", "&"))).status_code == 200, link
