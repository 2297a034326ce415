"""The rule about meetings that are held too seldom, and how OGP counts them. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from constancia_events.vocabulary import MeetingKind
from reporting.findings.facts import History, months_after
from reporting.findings.finding import Finding, Rule

MONTHS_BETWEEN: Final = 6
"""The forum meets at least every six months."""
A_YEAR: Final = 12
CIVIL_SOCIETY_A_YEAR: Final = 2
"""At least two meetings a year with civil society present results and collect comments."""
FORUM: Final = frozenset({MeetingKind.ROUNDTABLE})
CIVIL_SOCIETY: Final = frozenset({MeetingKind.CIVIL_SOCIETY, MeetingKind.REGIONAL_FORUM, MeetingKind.WORKSHOP})


def meetings_sparse(history: History) -> Iterator[Finding]:
    """`{kind, last, months, least}`: the forum has not met for six months, or civil society not twice in a year.

    `kind` is `forum` or `civil_society`, `last` null where none was held. Silent once the plan is over.
    """
    plan = history.record.plan
    if not plan.starts_on <= history.day <= plan.ends_on:
        return
    forum, society = history.met(FORUM), history.met(CIVIL_SOCIETY)
    due = months_after(max(forum[-1], plan.starts_on) if forum else plan.starts_on, MONTHS_BETWEEN)
    if history.day > due:
        yield _sparse("forum", forum, MONTHS_BETWEEN, 1, due)
    due = enough_until(society, plan.starts_on)
    if history.day > due:
        yield _sparse("civil_society", society, A_YEAR, CIVIL_SOCIETY_A_YEAR, due)


def enough_until(held: Sequence[date], starts_on: date) -> date:
    """Until when the meetings with civil society held so far are enough: a year after the last but one of them.

    A plan has its first year for the first two.
    """
    first_year = months_after(starts_on, A_YEAR)
    if len(held) < CIVIL_SOCIETY_A_YEAR:
        return first_year
    return max(first_year, months_after(held[-CIVIL_SOCIETY_A_YEAR], A_YEAR))


def _sparse(kind: str, held: Sequence[date], months: int, least: int, due: date) -> Finding:
    last = held[-1].isoformat() if held else None
    facts = {"kind": kind, "last": last, "months": months, "least": least}
    return Finding(rule=Rule.MEETINGS_SPARSE, commitment=None, facts=facts, since=due + timedelta(days=1))
