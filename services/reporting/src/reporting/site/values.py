"""The fields of a plan as lines of text in one language, so that two descriptions can stand side by side."""

from collections.abc import Callable
from typing import Any, Final

from markupsafe import Markup, escape

from constancia_events.indicators import REFERENCE
from constancia_events.texts import TextMap, text_in
from constancia_pages.formats import Formats
from reporting.indicators.facts import IndicatorFact
from reporting.site import words
from reporting.site.changes import Difference
from reporting.site.links import Paths

_DATES: Final = frozenset({"starts_on", "ends_on", "adopted_on", "template_starts_on", "template_ends_on"})
_CODES: Final[dict[str, dict[str, str]]] = {"evidence_gate": words.GATES, "vocabulary": {"gt": "GT", "ogp": "OGP"}}


class Values:
    """Writes the values of fields in the language of `formats`; `say` translates the words of closed lists."""

    def __init__(self, formats: Formats, say: Callable[[str], str]) -> None:
        self._formats = formats
        self._say = say
        self._writers: dict[str, Callable[[Any, str], str]] = {
            "leads": lambda one, _: f"{one['institution']} ({say(words.ROLES[one['role']])})",
            "other_actors": self._actor,
            "activities": self._activity,
            "subgoals": lambda one, language: f"{one['number']}. {text_in(one['title'], language)}{self._span(one)}",
            "themes": lambda one, language: f"{one['number']}. {text_in(one['title'], language)}",
            "depends_on": lambda one, _: f"{say('Goal')} {one['commitment']}.{one['goal']}",
            "national_links": text_in,
        }
        self._named: dict[str, Callable[[str], str]] = {
            "country": lambda code: formats.country(code, code),
            "languages": formats.language_name,
            "time_zone": formats.place_of,
        }

    def sides(self, difference: Difference) -> tuple[str, list[str], list[str]]:
        """The language, and the lines before and after in it: of this site, or the first one in which they differ."""
        own = self._formats.language
        if difference.language is not None:
            before, after = difference.before, difference.after
            return difference.language, before.splitlines() if before else [], after.splitlines() if after else []
        for language in (own, *words.OTHER_LANGUAGES):
            before = self.lines(difference.field, difference.before, language)
            after = self.lines(difference.field, difference.after, language)
            if before != after:
                return language, before, after
        return own, [], []

    def lines(self, field: str, value: Any, language: str) -> list[str]:
        """The value of a field, one line for each of its parts; no line for nothing."""
        if value is None:
            return []
        if field in self._writers:
            return [self._writers[field](one, language) for one in value]
        if field == "budget":
            return self._budget(value, language)
        return [self._word(field, one) for one in (value if isinstance(value, list) else [value])]

    def place_named(self, where: str) -> str:
        """The section of a document that states a figure, in words where it is one of the usual; else as written."""
        return self._say(words.SECTIONS[where]) if where in words.SECTIONS else where

    def _word(self, field: str, value: Any) -> str:
        if field in _DATES:
            return self._formats.plan_date(value)
        if field in self._named:
            return self._named[field](value)
        if field == "policy":
            return f"{self._say(words.POLICIES[value['name']])} {value['version']}"
        return self._say(_CODES[field][value]) if field in _CODES else str(value)

    def _budget(self, value: dict[str, Any], language: str) -> list[str]:
        amount = self._formats.money(value["amount"], value["currency"])
        return [amount, text_in(value["source"], language)] if value.get("source") else [amount]

    def _actor(self, one: dict[str, Any], language: str) -> str:
        named = f"{one['institution']} " if one.get("institution") else ""
        return f"{named}{text_in(one['name'], language)} ({self._say(words.ACTOR_KINDS[one['kind']])})"

    def _activity(self, one: dict[str, Any], language: str) -> str:
        office = f" — {text_in(one['office'], language)}" if one.get("office") else ""
        goal = f" [{self._say('Goal')} {one['goal']}]" if one.get("goal") else ""
        return f"{one['number']}. {text_in(one['title'], language)}{goal}{self._span(one)}{office}"

    def _span(self, one: dict[str, Any]) -> str:
        dates = [self._formats.plan_date(one[name]) for name in ("starts_on", "ends_on") if one.get(name)]
        return f" ({' / '.join(dates)})" if dates else ""


def narrated(
    texts: TextMap, indicators: dict[str, IndicatorFact], *, formats: Formats, paths: Paths, plan: str
) -> Markup:
    """A text whose references to indicators are the values that hold, each a link to its indicator; nothing else runs.

    A reference to what is not on record stays as it was written.
    """
    language = formats.language
    written, parts, at = text_in(texts, language), [], 0
    for found in REFERENCE.finditer(written):
        indicator = indicators.get(found[1])
        holding = indicator.holding if indicator else None
        if indicator is None or holding is None:
            continue
        parts.append(escape(written[at : found.start()]))
        href, title = paths.indicators(plan, found[1]), " ".join(text_in(indicator.label, language).split())
        value = formats.figure(holding.value, indicator.unit)
        parts.append(Markup('<a href="{}" title="{}">{}</a>').format(href, title, value))
        at = found.end()
    parts.append(escape(written[at:]))
    return Markup("").join(parts)
