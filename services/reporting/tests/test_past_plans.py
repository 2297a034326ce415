"""Past plans, country by country: what their pages promise, and that a loaded table gets there."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from constancia_pages.formats import Formats
from constancia_testing.people import bearer, eventually, load_plan
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform
from reporting.site.catalogue import LANGUAGES, catalogue
from reporting.site.pages import (
    CountriesPage,
    CountryPage,
    CurrentPlan,
    PastAverages,
    PastCountry,
    PastPlan,
    PastShares,
)
from reporting.site.past_plans import averages_of, countries_of
from reporting.site.render import Site
from reporting.site.words import COUNTRY_SORTS, FORMULAS, SHARE_MEANINGS, SHARES

HTML = {"Accept": "text/html"}
SITE = Site()
HOSTILE = '<script>alert("x")</script>'


class Row:
    """A row of the read model."""

    def __init__(self, slug: str, number: int, counts: tuple[int, int, int], of: int, **others: Any) -> None:
        self.slug, self.number, self.commitments = slug, number, of
        self.country, self.code, self.starred, self.formula = slug.title(), None, 0, "current"
        for name, count in zip(SHARES, counts, strict=True):
            setattr(self, f"{name}_count", count)
            setattr(self, name, (Decimal(100 * count) / of).quantize(Decimal("0.01")))
        vars(self).update(others)


ROWS = [
    Row("albania", 1, (8, 2, 10), 20, code="AL"),
    Row("uk", 2, (3, 1, 3), 3, code="GB", country="UK", formula=None),
    Row("zealand", 1, (1, 0, 1), 4, country=HOSTILE),
]


def country(language: str = "es", name: str = "Albania") -> str:
    shares = PastShares(high_completion=Decimal("35.71"), transformative=Decimal(0), relevant=Decimal(100))
    plan = PastPlan(number=1, commitments=14, shares=shares, starred=1, formula="pre_june_2014")
    page = CountryPage(
        country=PastCountry(slug="albania", name=name, printed="Albania", plans=(plan,)),
        others=PastAverages(countries=60, plans=98, commitments=1865, mean=shares, pooled=shares),
        current=CurrentPlan(
            plan="gt-2016-2018", title={"es": "Plan", "en": "Plan"}, commitments=22, declared=54.55, by_goals=50.0
        ),
        public_url="https://constancia.example",
    )
    return SITE.country_page(page, language).decode()


def countries(language: str = "es", sort: str = "country", rows: list[Row] | None = None) -> str:
    held = ROWS if rows is None else rows
    page = CountriesPage(
        countries=countries_of(held, Formats(language), sort),
        averages=averages_of(held),
        sort=sort,
        public_url="https://constancia.example",
    )
    return SITE.countries_page(page, language).decode()


def test_averages_count_every_plan_or_every_commitment_the_same() -> None:
    averages = averages_of(ROWS)
    assert (averages.plans, averages.countries, averages.commitments) == (3, 3, 27)
    assert averages.mean.high_completion == Decimal("55.00")  # (40 + 100 + 25) / 3
    assert averages.pooled.high_completion == Decimal("44.44")  # 12 of 27
    assert averages_of([]).pooled.relevant == 0


def test_countries_go_by_the_names_of_the_language_and_by_their_newest_figures() -> None:
    assert [c.name for c in countries_of(ROWS, Formats("es"), "country")][1:] == ["Albania", "Reino Unido"]
    assert [c.slug for c in countries_of(ROWS, Formats("en"), "high_completion")] == ["uk", "albania", "zealand"]
    assert [c.slug for c in countries_of(ROWS, Formats("en"), "commitments")] == ["albania", "zealand", "uk"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_obey_the_policy_have_one_title_and_escape_what_they_show(language: str) -> None:
    for page in (country(language, HOSTILE), countries(language), countries(language, rows=[])):
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script", page)
        assert page.count("<h1") == 1
        assert f'<html lang="{language}">' in page
        identities = re.findall(r'\sid="([^"]+)"', page)
        assert len(identities) == len(set(identities))


def test_every_figure_of_a_bar_stands_beside_it_in_words() -> None:
    page = country()
    bars = re.findall(
        r'<span>([^<]+)</span><b>([^<]+)</b><svg class="share" aria-hidden="true">.*?</svg>', page, re.DOTALL
    )
    assert len(bars) == 7
    assert {re.sub(r"\s", "", share) for _, share in bars} == {"35.71%", "0.00%", "100.00%", "54.55%"}
    assert '<rect width="35.71%" height="100%"/>' in page


def test_a_self_reported_plan_is_said_to_be_no_verdict() -> None:
    assert "no un veredicto del IRM" in country()
    assert "not a verdict of IRM" in country("en")
    assert 'href="/planes/gt-2016-2018"' in country()


def test_the_countries_are_sorted_by_links_and_the_table_says_by_what() -> None:
    page = countries("en", "relevant")
    for sort in COUNTRY_SORTS:
        target = "/en/countries/" if sort == "country" else f"/en/countries/?sort={sort}"
        assert f'href="{target}#countries"' in page
    assert page.count('aria-current="true"') == page.count("aria-sort=") == 1


def test_without_a_table_the_page_says_so() -> None:
    assert "Aún no hay planes anteriores en el registro" in countries(rows=[])


def test_the_words_of_the_pages_are_said_in_spanish() -> None:
    texts = catalogue("es")
    for words in (COUNTRY_SORTS, SHARES, SHARE_MEANINGS, FORMULAS):
        for message in words.values():
            assert texts.gettext(message) != message, message


async def load(platform: Platform, table: bytes) -> None:
    token = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "irm:write")
    answer = await platform.client.post("/v1/irm/table", content=table, headers=token | {"Content-Type": "text/csv"})
    assert answer.status_code == 200, answer.text


async def test_a_loaded_table_stands_beside_the_plan_on_record(start_platform: StartPlatform, shared: Path) -> None:
    table = (shared / "data" / "irm" / "commitments.csv").read_bytes()
    async with start_platform("commitments", "reporting") as platform:
        get = platform.client.get
        empty = await get("/paises/", headers=HTML)
        assert "Aún no hay planes anteriores" in empty.text
        await load_plan(
            platform.client, platform.databases["commitments"], (shared / "data" / "gt-2016-2018.json").read_bytes()
        )
        await load(platform, table)

        async def look() -> str:
            return (await get("/paises/guatemala", headers=HTML)).text

        page = await eventually(look, lambda text: "Plan 2" in text and "autoinformado" in text)
        own = (await get("/v1/irm/countries/Guatemala")).json()["plans"]
        others = (await get("/v1/irm/averages?without=Guatemala")).json()
        shown = {re.sub(r"\s", "", share) for share in re.findall(r"[\d.]+\s?%", page)}
        for figures in (*own, others["mean_of_plans"], others["pooled"]):
            for name in SHARES:
                assert f"{figures[name]:.2f}%" in shown, (name, figures)
        every = (await get("/en/countries/?sort=high_completion", headers=HTML)).text
        assert every.count('<th scope="row"><a href="/en/countries/') == 61
        assert "United Kingdom" in every
        assert "Reino Unido" in (await get("/paises/", headers=HTML)).text
        assert 'href="/paises/"' in (await get("/", headers=HTML)).text
        await refusals_and_redirects(platform)

        connection = await asyncpg.connect(platform.databases["reporting"])
        rows = await connection.fetch("select * from past_plans")
        await connection.close()
        assert len(rows) == 100


async def refusals_and_redirects(platform: Platform) -> None:
    get = platform.client.get
    for path in ("/paises/atlantis", "/en/countries/atlantis", "/paises/%00", "/paises/?sort=colour"):
        answer = await get(path, headers=HTML)
        assert (answer.status_code, "<h1" in answer.text) == (404, True), path
    assert (await get("/paises/atlantis")).headers["content-type"] == "application/problem+json"
    for path, target in (
        ("/paises", "/paises/"),
        ("/en/countries", "/en/countries/"),
        ("/paises/gb", "/paises/uk"),
        ("/en/countries/gt", "/en/countries/guatemala"),
    ):
        answer = await get(path)
        assert (answer.status_code, answer.headers["location"]) == (308, target)
