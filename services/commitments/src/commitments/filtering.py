"""By what the commitments and goals of a plan can be chosen: a theme, a lead, and words that must all occur."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Query
from sqlalchemy import ColumnElement, func
from sqlalchemy.ext.asyncio import AsyncConnection

import commitments.institution.store as institution_store
from commitments.checks import NO_INSTITUTION, NO_THEME
from commitments.plan.aggregate import Plan
from constancia_events.folding import words
from constancia_events.keys import Acronym
from constancia_runtime.errors import DomainError, Fault, Kind

NO_WORD: Final = "Give at least one word of letters or digits"


class FilterRefused(DomainError):
    """A list is asked for by something that is not on record."""

    slug = "filter-refused"
    kind = Kind.INVALID
    message = "This list cannot be chosen so; see errors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What was asked for; `q` as it was typed."""

    theme: int | None
    institution: str | None
    q: str | None

    @property
    def begins(self) -> list[str]:
        """How each word that must occur begins, folded as the texts are."""
        return [f" {word}" for word in words(self.q or "")]

    async def check(self, connection: AsyncConnection, plan: Plan) -> None:
        """Raise FilterRefused where the theme or the institution is not on record, or `q` has no word in it."""
        faults = []
        if self.theme is not None and self.theme not in {theme.number for theme in plan.themes}:
            faults.append(_fault("theme", NO_THEME, str(self.theme)))
        if self.institution is not None and not await institution_store.known(connection, [self.institution]):
            faults.append(_fault("institution", NO_INSTITUTION, self.institution))
        if self.q is not None and not self.begins:
            faults.append(Fault(message=NO_WORD, code="no_word", parameter="q"))
        if faults:
            raise FilterRefused(faults=tuple(faults))

    def occur_in(self, folded: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """Every word must occur in a column of folded text, at the beginning of a word of it."""
        return [func.strpos(folded, begin) > 0 for begin in self.begins]


async def _filter(
    theme: Annotated[int | None, Query(ge=1, le=9_999, description="Only of this theme of the plan.")] = None,
    institution: Annotated[Acronym | None, Query(description="Only what this institution leads.")] = None,
    q: Annotated[
        str | None,
        Query(
            max_length=200,
            description="Words that must all occur; case and accents do not matter.",
            examples=["accion"],
        ),
    ] = None,
) -> Filter:
    return Filter(theme=theme, institution=institution, q=q)


Filtered = Annotated[Filter, Depends(_filter)]


def _fault(parameter: str, message: str, value: str) -> Fault:
    return Fault(message=message, values={"value": value}, code="unknown_reference", parameter=parameter)
