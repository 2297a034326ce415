"""Rules of means of verification, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constancia_events.evidence import EvidenceCited, EvidenceWithdrawn
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import EvidenceKind
from evidence.means_of_verification.aggregate import MeansOfVerification, evidence_id

GOAL = GoalKey.of("gt-2016-2018", 17, 7)
OTHER = GoalKey.of("gt-2016-2018", 18, 2)
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
ODD = [
    "http://conred.gob.gt/site/RECURSOS_ENVIADOS_JA HAR_2017.pdf",
    " http://a.gob.gt/with space around ",
    "http:\\\\a.gob.gt\\carpeta\\acta.pdf",
    "http://a.gob.gt/reunión%20y%20más/ñ.docx",
    "HTTP://A.gob.gt:80/./x/../y?b=1&a=2#",
    "www.sin-esquema.gob.gt",
    "no es una dirección",
]


def cited(
    means: MeansOfVerification,
    goal: GoalKey = GOAL,
    subgoal: int | None = None,
    *,
    kind: EvidenceKind = EvidenceKind.DOCUMENT,
    order: int = 0,
    now: datetime = NOW,
) -> tuple[MeansOfVerification, EvidenceCited] | None:
    return means.cite(goal, subgoal, kind=kind, order=order, from_file=True, now=now)


def a_cited_one(url: str = "http://a.gob.gt/acta.pdf") -> MeansOfVerification:
    after = cited(MeansOfVerification(url=url))
    assert after is not None
    return after[0]


def test_citing_the_same_twice_says_nothing() -> None:
    assert cited(a_cited_one(), now=LATER) is None


@pytest.mark.parametrize("url", ODD)
def test_an_odd_address_is_kept_to_the_byte(url: str) -> None:
    result = cited(MeansOfVerification(url=url))
    assert result is not None
    after, event = result
    assert after.url == url
    assert EvidenceCited.model_validate_json(event.body()).url.encode() == url.encode()


def test_addresses_that_differ_in_one_byte_are_two() -> None:
    spellings = [
        "http://a.gt/x",
        "http://a.gt/x/",
        "http://a.gt/X",
        "https://a.gt/x",
        "http://a.gt/x ",
        "http://a.gt/%78",
    ]
    assert len({evidence_id(url) for url in spellings}) == len(spellings)


def test_the_id_is_the_beginning_of_the_hash_of_the_address() -> None:
    assert evidence_id("http://a.gob.gt/acta.pdf") == "ev-0cdf780e9f56b9115787a07f3b794086"


def test_a_goal_and_its_subgoal_are_two_uses_of_one_address() -> None:
    result = cited(a_cited_one(), subgoal=2)
    assert result is not None
    assert [use.subgoal for use in result[0].uses_now] == [None, 2]
    assert result[0].version == 2


def test_another_place_is_said_again_and_keeps_the_time_of_the_citation() -> None:
    result = cited(a_cited_one(), order=3, now=LATER)
    assert result is not None
    after, event = result
    assert event.order == 3
    assert [(use.order, use.cited_at) for use in after.uses] == [(3, NOW)]


def test_a_withdrawn_use_stays_on_record() -> None:
    result = a_cited_one().withdraw(GOAL, None, now=LATER)
    assert result is not None
    after, event = result
    assert event == EvidenceWithdrawn(evidence=after.id, goal=GOAL, subgoal=None)
    assert after.uses_now == ()
    assert [use.withdrawn_at for use in after.uses] == [LATER]


def test_withdrawing_what_is_not_cited_says_nothing() -> None:
    assert a_cited_one().withdraw(OTHER, None, now=LATER) is None
    assert a_cited_one().withdraw(GOAL, 1, now=LATER) is None


def test_citing_again_after_a_withdrawal_is_a_use_of_its_own() -> None:
    withdrawn = a_cited_one().withdraw(GOAL, None, now=LATER)
    assert withdrawn is not None
    result = cited(withdrawn[0], now=LATER)
    assert result is not None
    assert [(use.cited_at, use.withdrawn_at) for use in result[0].uses] == [(NOW, LATER), (LATER, None)]


_PLACES = st.tuples(st.sampled_from([GOAL, OTHER]), st.sampled_from([None, 1]))
_KINDS = st.one_of(st.none(), st.tuples(st.sampled_from([EvidenceKind.PAGE, EvidenceKind.DATA]), st.integers(0, 2)))


@given(st.lists(st.tuples(_PLACES, _KINDS)))
def test_the_present_uses_are_what_the_events_add_up_to(
    steps: list[tuple[tuple[GoalKey, int | None], tuple[EvidenceKind, int] | None]],
) -> None:
    means = MeansOfVerification(url="http://a.gob.gt")
    folded: dict[tuple[GoalKey, int | None], tuple[EvidenceKind, int]] = {}
    for (goal, subgoal), wanted in steps:
        before = means
        if wanted is None:
            if withdrawn := means.withdraw(goal, subgoal, now=NOW):
                means = withdrawn[0]
                del folded[withdrawn[1].goal, withdrawn[1].subgoal]
        elif result := cited(means, goal, subgoal, kind=wanted[0], order=wanted[1]):
            means, event = result
            folded[event.goal, event.subgoal] = (event.kind, event.order)
        assert means.version == before.version + (means is not before)
    assert {(use.goal, use.subgoal): (use.kind, use.order) for use in means.uses_now} == folded
