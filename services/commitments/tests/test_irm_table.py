"""IRM's table on record: loaded once, corrected, read back; the figures by an independent count of the file."""

import asyncio
import csv
import io
from collections import defaultdict
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from commitments import operations
from constancia_testing.people import bearer
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

CSV = {"Content-Type": "text/csv"}
PLANTED = ("Jane Doe", "Deputy of Planting", "jane.doe@example.org", "+502 5555 1234")


@pytest.fixture
def registry(start_platform: StartPlatform) -> Callable[..., Any]:
    """The registry alone, without its worker."""
    return partial(start_platform, "commitments", workers=False)


@pytest.fixture
def table(shared: Path) -> bytes:
    """IRM's table, as published."""
    return (shared / "data" / "irm" / "commitments.csv").read_bytes()


def edited(table: bytes, edit: Callable[[list[dict[str, str]]], None]) -> bytes:
    """The table after a change to its rows by column."""
    records = list(csv.reader(io.StringIO(table.decode(), newline="")))
    header = [name or f"({place})" for place, name in enumerate(records[1])]
    changed = [dict(zip(header, record, strict=True)) for record in records[2:]]
    edit(changed)
    out = io.StringIO()
    csv.writer(out).writerows([*records[:2], *([row[name] for name in header] for row in changed)])
    return out.getvalue().encode()


async def send(platform: Platform, document: bytes, query: str = "", scope: str = "irm:write", **headers: str) -> Any:
    token = await bearer(platform.client, platform.databases["commitments"], "SCSPR", scope)
    return await platform.client.post(f"/v1/irm/table{query}", content=document, headers=token | CSV | headers)


async def everything(platform: Platform) -> str:
    """All that the tables, the stage of events and the log hold of the table, as text."""
    connection = await asyncpg.connect(platform.databases["commitments"])
    held = []
    for relation in ("irm_plans", "irm_commitments"):
        held += [str(row[0]) for row in await connection.fetch(f"select t::text from {relation} t order by 1")]
    held += [row[0].decode() for row in await connection.fetch("select body from event_stage order by id")]
    await connection.close()
    return "\n".join(held)


def independent(table: bytes) -> dict[str, list[dict[str, Any]]]:
    """The figures of every plan, by the csv module and nothing of ours."""
    lines = table.decode().split("\n", 1)[1]
    plans: dict[tuple[str, int], list[dict[str, str]]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(lines, newline="")):
        plans[row["Country"], int(row["Action Plan Number"])].append(row)
    found = defaultdict(list)
    for (country, number), rows in sorted(plans.items()):
        high = transformative = relevant = 0
        for row in rows:
            end = row["Completion (end of term)"]
            last = end if end[:3] in {"a. ", "b. ", "c. ", "d. "} else row["Completion (progress report)"]
            high += last in {"c. Substantial", "d. Complete"}
            transformative += row["Potential impact"] == "Transformative"
            relevant += row["_Relevant"] == "1"
        found[country].append(
            {
                "number": number,
                "commitments": len(rows),
                "high_completion": percent(high, len(rows)),
                "transformative": percent(transformative, len(rows)),
                "relevant": percent(relevant, len(rows)),
                "starred": stars(rows),
            }
        )
    return found


