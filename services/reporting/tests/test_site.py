"""The public pages: what they promise to a reader, with or without colour, scripts or a wide screen."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from constancia_events.dates import PlanDate
from constancia_events.vocabulary import DisplayState, EvidenceKind, LeadRole, Level, RollUpPolicy, Timing, Vocabulary
from constancia_events.vocabulary_labels import LEVEL_LABELS
from constancia_pages.formats import Formats
from constancia_web.translations import Translations
from reporting.compliance.schemas import (
    CommitmentFigures,
    CommitmentItem,
    Compliance,
    GoalFigures,
    GoalItem,
    InstitutionFigures,
    LevelFigures,
    Policy,
    ThemeFigures,
)
from reporting.site.catalogue import LANGUAGES, catalogue
from reporting.site.links import web_link
from reporting.site.pages import (
    CommitmentPage,
    EmbedPage,
    EvidenceDetail,
    GoalDetail,
    LeadDetail,
    PlanPage,
    ReportDetail,
    SubgoalDetail,
)
from reporting.site.render import Site
from reporting.site.words import LEVELS_OF, STATES

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "gt-2016-2018.json"
HOSTILE = '<script>alert("x")</script>\'"&'
RECORDED = datetime(2017, 10, 1, 3, tzinfo=UTC)
SITE = Site()


def figures(states: list[DisplayState]) -> GoalFigures:
    counts = {state: states.count(state) for state in DisplayState}
    share = {state: round(100 * count / max(1, len(states)), 2) for state, count in counts.items()}
    return GoalFigures(total=len(states), counts=counts, percent=share)


def levels(stated: list[Level]) -> CommitmentFigures:
    counts = {level: stated.count(level) for level in Level}
    share = {level: round(100 * count / max(1, len(stated)), 2) for level, count in counts.items()}
    one = LevelFigures(total=len(stated), counts=counts, percent=share)
    return CommitmentFigures(declared=one, rolled_up=one)


def a_compliance(items: list[CommitmentItem], *, as_of: str = "2017-09-29", name: str = "Institución") -> Compliance:
    goals = figures([goal.display_state for item in items for goal in item.goals])
    commitments = levels([item.rolled_up for item in items])
    acronyms = sorted({lead for item in items for lead in item.leads})
    themes = sorted({item.theme for item in items})
    return Compliance(
        plan="gt-2016-2018",
        title={"es": "Plan de Acción", "en": "Action Plan"},
        time_zone="America/Guatemala",
        as_of=as_of,
        policy=Policy(name=RollUpPolicy.MAJORITY, version=1),
        goals=goals,
        commitments=commitments,
        themes=[ThemeFigures(number=n, title={"es": f"Eje {n}"}, goals=goals, commitments=commitments) for n in themes],
        institutions=[
            InstitutionFigures(acronym=a, name={"es": name}, goals=goals, commitments=commitments) for a in acronyms
        ],
        items=items,
        version={"commitments": 316},
    )


def an_item(title: str = "Título") -> CommitmentItem:
    goals = [
        GoalItem(
            number=number,
            title={"es": title},
            starts_on="2017-01",
            ends_on="2017-06",
            level=Level.NOT_STARTED if state is DisplayState.NOT_YET_DUE else Level(state),
            display_state=state,
            timing=Timing.OVERDUE,
            level_as_of="2017-09-29",
        )
        for number, state in enumerate(DisplayState, start=1)
    ]
    return CommitmentItem(
        number=3,
        ogp_id="GT0065",
        theme=1,
        title={"es": title},
        leads=["MINFIN"],
        declared=Level.COMPLETE,
        rolled_up=Level.INITIATED,
        goals=goals,
    )


def plan(language: str = "es", *, is_past: bool = False, **of: Any) -> str:
    compliance = a_compliance([an_item(of.pop("title", "Título"))], **of)
    page = PlanPage(compliance=compliance, is_past=is_past, public_url="https://constancia.example")
    return SITE.plan_page(page, language).decode()


def commitment(language: str = "es", *, text: str = "Texto", urls: tuple[str, ...] = ()) -> str:
    detail = GoalDetail(
        number=1,
        subgoals=(SubgoalDetail(number=1, title={"es": text}, starts_on="2017-01", ends_on="2017-01", level=None),),
        evidence=tuple(EvidenceDetail(url=url, kind=EvidenceKind.PAGE, subgoal=1) for url in urls),
        reports=(ReportDetail(level=Level.INITIATED, effective_on="2017-09-29", recorded_at=RECORDED),),
    )
    page = CommitmentPage(
        plan="gt-2016-2018",
        plan_title={"es": text},
        time_zone="America/Guatemala",
        as_of="2017-10-01T03:02:00Z",
        policy=Policy(name=RollUpPolicy.MAJORITY, version=1),
        version={"commitments": 316},
        item=an_item(text),
        theme_title={"es": text},
        is_past=False,
        public_url="https://constancia.example",
        texts={"problem": {"es": text}, "results": None},
        leads=(LeadDetail(acronym="MINFIN", name={"es": text}, role=LeadRole.COORDINATOR),),
        goals=(detail,),
        previous=2,
    )
    return SITE.commitment_page(page, language).decode()


def embed(language: str = "es", *, title: str = "Título") -> str:
    page = EmbedPage(
        plan="gt-2016-2018",
        plan_title={"es": title},
        item=an_item(title),
        public_url="https://constancia.example",
        badge_path="/badge.svg",
    )
    return SITE.embed_page(page, language).decode()


def every_page(language: str) -> list[str]:
    alone = [SITE.empty_page(language).decode(), SITE.not_found_page(language).decode()]
    return [plan(language), plan(language, is_past=True), commitment(language), embed(language), *alone]


def the_real_plan() -> Compliance:
    if not REAL.exists():
        pytest.skip(f"the demonstration data is not at {REAL}")
    items = [
        CommitmentItem(
            **{key: raw[key] for key in ("number", "ogp_id", "theme", "title")},
            leads=[lead["institution"] for lead in raw["leads"]],
            declared=raw["declared_level"],
            rolled_up=raw["declared_level"],
            goals=[
                GoalItem(
                    **{key: goal[key] for key in ("number", "title", "starts_on", "ends_on", "level")},
                    display_state=shown(goal["level"], goal["ends_on"]),
                    timing=Timing.DUE,
                    level_as_of="2017-09-29",
                )
                for goal in raw["goals"]
            ],
        )
        for raw in json.loads(REAL.read_text())["commitments"]
    ]
    return a_compliance(items, name="Secretaría de Planificación y Programación de la Presidencia de la República")


def shown(level: str, ends_on: str) -> DisplayState:
    waits = level == Level.NOT_STARTED and PlanDate(ends_on).last_day >= date(2017, 9, 29)
    return DisplayState.NOT_YET_DUE if waits else DisplayState(level)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_goal_has_its_address_its_state_its_shape_and_its_word(language: str) -> None:
    page = plan(language)
    for goal in an_item().goals:
        assert f'<symbol id="{goal.display_state}"' in page
        cell = re.search(rf'<td id="goal-3-{goal.number}" data-state="{goal.display_state}">(.*?)</td>', page)
        assert cell
        assert f'<use href="#{goal.display_state}"/>' in cell[1]
        assert f"<b>{catalogue(language).gettext(STATES[goal.display_state])}</b>" in cell[1]
        assert f'id="goal-3-{goal.number}" data-state="{goal.display_state}"' in commitment(language)


def test_declared_and_rolled_up_are_both_shown_and_marked_where_they_differ() -> None:
    assert '<use href="#differs"/></svg>difiere' in plan()
    assert '<use href="#differs"/></svg>difiere' in commitment()


def test_policy_version_and_instant_stand_under_every_figure() -> None:
    page = plan(as_of="2017-10-01T03:02:00Z")
    assert page.count("Política: mayoría, versión 1") == 4
    assert page.count("30 de septiembre de 2017, 9:02") == 4
    assert page.count("(hora de Guatemala)") == 4
    assert page.count("compromisos 316") == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_text_is_shown_and_never_run(language: str) -> None:
    hostile = [plan(language, title=HOSTILE, name=HOSTILE), commitment(language, text=HOSTILE, urls=(HOSTILE,))]
    for page in [*hostile, embed(language, title=HOSTILE)]:
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_code_to_copy_stays_harmless_once_pasted() -> None:
    code = re.findall(r"<code>(.*?)</code>", embed(title=HOSTILE), re.DOTALL)
    assert len(code) == 5
    assert all("&lt;script&gt;alert" not in part for part in code)
    assert all("&amp;lt;script&amp;gt;alert" in part for part in (code[0], code[3])), "the others name no title"


@pytest.mark.parametrize(
    "printed",
    (  # noqa: SIM905  (one a line they would hide the tests)
        "javascript:alert(1)|JaVaScRiPt:alert(1)| javascript:alert(1)|java\nscript:alert(1)|data:text/html,x|ftp://a.gt/|"
        "www.a.gt|http:\\\\a.gt\\b|http://a.gt\\@b.gt/|http://a.gt@b.gt/|http://|http://[a/|http://a.gt:port/|"
        "http://a.gt/\u202egpj.exe"
    ).split("|"),
)
def test_an_address_that_is_not_plain_http_stays_text(printed: str) -> None:
    assert web_link(printed) is None
    assert "<em>Se conserva como fue impresa" in commitment(urls=(printed,))


def test_an_http_address_is_a_link_that_vouches_for_nothing_and_keeps_its_print() -> None:
    page = commitment(urls=("http://a.gt/un informe.pdf",))
    assert '<a href="http://a.gt/un%20informe.pdf" rel="nofollow noopener">http://a.gt/un informe.pdf</a>' in page


def test_numbers_and_dates_are_those_of_guatemala() -> None:
    es, en = Formats("es"), Formats("en")
    assert (es.number(1234), en.number(1234)) == ("1,234", "1,234")
    assert es.percent(33.7).replace("\xa0", "") == "33.70%"  # CLDR has printed es_GT with and without the space
    assert en.percent(33.7) == "33.70%"
    assert (es.plan_date("2017-06"), en.plan_date("2017-06")) == ("junio de 2017", "June 2017")
    assert es.plan_date("2017-09-29") == "29 de septiembre de 2017"


def test_a_past_view_says_so_keeps_its_date_and_is_not_live() -> None:
    page = plan(is_past=True)
    assert "Está viendo el pasado." in page
    assert '<a href="/planes/gt-2016-2018">Volver a hoy</a>' in page
    assert 'href="/planes/gt-2016-2018/compromisos/3?as_of=2017-09-29"' in page
    assert 'href="/en/plans/gt-2016-2018?as_of=2017-09-29" hreflang="en"' in page
    assert "data-stream" not in page
    assert "<script" not in page


def test_today_is_live_and_asks_for_nothing_from_elsewhere() -> None:
    page = plan()
    assert 'data-stream="/v1/stream?plan=gt-2016-2018&amp;seen=commitments%3D316"' in page
    assert not re.search(r'(?:src|href)="https?://(?!constancia\.example)', page)
    assert set(re.findall(r'"(/static/[^"]+)"', page)) == {path for path in SITE.static if "/card." not in path}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_obey_a_policy_without_inline_styles_or_scripts(language: str) -> None:
    for page in every_page(language):
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_say_their_language_and_have_one_title(language: str) -> None:
    for page in every_page(language):
        assert f'<html lang="{language}">' in page
        assert page.count("<h1") == 1
        identities = re.findall(r'\sid="([^"]+)"', page)
        assert len(identities) == len(set(identities))


def test_text_that_was_not_translated_is_marked_as_spanish() -> None:
    assert '<span lang="es">Título</span>' in plan("en")
    assert '<p lang="es">Texto</p>' in commitment("en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_past", [False, True])
def test_the_real_plan_weighs_less_than_sixty_kilobytes(language: str, is_past: bool) -> None:
    page = PlanPage(compliance=the_real_plan(), is_past=is_past, public_url="https://constancia.example")
    content = SITE.plan_page(page, language)
    assert len(content) < 60_000
    assert len(re.findall(rb'<td id="goal-', content)) == 92


def test_a_language_that_is_not_spoken_is_refused() -> None:
    with pytest.raises(KeyError):
        SITE.empty_page("fr")


@pytest.mark.parametrize("vocabulary", list(Vocabulary))
def test_a_level_has_one_name_on_pages_and_in_the_vocabulary(vocabulary: Vocabulary) -> None:
    translations = Translations.load("constancia_web", "reporting")
    for level, label in LEVEL_LABELS[vocabulary].items():
        assert translations.text("es", LEVELS_OF[vocabulary][level]) == label["es"]
