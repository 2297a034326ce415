"""The pages of a whole plan, from events that came the real way: log, stream, projector, page."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest

from constancia_events.commitments import IndicatorDefined, PlanDefined, PlanStateChanged
from constancia_events.vocabulary import PlanState
from constancia_pages.formats import Formats
from constancia_testing.lively import EARLIER, assessed, at, commitment_defined, goal_defined, lively, reported
from constancia_testing.platform import Platform
from constancia_testing.registry import PLAN, Registry, indicator_stated
from reporting.site.changes import Difference, differences
from reporting.site.values import Values

REPORTS = (f"/planes/{PLAN}/informes", f"/en/plans/{PLAN}/reports")
"""Reports know no date: each is of its own."""
PARTS = {
    "": f"/en/plans/{PLAN}",
    "/cambios": f"/en/plans/{PLAN}/changes",
    "/participacion": f"/en/plans/{PLAN}/participation",
    "/instituciones": f"/en/plans/{PLAN}/institutions",
    "/indicadores": f"/en/plans/{PLAN}/indicators",
    "/hallazgos": f"/en/plans/{PLAN}/findings",
    "/compromisos/17": f"/en/plans/{PLAN}/commitments/17",
}
HOSTILE = "<script>alert('x')</script>{{ indicators.x }}\"'&"


async def page(platform: Platform, path: str) -> str:
    answer = await platform.client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.text


def seen(markup: str) -> str:
    """What a reader sees of a page: its text, with single blanks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def check_structure(markup: str, language: str) -> None:
    assert f'<html lang="{language}">' in markup
    assert markup.count("<h1") == 1
    identities = re.findall(r'\sid="([^"]+)"', markup)
    assert len(identities) == len(set(identities))
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:[^<]*\"", markup)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', markup)) <= set(identities)
    local = set(re.findall(r'href="#([^"]+)"', markup)) - {"main"}
    assert local <= set(identities), local - set(identities)


async def test_every_page_of_a_lively_plan_says_what_is_on_record(
    platform: Platform, registry: Registry, real: dict[str, Any]
) -> None:
    await registry.say(*lively(real))
    pages = {}
    for part, english in PARTS.items():
        for path, language in ((f"/planes/{PLAN}{part}", "es"), (english, "en")):
            for query in ("", "?as_of=2018-03-05"):
                markup = pages[part, language, query] = await page(platform, path + query)
                check_structure(markup, language)
                assert len(markup.encode()) < 60_000, (path, len(markup.encode()))
                assert ("Está viendo el pasado" in markup or "looking at the past" in markup) == bool(query)
                inner = set(re.findall(rf'href="((?:/en)?/plan(?:es|s)/{PLAN}[^"#]*)', markup))
                others = {link for link in inner if link.partition("?")[0] not in {path, *REPORTS}}
                assert all(link.endswith("?as_of=2018-03-05") for link in others) or not query
    _check_changes(seen(pages["/cambios", "es", ""]), seen(pages["/cambios", "en", ""]))
    _check_participation(pages["/participacion", "es", ""])
    _check_commitment(pages["/compromisos/17", "en", ""])
    plan = seen(pages["", "es", ""])
    assert "Estado del plan: en ejecución, desde el 12 de agosto de 2016." in plan
    items = (await platform.client.get(f"/v1/plans/{PLAN}/findings")).json()["items"]
    assert f"Hallazgos ({len(items)})" in plan
    findings = pages["/hallazgos", "es", ""]
    assert findings.count("<li><b>") == len(items)
    figures = seen(pages["/indicadores", "es", ""])
    assert figures.count("No coinciden:") == 5
    assert "Introducción (líneas 15, 58, 70, 76)" in figures
    assert len(re.findall(r'id="ind-', pages["/indicadores", "es", ""])) == len(real["indicators"])
    before = seen(await page(platform, f"/planes/{EARLIER}/compromisos/5"))
    assert "Qué fue de él en un plan posterior" in before
    assert "continúa" in before
    assert "absorbe" in before
    assert "abandona" not in before
    await _check_the_past(platform)
    for missing in ("cambios", "participacion", "instituciones", "indicadores", "hallazgos"):
        answer = await platform.client.get(f"/planes/xx-2000-2001/{missing}", headers={"accept": "text/html"})
        assert (answer.status_code, "No consta" in answer.text) == (404, True)


