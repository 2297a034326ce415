"""From the figures of a plan to the cards that other sites show. Pure."""

from collections.abc import Iterable

from constancia_events.texts import text_in
from constancia_events.vocabulary import DisplayState
from reporting.cards.errors import GoalUnknown, ThemeUnknown
from reporting.compliance.errors import InstitutionLeadsNothing
from reporting.compliance.reading import Reading, find_item
from reporting.compliance.schemas import CommitmentItem
from reporting.site.cards import Card, CardChange, CardLine
from reporting.site.catalogue import catalogue
from reporting.site.links import Paths
from reporting.site.words import N_

_THEME = N_("Theme %(number)s")
_LATEST = N_("Latest changes")


def of_plan(reading: Reading, origin: str, language: str) -> Card:
    """A whole plan: goals by state, and how many commitments are complete."""
    _, compliance = reading
    return Card(
        compliance=compliance,
        public_url=origin,
        title=compliance.title,
        path=Paths(language).plan(compliance.plan),
        goals=compliance.goals,
        commitments=compliance.commitments,
    )


def of_theme(reading: Reading, origin: str, language: str, number: int) -> Card:
    """A theme with its commitments. Raises ThemeUnknown."""
    _, compliance = reading
    theme = next((one for one in compliance.themes if one.number == number), None)
    if theme is None:
        raise ThemeUnknown(plan=compliance.plan, theme=number)
    return Card(
        compliance=compliance,
        public_url=origin,
        title=theme.title,
        path=Paths(language).plan(compliance.plan),
        eyebrow=catalogue(language).gettext(_THEME) % {"number": number},
        goals=theme.goals,
        lines=_lines(reading, language, (item for item in compliance.items if item.theme == number)),
    )


def of_institution(reading: Reading, origin: str, language: str, acronym: str) -> Card:
    """What an institution leads. Raises InstitutionLeadsNothing."""
    _, compliance = reading
    led = next((one for one in compliance.institutions if one.acronym == acronym), None)
    if led is None:
        raise InstitutionLeadsNothing(plan=compliance.plan, institution=acronym)
    return Card(
        compliance=compliance,
        public_url=origin,
        title=led.name,
        path=Paths(language).institutions(compliance.plan),
        eyebrow=text_in(compliance.title, language),
        goals=led.goals,
        lines=_lines(reading, language, (item for item in compliance.items if acronym in item.leads)),
    )


def of_commitment(reading: Reading, origin: str, language: str, number: int) -> Card:
    """A commitment with both its levels and its goals. Raises CommitmentUnknown."""
    _, compliance = reading
    item = find_item(compliance, number)
    path = Paths(language).commitment(compliance.plan, number)
    return Card(
        compliance=compliance,
        public_url=origin,
        title=item.title,
        path=path,
        eyebrow=catalogue(language).gettext("Commitment %(number)s") % {"number": number},
        declared=item.declared,
        rolled_up=item.rolled_up,
        lines=tuple(
            CardLine(
                label=f"{number}.{goal.number}",
                title=goal.title,
                path=f"{path}#goal-{number}-{goal.number}",
                state=goal.display_state,
            )
            for goal in item.goals
        ),
    )


def of_goal(reading: Reading, origin: str, language: str, place: tuple[int, int]) -> Card:
    """One goal. Raises CommitmentUnknown, GoalUnknown."""
    _, compliance = reading
    commitment, number = place
    goal = next((one for one in find_item(compliance, commitment).goals if one.number == number), None)
    if goal is None:
        raise GoalUnknown(plan=compliance.plan, commitment=commitment, goal=number)
    path = Paths(language).commitment(compliance.plan, commitment)
    return Card(
        compliance=compliance,
        public_url=origin,
        title=goal.title,
        path=f"{path}#goal-{commitment}-{number}",
        eyebrow=f"{catalogue(language).gettext('Goal')} {commitment}.{number}",
        state=goal.display_state,
        dates=(goal.starts_on, goal.ends_on),
    )


def of_changes(reading: Reading, origin: str, language: str, changes: Iterable[CardChange]) -> Card:
    """The latest changes of a plan."""
    _, compliance = reading
    return Card(
        compliance=compliance,
        public_url=origin,
        title=compliance.title,
        path=Paths(language).changes(compliance.plan),
        eyebrow=catalogue(language).gettext(_LATEST),
        changes=tuple(changes),
    )


def _lines(reading: Reading, language: str, items: Iterable[CommitmentItem]) -> tuple[CardLine, ...]:
    plan = reading[1].plan
    return tuple(
        CardLine(
            label=f"{item.number}.",
            title=item.title,
            path=Paths(language).commitment(plan, item.number),
            state=DisplayState(item.rolled_up.value),
        )
        for item in items
    )
