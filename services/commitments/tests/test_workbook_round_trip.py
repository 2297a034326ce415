"""A workbook says what the plan file says: nothing is lost, whatever the texts are, in either language."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from commitments.workbook import words
from commitments.workbook.checking import check
from commitments.workbook.layout import FIRST_ROW, Kind, fields_on, is_nullable, model_in
from commitments.workbook.rows import document_of, empty, rows_of
from commitments.workbook.sheets import BY_KEY, SHEETS
from commitments.workbook.writing import write
from constancia_events.defects import defects
from constancia_events.plan_file import PlanFile

ODD = (
    "=1+1",
    "+5",
    "-3",
    "@SUM(A1)",
    "'quoted'",
    '"quoted"',
    "_x000D_",
    "_x005F_x000D_",
    "_x005f__xD83D_",
    "_x0041_x0042_x0043_",
    "_x0041\uffff",
    "<r></r>",
    "<r><t>bold</t></r>",
    "<r>" + "&" * 7_990 + "</r>",
    "a\nb\n\nc",
    "a\tb",
    "5",
    "1e5",
    "2017-06",
    "TRUE",
    "#REF!",
    "&amp;<b>]]>",
    "\uffff\ufffe\U0001ffff",
    "🇬🇹 Ñandú ü ß İ",
    "e\u0301\u200b\u202e",
    "{=1}",
    "x" * 7_999,
    "😀" * 8_000,
    "http://a b",
    "a, b; c",
    "ends 12",
)
READABLE = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
# By number: hypothesis would spell out texts of thousands of characters each time it names a strategy.
LISTED = st.integers(0, len(ODD) - 1).map(lambda n: ODD[n])
TEXT = st.one_of(LISTED, READABLE).filter(lambda text: bool(text.strip()))
URL = st.one_of(st.sampled_from([" http://x.gt/a b ", "=cmd", " ", "http://x.gt/_x000D_"]), READABLE)
DAY = st.sampled_from(["1900-01-01", "2016-06-30", "2018-06-30", "2200-12-31"])
DATE = st.sampled_from(["2017-06", "2017-06-30", "1900-01", "2200-12"])
TEXTS = st.one_of(
    LISTED.map(lambda text: {"es": text}),
    LISTED.map(lambda text: {"es": "x", "kek": text}),
    st.builds(lambda spanish, other: {"es": spanish, "en": other}, TEXT, TEXT),
)
FLOATS = st.one_of(
    st.sampled_from([0.1, 0.1 + 0.2, 1e22, -0.0, 5e-324, 1.7976931348623157e308, 22.0, -7.25, 2.0**53]),
    st.floats(allow_nan=False, allow_infinity=False),
)
LEVEL = st.sampled_from(list(words.LEVELS))
ACRONYMS = ("MINFIN", "SAT", "X1", "TRUE")
COMMITMENTS = (9_999, 7)
GOALS = (2, 1)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


def code(choices: words.Choices) -> st.SearchStrategy[str]:
    return st.sampled_from(list(choices))


def some(strategy: st.SearchStrategy[Any], most: int = 3, least: int = 0, by: Any = None) -> st.SearchStrategy[Any]:
    return st.lists(strategy, min_size=least, max_size=most, unique_by=by)


def made(**members: Any) -> st.SearchStrategy[Any]:
    """An object: what stands under `optional` may be left out."""
    optional = members.pop("optional", {})
    return st.fixed_dictionaries(members, optional=optional)


LEAD = made(institution=st.sampled_from(ACRONYMS), role=code(words.ROLES))
ACTIVITY = made(
    number=st.integers(1, 9_999),
    title=TEXTS,
    optional={"goal": maybe(st.sampled_from(GOALS)), "starts_on": maybe(DATE), "ends_on": DATE, "office": maybe(TEXTS)},
)
SUBGOAL = made(
    number=st.integers(1, 3),
    title=TEXTS,
    starts_on=DATE,
    ends_on=DATE,
    level=maybe(LEVEL),
    optional={"narrative": maybe(TEXTS), "reason": TEXTS},
)


@st.composite
def goals(draw: st.DrawFn, number: int) -> Any:
    parts = draw(some(SUBGOAL, by=lambda one: one["number"]))
    subgoal = st.sampled_from([None, *(part["number"] for part in parts)])
    citation = made(url=URL, kind=code(words.EVIDENCE_KINDS), subgoal=subgoal)
    texts = {name: maybe(TEXTS) for name in ("narrative", "next_steps", "challenges", "reason")}
    goal = draw(
        made(
            title=TEXTS,
            starts_on=DATE,
            ends_on=DATE,
            level=LEVEL,
            evidence=some(citation, by=lambda one: (one["url"], one["subgoal"])),
            optional={"template_starts_on": maybe(DATE), "template_ends_on": DATE, **texts},
        )
    )
    return {"number": number, "subgoals": parts, **goal}


@st.composite
def commitments(draw: st.DrawFn, number: int) -> Any:
    fields = ("problem", "objective", "ambition", "relevance", "additional_information", "results", "next_steps")
    actor = made(kind=code(words.ACTOR_KINDS), name=TEXTS, optional={"institution": maybe(st.sampled_from(ACRONYMS))})
    budget = made(
        amount=st.sampled_from(["0", "125000.50", "999999999999999.99", "007"]),
        currency=st.just("GTQ"),
        optional={"source": maybe(TEXTS)},
    )
    made_of = made(
        ogp_id=st.sampled_from([None, "GT0063"]),
        theme=st.sampled_from([1, 5]),
        title=TEXTS,
        leads=some(LEAD, least=1, by=lambda one: one["institution"]),
        starts_on=DATE,
        ends_on=DATE,
        declared_level=maybe(LEVEL),
        fields=made(**{name: maybe(TEXTS) for name in fields}),
        goals=st.tuples(*(goals(n) for n in GOALS)).map(list),
        optional={
            "other_actors": some(actor, 2),
            "budget": maybe(budget),
            "sdgs": some(st.sampled_from(["16", "16.10", "1.a"]), by=lambda one: one),
            "national_links": some(TEXTS, 2),
            "activities": some(ACTIVITY, 2, by=lambda one: one["number"]),
        },
    )
    return {"number": number, **draw(made_of)}


MEETING = made(
    kind=code(words.MEETING_KINDS),
    held_on=DAY,
    originally_on=maybe(DAY),
    place=maybe(TEXTS),
    agenda_url=maybe(URL),
    status=code(words.MEETING_STATUSES),
    optional={
        "department": st.sampled_from([None, "GT-QZ"]),
        "working_group": st.sampled_from([None, 4]),
        "minutes_url": maybe(URL),
        "attendance": some(st.sampled_from(ACRONYMS), by=lambda one: one),
    },
)
GROUP = made(
    number=st.just(4),
    commitments=some(st.sampled_from(COMMITMENTS)),
    convened_by=some(st.sampled_from(ACRONYMS)),
    optional={
        "title": maybe(TEXTS),
        "members": some(
            made(institution=st.sampled_from(ACRONYMS), optional={"joined_on": st.just("2017-01-01")}),
            by=lambda one: one["institution"],
        ),
    },
)
STATEMENT = made(
    value=FLOATS,
    as_of=maybe(DATE),
    where=TEXT,
    lines=some(st.integers(1, 9_999_999)),
    optional={"evidence_url": maybe(URL)},
)
INDICATOR = made(
    key=st.sampled_from(["a", "b_1"]),
    label=TEXTS,
    unit=TEXTS,
    statements=some(STATEMENT, least=1),
    commitment=st.just(7),
    goal=st.sampled_from([None, 1]),
)
RECOMMENDATION = made(
    letter=st.sampled_from("abc"),
    text=TEXTS,
    optional={
        "of_plan": maybe(st.integers(1, 9_999)),
        "followed_up": some(
            made(text=TEXTS, optional={"done_on": maybe(DAY), "commitment": maybe(st.sampled_from(COMMITMENTS))})
        ),
    },
)
LINEAGE = made(
    kind=st.sampled_from(["continues", "merges", "splits"]),
    from_plan=st.just("gt-2014-2016"),
    from_commitment=st.integers(1, 9_999),
    to_commitment=st.sampled_from(COMMITMENTS),
    optional={"from_goal": maybe(st.integers(1, 9)), "to_goal": st.sampled_from([None, 1]), "note": maybe(TEXTS)},
)
COMMENT = made(
    received_at=st.sampled_from(["2017-09-19T09:07:00-06:00", "0001-01-01T00:00:00Z", "2017-09-19T09:07:00.123456Z"]),
    sector=code(words.SECTORS),
    text=TEXTS,
)
WORKSHOP = made(
    held_on=DAY,
    questions=some(made(number=st.integers(1, 9_999), text=TEXTS)),
    answers=some(
        made(
            theme=st.sampled_from([1, 5]),
            rating=maybe(code(words.RATINGS)),
            institutions=some(st.sampled_from(ACRONYMS)),
            points=st.dictionaries(st.sampled_from(["1", "2", "9999"]), some(TEXT), max_size=2),
        ),
        by=lambda one: one["theme"],
    ),
)
PLAN = made(
    id=st.just("gt-2016-2018"),
    country=st.just("GT"),
    ordinal=st.integers(1, 9_999),
    title=TEXTS,
    starts_on=st.just("2016-06-30"),
    ends_on=DAY.filter(lambda day: day > "2016-06-29"),
    adopted_on=maybe(DAY),
    languages=some(st.sampled_from(["es", "en", "quc", "kek"]), least=1),
    optional={
        "time_zone": st.sampled_from([None, "America/Guatemala"]),
        "roll_up": made(optional={"name": code(words.POLICIES), "version": st.sampled_from([1, 2, 2**53 + 1, 10**40])}),
        "levels_as_of": maybe(DAY),
        "state": maybe(code(words.STATES)),
        "vocabulary": code(words.VOCABULARIES),
        "evidence_gate": code(words.GATES),
    },
)


def named(acronym: str) -> st.SearchStrategy[Any]:
    days = {"joined_on": maybe(st.just("1999-12-31")), "left_on": maybe(DAY.filter(lambda day: day > "2000"))}
    kind = code(words.INSTITUTION_KINDS)
    return made(acronym=st.just(acronym), name=TEXTS, kind=kind, roundtable=st.booleans(), optional=days)


class Drawn:
    """Hides a plan file from hypothesis, which would spell it out for every example."""

    def __init__(self, file: PlanFile) -> None:
        self.file = file


@st.composite
def plan_files(draw: st.DrawFn) -> Drawn:
    """Any plan file without a defect."""
    numbers = COMMITMENTS
    document = draw(
        made(
            plan=PLAN,
            themes=st.just([1, 5]).flatmap(
                lambda known: st.tuples(*(made(number=st.just(n), slug=st.just("a-1"), title=TEXTS) for n in known))
            ),
            institutions=st.tuples(*(named(a) for a in ACRONYMS)),
            working_groups=some(GROUP, 1, least=1),
            commitments=st.tuples(*(commitments(n) for n in numbers)),
            optional={
                "meetings": some(MEETING),
                "indicators": some(INDICATOR, by=lambda one: one["key"]),
                "irm_recommendations": some(RECOMMENDATION, by=lambda one: one["letter"]),
                "lineage": some(LINEAGE),
                "consultation": maybe(
                    made(
                        opens_on=st.just("2016-06-30"),
                        closes_on=DAY.filter(lambda day: day > "2016"),
                        subject=TEXT,
                        comments=some(COMMENT),
                        workshop=maybe(WORKSHOP),
                    )
                ),
            },
        )
    )
    waits = draw(some(st.sampled_from([(7, 1), (7, 2)]), by=lambda one: one))
    first = next(c for c in document["commitments"] if c["number"] == 9_999)
    first["goals"][0]["depends_on"] = [{"commitment": commitment, "goal": goal} for commitment, goal in waits]
    file = PlanFile.model_validate(document)
    assert list(defects(file)) == []
    return Drawn(file)


def in_order(file: PlanFile) -> str:
    return json.dumps(document_of(file), sort_keys=True)


# Without Phase.explain, which traces every line: a minute for each failure.
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)
@pytest.mark.timeout(300)
@given(drawn=plan_files(), language=st.sampled_from(["es", "en"]))
def test_what_is_written_is_read_back_the_same(drawn: Drawn, language: str) -> None:
    file = drawn.file
    again = check(write(document_of(file), language), language).file
    assert again == file
    assert in_order(again) == in_order(file), "to the sign of a zero"


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_real_plan_comes_back_from_a_workbook_in_either_language(document: bytes, language: str) -> None:
    file = PlanFile.model_validate_json(document)
    book = write(document_of(file), language)
    assert book == write(document_of(file), language), "the same bytes each time"
    assert check(book, "es").file == file


def test_every_member_of_a_plan_file_has_a_column() -> None:
    lists = {(sheet.parent, sheet.member) for sheet in SHEETS}
    shown: set[tuple[str, str]] = {(sheet.key, ".".join(c.path)) for sheet in SHEETS for c in sheet.columns}
    assert {name for _, name in lists if _ is None} == set(PlanFile.model_fields)

    def missing(key: str, model: Any, path: tuple[str, ...] = ()) -> list[str]:
        found = []
        for name, field in model.model_fields.items():
            here = ".".join((*path, name))
            inner = model_in(field)
            if (key, here) in shown or (key, here) in lists:
                continue
            found += missing(key, inner, (*path, name)) if inner is not None else [f"{key}/{here}"]
        return found

    assert [one for sheet in SHEETS if sheet.model is not None for one in missing(sheet.key, sheet.model)] == []


def test_every_column_has_its_own_header_and_fits_its_model() -> None:
    for sheet in SHEETS:
        assert len(sheet.title[0]) <= 31 >= len(sheet.title[1])
        for language in (0, 1):
            labels = [column.label[language] for column in sheet.columns]
            assert len(set(labels)) == len(labels), sheet.key
        if sheet.parent is not None:
            assert SHEETS.index(BY_KEY[sheet.parent]) < SHEETS.index(sheet)
        for column in sheet.columns:
            if column.path and sheet.model and not column.is_parent:
                field = fields_on(sheet.model, column.path)[-1]
                assert column.kind is not Kind.FLAG or not is_nullable(field)


def test_the_words_of_a_closed_list_are_unambiguous() -> None:
    for sheet in SHEETS:
        for column in sheet.columns:
            said = [
                word.casefold()
                for name, both in (column.listed or {}).items()
                for word in {str(name).casefold(), *(one.casefold() for one in both)}
            ]
            assert len(said) == len(set(said)) or column.kind is Kind.FLAG, (sheet.key, column.key)


def test_an_empty_template_has_no_rows_but_that_of_the_plan() -> None:
    rows = {sheet.key: len(list(rows_of(sheet, empty(("es", "en"))))) for sheet in SHEETS}
    assert {key for key, count in rows.items() if count} == {"plan"}
    assert FIRST_ROW == 2