def _check_changes(es: str, en: str) -> None:
    assert "La mesa pidió precisar las fechas." in es
    assert "Antes septiembre de 2016 Después junio de 2018" in es
    assert "Presupuesto Antes Nada Después Q139,988.50 Fondos propios" in es
    assert "Work plan Before Nothing After 1. Publish [Goal 1] (February 2018 / April 2018) — Budget Office" in en
    assert (
        "commitment 17 (An open budget, with a calendar) continues commitment 5 of plan “Action Plan 2014-2016”" in en
    )
    assert "Taken back on" in en
    assert "A mistake: it does go on." in en
    assert "In implementation since August 12, 2016, before that adopted" in en


def _check_participation(markup: str) -> None:
    text = seen(markup)
    assert "67 instituciones" in text
    assert "Foro regional · Cobán · Alta Verapaz" in text
    assert "ANAM Asociación Nacional de Municipalidades" in text
    assert "hasta el 1 de marzo de 2017" in text
    assert "Cambió de fecha: se había convocado para el 27 de enero de 2018." in text
    assert "Agenda: javascript:alert(1)" in text
    assert '<a href="https://example.org/minuta.pdf" rel="nofollow noopener">Minuta</a>' in markup
    assert "Faltó 1 informe: MINFIN Ministerio de Finanzas Públicas, compromiso 18" in text
    assert "El plan tiene 22 compromisos. 11 de agosto de 2016 compromiso 17" in text


def _check_commitment(markup: str) -> None:
    text = seen(markup)
    for said in (
        "There is too little staff.",
        "Translate the portal.",
        "World Bank multilateral organisation",
        "GTQ139,988.50" if "GTQ139" in text else "GTQ 139,988.50",
        "16, 16.10",
        "Disputes report 1 Initiated February 20, 2018, group 9, ICEFI",
        "No evidence March 1, 2018",
        "Why it fell The agreement was lost.",
        "Depends on goal 17.1 , goal 17.3",
        "What it comes from commitment 17 (An open budget, with a calendar) continues commitment 5 of plan",
    ):
        assert said in text, said
    link = re.search(
        r'<a href="[^"]*/indicators#ind-open_budget_presenting_institutions"[^>]*>([^<]+)</a> inst', markup
    )
    assert link


async def _check_the_past(platform: Platform) -> None:
    """Before it was amended, judged and reported on, the plan was what it was."""
    was = seen(await page(platform, f"/en/plans/{PLAN}/commitments/17?as_of=2018-01-14"))
    assert "There is too little staff." not in was
    assert "Actions Towards Compliance" in was
    assert "Disputes" not in was
    assert "Depends on" not in was
    assert "Nothing was amended so far." in seen(await page(platform, f"/en/plans/{PLAN}/changes?as_of=2018-01-31"))
    early = seen(await page(platform, f"/en/plans/{PLAN}/changes?as_of=2016-04-02"))
    assert "In consultation since April 1, 2016" in early
    assert "Adopted" not in early
    people = seen(await page(platform, f"/en/plans/{PLAN}/participation?as_of=2017-02-01"))
    assert "68 institutions" in people
    assert "Regional forum" not in people
    assert "March 23, 2017" not in people
    assert "No period was opened so far." in people
    figures = seen(await page(platform, f"/en/plans/{PLAN}/indicators?as_of=2017-09-28"))
    assert "Disagree:" not in figures
    assert "Nobody has stated it yet." in figures