def percent(count: int, total: int) -> float:
    return float((Decimal(count) * 100 / Decimal(total)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def stars(rows: list[dict[str, str]]) -> int:
    current = [
        row["Starred (current formula) end of term"]
        if row["Starred (current formula) end of term"] in {"0", "1"}
        else row["Starred (current formula) progress report"]
        for row in rows
    ]
    of_2015 = [row["Starred (2015 only)"] for row in rows]
    before = [row["Starred (pre-June 2014 assessments)"] for row in rows]
    for column in (current, of_2015, before):
        if {"0", "1"} & set(column):
            return column.count("1")
    return 0


async def test_the_whole_table_lands_and_its_hundred_plans_have_the_figures_of_an_independent_count(
    registry: Any, table: bytes
) -> None:
    async with registry() as platform:
        loaded = (await send(platform, table)).json()
        assert {name: loaded[name] for name in ("rows", "landed", "countries", "plans", "refused", "changed")} == {
            "rows": 1927,
            "landed": 1927,
            "countries": 61,
            "plans": 100,
            "refused": [],
            "changed": True,
        }
        assert loaded["events"] == 100
        assert sum(notice["code"] == "duplicate" for notice in loaded["notices"]) == 35
        expected = independent(table)
        assert sum(map(len, expected.values())) == 100
        listed: list[Any] = []
        page = (await platform.client.get("/v1/irm/countries?limit=25")).json()
        listed += page["items"]
        while page["next_cursor"]:
            page = (await platform.client.get(f"/v1/irm/countries?limit=25&cursor={page['next_cursor']}")).json()
            listed += page["items"]
        assert {item["country"]: item["plans"] for item in listed} == expected
        for country, plans in expected.items():
            answer = await platform.client.get(f"/v1/irm/countries/{country}")
            assert answer.json() == {"country": country, "plans": plans}


async def test_the_same_table_again_changes_nothing_and_says_nothing(registry: Any, table: bytes) -> None:
    async with registry() as platform:
        dry = await send(platform, table, "?dry_run=true")
        assert (dry.json()["landed"], dry.json()["changed"], dry.json()["dry_run"]) == (1927, True, True)
        assert await everything(platform) == ""
        await send(platform, table)
        before = await everything(platform)
        again = (await send(platform, table, scope="plan:admin")).json()
        assert (again["landed"], again["changed"], again["events"]) == (1927, False, 0)
        assert await everything(platform) == before


async def test_a_corrected_table_updates_what_differs_and_says_only_figures_that_changed(
    registry: Any, table: bytes
) -> None:
    def correct(rows: list[dict[str, str]]) -> None:
        [guatemala, *_] = [r for r in rows if (r["Country"], r["Action Plan Number"]) == ("Guatemala", "2")]
        guatemala["Potential impact"] = "Transformative"
        [albania, *_] = [r for r in rows if r["Country"] == "Albania"]
        albania["Commitment Title"] = "Corrected"

    async with registry() as platform:
        await send(platform, table)
        tags = [
            (await platform.client.get(f"/v1/irm/countries/{name}")).headers["etag"] for name in ("Albania", "Chile")
        ]
        corrected = (await send(platform, edited(table, correct))).json()
        assert (corrected["changed"], corrected["events"]) == (True, 1)
        expected = independent(edited(table, correct))["Guatemala"]
        assert (await platform.client.get("/v1/irm/countries/GT")).json()["plans"] == expected
        titles = (await platform.client.get("/v1/irm/countries/Albania/plans/1/commitments?limit=1")).json()
        assert titles["items"][0]["title"] == "Corrected"
        fresh = [
            (await platform.client.get(f"/v1/irm/countries/{name}")).headers["etag"] for name in ("Albania", "Chile")
        ]
        assert fresh[0] != tags[0]
        assert fresh[1] == tags[1]


async def test_a_table_of_one_country_leaves_the_others_as_they_are(registry: Any, table: bytes) -> None:
    def only_chile(rows: list[dict[str, str]]) -> None:
        rows[:] = [row for row in rows if row["Country"] == "Chile"]

    async with registry() as platform:
        await send(platform, edited(table, only_chile))
        assert (await platform.client.get("/v1/irm/averages")).json()["countries"] == 1
        await send(platform, table)
        again = (await send(platform, edited(table, only_chile))).json()
        assert (again["plans"], again["changed"]) == (2, False)
        assert (await platform.client.get("/v1/irm/averages")).json()["countries"] == 61


async def test_contact_persons_are_never_kept_said_or_shown(registry: Any, table: bytes) -> None:
    def plant(rows: list[dict[str, str]]) -> None:
        for row in rows[:40]:
            row |= dict(
                zip(
                    ("Contact Name", "Contact Position", "Contact Email", "Contact Telephone"),
                    PLANTED,
                    strict=True,
                )
            )
        rows[3]["Action Plan Number"] = PLANTED[2]

    async with registry() as platform:
        answer = await send(platform, edited(table, plant))
        assert answer.json()["landed"] == 1926
        shown = (await platform.client.get("/v1/irm/countries/Albania/plans/1/commitments?limit=100")).text
        held = await everything(platform)
        for person in PLANTED:
            assert person not in answer.text
            assert person not in shown
            assert person not in held


NAMES = {
    "guatemala": "Guatemala",
    "GUATEMALA": "Guatemala",
    "gt": "Guatemala",
    "United Kingdom": "UK",
    "uk": "UK",
    "GB": "UK",
    "Estados Unidos": "USA",
    "M\u00e9xico": "Mexico",
    "Macedonia": "Macedonia",
    "MK": "Macedonia",
    "south korea": "South Korea",
    "Czechia": "Czech Republic",
}


async def test_a_country_is_found_by_its_names_and_by_its_code(registry: Any, table: bytes) -> None:
    def few(rows: list[dict[str, str]]) -> None:
        rows[:] = [row for row in rows if row["Country"] in NAMES.values() and row["Action Plan Number"] == "1"]

    def two_names(rows: list[dict[str, str]]) -> None:
        few(rows)
        rows[0]["Country"] = "United Mexican States" if rows[0]["Country"] == "Mexico" else "Korea, South"
        rows.append(rows[0] | {"Country": "Great Britain"})

    async with registry() as platform:
        await send(platform, edited(table, few))
        for asked, country in NAMES.items():
            answer = await platform.client.get(f"/v1/irm/countries/{asked}")
            assert answer.json()["country"] == country, asked
        missing = await platform.client.get("/v1/irm/countries/Norway")
        assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
        told = (await send(platform, edited(table, two_names))).json()
        assert [notice["code"] for notice in told["notices"] if notice["column"] == "Country"] == ["country-unknown"]
        assert (await platform.client.get("/v1/irm/countries/gb")).status_code == 404, "two names have this code"
        assert (await platform.client.get("/v1/irm/countries/uk")).status_code == 200


async def test_commitments_can_be_read_back_page_by_page_with_dates_as_printed(registry: Any, table: bytes) -> None:
    async with registry() as platform:
        await send(platform, table)
        first = await platform.client.get("/v1/irm/countries/gt/plans/2/commitments?limit=30")
        rest = await platform.client.get(
            f"/v1/irm/countries/gt/plans/2/commitments?cursor={first.json()['next_cursor']}"
        )
        items = first.json()["items"] + rest.json()["items"]
        assert len(items) == 48
        assert rest.json()["next_cursor"] is None
        printed = [
            row
            for row in csv.DictReader(io.StringIO(table.decode().split("\n", 1)[1], newline=""))
            if (row["Country"], row["Action Plan Number"]) == ("Guatemala", "2")
        ]
        assert [item["starts"]["printed"] for item in items] == [row["Start Date"] for row in printed]
        assert [item["number"] for item in items] == [row["Comm No"] for row in printed]
        assert {item["completion"]["latest"] for item in items} <= {
            "not_started",
            "initiated",
            "substantial",
            "complete",
            "unclear",
            "withdrawn",
        }
        detail = (await platform.client.get("/v1/irm/countries/gt/plans/2")).json()
        assert (detail["star_formula"], detail["code"], detail["figures"]["commitments"]) == ("current", "GT", 48)
        assert detail["counts"]["high_completion"] == 30
        [canada] = (await platform.client.get("/v1/irm/countries/ca/plans/2/commitments?limit=1")).json()["items"]
        assert canada["starts"] == {
            "printed": "11/01/2014",
            "reading": "day_ambiguous",
            "first_day": "2014-01-11",
            "last_day": "2014-11-01",
            "possible": ["2014-01-11", "2014-11-01"],
            "settled_by": None,
        }


async def test_averages_are_the_mean_of_plans_and_of_all_commitments_together(registry: Any, table: bytes) -> None:
    async with registry() as platform:
        await send(platform, table)
        body = (await platform.client.get("/v1/irm/averages")).json()
        every = [plan for plans in independent(table).values() for plan in plans]
        assert (body["plans"], body["commitments"]) == (100, 1927)
        assert body["starred"] == sum(plan["starred"] for plan in every)
        for name in ("high_completion", "transformative", "relevant"):
            assert body["mean_of_plans"][name] == pytest.approx(sum(plan[name] for plan in every) / 100, abs=0.02)
        assert body["pooled"]["relevant"] == percent(1584, 1927)
        others = (await platform.client.get("/v1/irm/averages?without=Guatemala")).json()
        assert (others["countries"], others["plans"], others["commitments"]) == (60, 98, 1927 - 62)
        assert (await platform.client.get("/v1/irm/averages?without=Atlantis")).status_code == 404


async def test_who_may_not_and_what_is_no_table_is_refused_with_a_problem(registry: Any, document: bytes) -> None:
    async with registry(loaded=document) as platform:
        assert (await platform.client.post("/v1/irm/table", content=b"a", headers=CSV)).status_code == 401
        assert (await send(platform, b"a,b", scope="reports:write")).status_code == 403
        assert (await send(platform, b"{}", **{"Content-Type": "application/json"})).status_code == 415
        refused = await send(platform, b"", "?lang=en")
        assert refused.status_code == 422
        assert refused.json()["errors"] == [{"pointer": "", "code": "empty", "detail": "The file is empty"}]
        assert (await send(platform, b"," * (9 * 1024 * 1024))).status_code == 413
        for odd in ("%00", "%ff", "..", "a" * 101, "%ed%a0%80", "%2F"):
            assert (await platform.client.get(f"/v1/irm/countries/{odd}")).status_code in {404, 422}, odd
        for number in ("0", "99999999999999999999", "x"):
            assert (await platform.client.get(f"/v1/irm/countries/gt/plans/{number}")).status_code == 422
        assert (await platform.client.get("/v1/irm/countries")).json() == {"items": [], "next_cursor": None}


async def test_two_loads_at_once_are_one_after_the_other(registry: Any, table: bytes) -> None:
    def small(rows: list[dict[str, str]]) -> None:
        rows[:] = rows[:200]

    async with registry() as platform:
        answers = await asyncio.gather(*(send(platform, edited(table, small)) for _ in range(3)))
        assert sorted(answer.json()["changed"] for answer in answers) == [False, False, True]


def test_whoever_loads_the_table_on_the_server_is_told_how_far_it_has_come(
    databases: dict[str, str], table: bytes
) -> None:
    steps: list[tuple[int, int]] = []

    async def load() -> Any:
        url = databases["commitments"]
        return await operations.load_irm_table(
            url, table, dry_run=False, writing=lambda done, of: steps.append((done, of))
        )

    loaded = asyncio.run(load())
    assert (loaded.table.landed, loaded.events) == (1927, 100)
    assert steps[0] == (0, 1927)
    assert steps[-1] == (1927, 1927)
