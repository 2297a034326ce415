"""Searches what a plan says as of a moment: words in any case, with or without accents, whole or begun. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from constancia_events.texts import TextMap
from reporting.compliance.facts import Facts

LONGEST: Final = 200
_WORD: Final = re.compile(r"\w+")
_PLURALS: Final = ("es", "s")
_SHORTEST_STEM: Final = 4
_AROUND: Final = 90


class HitKind(StrEnum):
    """What was found."""

    COMMITMENT = "commitment"
    GOAL = "goal"
    SUBGOAL = "subgoal"
    INSTITUTION = "institution"
    THEME = "theme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something that has every word; `field` is that of the national template, where its title alone has not."""

    kind: HitKind
    commitment: int | None
    goal: int | None
    subgoal: int | None
    acronym: str | None
    title: TextMap
    field: str | None
    excerpt: str | None


@dataclass(frozen=True, slots=True)
class _Place:
    kind: HitKind
    at: tuple[int | None, int | None, int | None]
    title: TextMap
    texts: tuple[tuple[str, TextMap], ...] = ()
    acronym: str | None = None


def search(facts: Facts, query: str, most: int) -> list[Hit]:
    """What has every word of the query, titles before texts; nothing for a query without a word."""
    terms = [_stem(one) for one in words_of(query[:LONGEST])]
    if not terms:
        return []
    in_titles, in_texts = [], []
    for place in _places(facts):
        if _has(" ".join([*place.title.values(), place.acronym or ""]), terms):
            in_titles.append(_hit(place, None, None))
            continue
        for field, texts in place.texts:
            found = next((text for text in texts.values() if _has(text, terms)), None)
            if found is not None:
                in_texts.append(_hit(place, field, _excerpt(found, terms[0])))
                break
    return [*in_titles, *in_texts][:most]


def words_of(text: str) -> list[str]:
    """The words of a text in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return _WORD.findall("".join(one for one in plain if not unicodedata.combining(one)))


def _places(facts: Facts) -> Iterator[_Place]:
    for theme in facts.plan.themes:
        yield _Place(HitKind.THEME, (None, None, None), theme.title, acronym=str(theme.number))
    for acronym, institution in sorted(facts.institutions.items()):
        yield _Place(HitKind.INSTITUTION, (None, None, None), institution.name, acronym=acronym)
    for commitment in facts.commitments:
        number = commitment.commitment.commitment
        fields = tuple((name, text) for name, text in commitment.fields.items() if text)
        yield _Place(HitKind.COMMITMENT, (number, None, None), commitment.title, fields, commitment.ogp_id)
        for goal in facts.goals_of(number):
            yield _Place(HitKind.GOAL, (number, goal.goal.goal, None), goal.title)
            for part in goal.subgoals:
                yield _Place(HitKind.SUBGOAL, (number, goal.goal.goal, part.number), part.title)


def _has(text: str, terms: Sequence[str]) -> bool:
    words = words_of(text)
    return all(any(word.startswith(term) for word in words) for term in terms)


def _stem(word: str) -> str:
    """A word without its plural, so that it finds both."""
    for ending in _PLURALS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def _excerpt(text: str, term: str) -> str:
    """Some of the text around the first word that was found."""
    at = next((one.start() for one in _WORD.finditer(text) if (words_of(one[0]) or [""])[0].startswith(term)), 0)
    start, end = max(0, at - _AROUND), at + _AROUND
    return ("…" if start else "") + " ".join(text[start:end].split()) + ("…" if end < len(text) else "")


def _hit(place: _Place, field: str | None, excerpt: str | None) -> Hit:
    commitment, goal, subgoal = place.at
    return Hit(
        kind=place.kind,
        commitment=commitment,
        goal=goal,
        subgoal=subgoal,
        acronym=place.acronym if place.kind in {HitKind.INSTITUTION, HitKind.THEME} else None,
        title=place.title,
        field=field,
        excerpt=excerpt,
    )