async def test_a_draft_does_not_take_the_front_page_from_the_plan_in_force(
    platform: Platform, registry: Registry, real: dict[str, Any]
) -> None:
    told = lively(real)
    draft = next(event for event in told if isinstance(event, PlanDefined) and event.plan == EARLIER)
    state = {"before": None, "reason": None, "effective_on": date(2018, 3, 1), "effective_at": at(date(2018, 3, 1))}
    later = draft.model_copy(
        update={"plan": "gt-2018-2020", "starts_on": date(2018, 7, 1), "title": {"es": "Borrador"}}
    )
    await registry.say(later, PlanStateChanged(plan="gt-2018-2020", state=PlanState.DRAFT, **state))
    assert "<h1>Plan de Acción Nacional de Gobierno Abierto 2016-2018</h1>" in await page(platform, "/")
    await registry.say(PlanStateChanged(plan="gt-2018-2020", state=PlanState.ADOPTED, **state))
    assert "<h1>Borrador</h1>" in await page(platform, "/")


async def test_hostile_text_in_any_field_is_shown_and_never_run(
    platform: Platform, registry: Registry, real: dict[str, Any]
) -> None:
    def poisoned(value: Any) -> Any:
        if isinstance(value, dict):
            is_text = "es" in value and all(isinstance(one, str) for one in value.values())
            return {"es": HOSTILE} if is_text else {name: poisoned(one) for name, one in value.items()}
        return [poisoned(one) for one in value] if isinstance(value, list) else value

    hostile = {"es": HOSTILE}
    events = [type(event).model_validate(poisoned(event.model_dump(mode="json"))) for event in lively(real)]
    texts = {"narrative": hostile, "next_steps": hostile, "challenges": hostile, "reason": hostile}
    await registry.say(
        *events,
        commitment_defined(real, 17, title=hostile, reason=hostile, fields=dict.fromkeys(("problem", "x"), hostile)),
        goal_defined(real, 17, 1, title=hostile, reason=hostile),
        reported(17, 1, "initiated", date(2018, 3, 1), n=2, **texts),
        assessed(17, 1, 5, "irm", date(2018, 3, 2), level="complete", reason=hostile),
        IndicatorDefined(plan=PLAN, key="x", commitment=17, goal=1, label=hostile, unit=hostile),
        indicator_stated("x", 1, value=1e300, as_of=None, where=HOSTILE, lines=[1], evidence_url=HOSTILE),
        indicator_stated("x", 2, value=-1e-300, as_of=None, where=HOSTILE, lines=[], evidence_url="http://a@b.gt/"),
    )
    for part, english in PARTS.items():
        for path, language in ((f"/planes/{PLAN}{part}", "es"), (english, "en")):
            markup = await page(platform, path)
            check_structure(markup, language)
            assert "<script>alert" not in markup, path
            assert "&lt;script&gt;alert" in markup or part in {"", "/instituciones"}, path


@pytest.mark.parametrize(("value", "es"), [(22.0, "22"), (139988.5, "139,988.5"), (1e300, "1E300"), (0.25, "0.25")])
def test_a_figure_is_written_as_guatemala_writes_it(value: float, es: str) -> None:
    assert Formats("es").figure(value) == es


def test_a_year_has_no_separators() -> None:
    assert Formats("es").figure(2009.0, {"es": "año", "en": "year"}) == "2009"


def test_a_text_that_changed_in_one_language_alone_is_a_change_of_that_language() -> None:
    before: dict[str, Any] = {"title": {"es": "Uno", "en": "One"}, "leads": [], "reason": None}
    after = {"title": {"es": "Uno", "en": "The one"}, "reason": {"es": "x"}, "activities": [], "vocabulary": "gt"}
    assert differences(before, after) == [Difference(field="title", language="en", before="One", after="The one")]


def test_lists_are_compared_in_a_language_in_which_they_differ() -> None:
    values = Values(Formats("es"), lambda message: message)
    part = {"number": 1, "starts_on": "2017-01", "ends_on": "2017-02"}
    old, new = ([part | {"title": {"es": "Uno", "en": english}}] for english in ("One", "The one"))
    change = Difference(field="subgoals", language=None, before=old, after=new)
    assert values.sides(change) == (
        "en",
        ["1. One (enero de 2017 / febrero de 2017)"],
        ["1. The one (enero de 2017 / febrero de 2017)"],
    )
