"""Rules about consultations: windows that were too short, comments that wait for their answer. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from constancia_events.vocabulary import ConsultationKind
from reporting.findings.facts import History
from reporting.findings.finding import Finding, Rule

LEAST_DAYS: Final = 14
"""OGP asks that a self-assessment is open for public comment for two weeks at least."""
_NAMED: Final = 20


def window_too_short(history: History) -> Iterator[Finding]:
    """`{consultation, opens_on, closes_on, days, least, reported_on}`: under two weeks, or reported on its last day."""
    for hearing in history.hearings:
        window, reported = hearing.scheduled, hearing.reported
        same_day = reported is not None and reported.reported_on <= window.closes_on
        if window.kind is ConsultationKind.QUESTIONNAIRE or window.opens_on > history.day:
            continue
        if hearing.days < LEAST_DAYS or same_day:
            facts = {
                "consultation": window.consultation,
                "opens_on": window.opens_on.isoformat(),
                "closes_on": window.closes_on.isoformat(),
                "days": hearing.days,
                "least": LEAST_DAYS,
                "reported_on": reported.reported_on.isoformat() if reported else None,
            }
            yield Finding(rule=Rule.WINDOW_TOO_SHORT, commitment=None, facts=facts, since=window.opens_on)


def comment_unanswered(history: History) -> Iterator[Finding]:
    """`{consultation, count, of, comments}`, one for a consultation and the commitment that its comments speak of.

    So many of its comments should have been answered by now and were not; `comments` are the keys of the first twenty.
    """
    for hearing in history.hearings:
        late: dict[int | None, list[tuple[str, date]]] = defaultdict(list)
        for key, said, due_on in hearing.unanswered(history.day):
            late[said.received.commitment].append((key, due_on))
        for commitment, comments in sorted(late.items(), key=lambda one: one[0] or 0):
            facts = {
                "consultation": hearing.scheduled.consultation,
                "count": len(comments),
                "of": len(hearing.comments),
                "comments": [key for key, _ in comments[:_NAMED]],
            }
            since = comments[0][1] + timedelta(days=1)
            yield Finding(rule=Rule.COMMENT_UNANSWERED, commitment=commitment, facts=facts, since=since)
