"""All rules by which the platform notices something itself (docs/architecture/findings.md). Pure.

Every rule gives findings as of `history.day`, each with the facts it rests on; the keys of `facts` are fixed by rule
and listed at its function. Days are YYYY-MM-DD, months YYYY-MM; `since` is the first day on which the finding held, in
the plan's time zone, or null where nobody can know.
"""

from collections.abc import Callable, Iterator

from reporting.findings.facts import History
from reporting.findings.finding import Finding, Rule
from reporting.findings.rules_of_addresses import (
    evidence_dead,
    format_closed,
    url_insecure,
    url_malformed,
    url_not_public,
    url_shortened,
)
from reporting.findings.rules_of_consultations import comment_unanswered, window_too_short
from reporting.findings.rules_of_dates import dates_disagree, ends_after_plan, ends_before_start, outside_parent
from reporting.findings.rules_of_evidence import (
    complete_without_evidence,
    evidence_shared,
    figures_disagree,
    substantial_without_evidence,
)
from reporting.findings.rules_of_levels import blocked, level_differs, overdue, stale, subgoal_overdue
from reporting.findings.rules_of_meetings import meetings_sparse

__all__ = ["RULES", "Finding", "Rule", "findings_of"]

RULES: tuple[Callable[[History], Iterator[Finding]], ...] = (
    level_differs,
    overdue,
    subgoal_overdue,
    ends_after_plan,
    ends_before_start,
    outside_parent,
    dates_disagree,
    complete_without_evidence,
    substantial_without_evidence,
    evidence_shared,
    evidence_dead,
    url_malformed,
    url_shortened,
    url_not_public,
    url_insecure,
    format_closed,
    stale,
    figures_disagree,
    blocked,
    window_too_short,
    comment_unanswered,
    meetings_sparse,
)


def findings_of(history: History) -> list[Finding]:
    """All findings, those about the whole plan first, then by commitment, goal and subgoal."""
    order = {rule: at for at, rule in enumerate(Rule)}
    found = [finding for rule in RULES for finding in rule(history)]
    return sorted(found, key=lambda one: (one.commitment or 0, one.goal or 0, one.subgoal or 0, order[one.rule]))
