"""Every outcome, flag and verdict has its words, in both languages, and no single failure is called death."""

import re
from collections.abc import Iterator

import pytest

from constancia_events.checks import CLASS_OF, CheckFlag, CheckOutcome, EvidenceVerdict, OutcomeClass
from constancia_events.verdict_words import FLAGS, OUTCOMES, VERDICT_LABELS, Said, Words

DEATH = re.compile(r"(?i)\b(muert|rot[oa]\b|dead|broken)")


def every() -> Iterator[Said]:
    yield from OUTCOMES.values()
    yield from FLAGS.values()


def test_nothing_is_without_words() -> None:
    assert OUTCOMES.keys() == set(CheckOutcome)
    assert FLAGS.keys() == set(CheckFlag)
    assert VERDICT_LABELS.keys() == set(EvidenceVerdict)
    assert CLASS_OF.keys() == set(CheckOutcome)


@pytest.mark.parametrize("said", list(every()), ids=lambda said: said.sentence["en"])
def test_words_are_sentences_in_both_languages(said: Said) -> None:
    texts: list[Words] = [said.sentence] if said.remedy is None else [said.sentence, said.remedy]
    for text in texts:
        assert text.keys() == {"es", "en"}
        assert all(one.endswith(".") and not DEATH.search(one) for one in text.values())


def test_who_can_do_something_about_it_is_told_what() -> None:
    void = {outcome for outcome, of in CLASS_OF.items() if of in {OutcomeClass.NEUTRAL, OutcomeClass.ALIVE}}
    assert all(said.remedy for outcome, said in OUTCOMES.items() if outcome not in void)
