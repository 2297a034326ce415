"""Every figure of a report by its name: what narratives insert, and what every format says alike. Pure."""

from collections import Counter
from collections.abc import Iterator

from reporting.compliance.schemas import CommitmentFigures, GoalFigures
from reporting.findings.finding import Rule
from reporting.reports.document import Figure
from reporting.reports.gathered import CommitmentPart, Gathered
from reporting.reports.writing.say import Say


def figures_of(gathered: Gathered, say: Say) -> tuple[Figure, ...]:
    """Goals and commitments of the plan and of each theme, findings, comments, proof, people, indicators."""
    return tuple(_figures(gathered, say))


def _figures(gathered: Gathered, say: Say) -> Iterator[Figure]:
    compliance = gathered.compliance
    yield from _goals("goals", compliance.goals, say)
    yield from _commitments("commitments", compliance.commitments, say)
    for theme in compliance.themes:
        yield from _goals(f"themes.{theme.number}.goals", theme.goals, say)
        yield from _commitments(f"themes.{theme.number}.commitments", theme.commitments, say)
    counted = Counter(one.rule for one in gathered.findings)
    yield _count("findings.total", counted.total(), say)
    for rule in Rule:
        yield _count(f"findings.{rule.value.replace('-', '_')}", counted[rule], say)
    tallies = [hearing.statement.all for hearing in gathered.hearings]
    yield _count("consultations.total", len(tallies), say)
    for name in ("received", "answered", "waiting", "led_to_change"):
        yield _count(f"comments.{name}", sum(getattr(one, name) for one in tallies), say)
    yield _count("evidence.total", len({one for part in gathered.commitments for one in _cited(part)}), say)
    yield _count("institutions.total", len(compliance.institutions), say)
    yield _count("members.total", len(gathered.people.members), say)
    yield _count("groups.total", len(gathered.people.groups), say)
    yield _count("meetings.held", sum(one.status == "held" for one in gathered.people.meetings), say)
    for indicator in gathered.indicators:
        held = indicator.holding
        if held is not None:
            text = say.formats.figure(held.value, indicator.unit)
            yield Figure(key=f"indicators.{indicator.key}", value=held.value, text=text)


def _cited(part: CommitmentPart) -> Iterator[str]:
    for goal in part.goals:
        for one in goal.evidence:
            yield one.evidence or one.url


def _goals(prefix: str, figures: GoalFigures, say: Say) -> Iterator[Figure]:
    yield _count(f"{prefix}.total", figures.total, say)
    for state, count in figures.counts.items():
        yield _count(f"{prefix}.{state}.count", count, say)
        yield _share(f"{prefix}.{state}.percent", figures.percent[state], say)


def _commitments(prefix: str, figures: CommitmentFigures, say: Say) -> Iterator[Figure]:
    yield _count(f"{prefix}.total", figures.rolled_up.total, say)
    for name, levels in (("declared", figures.declared), ("rolled_up", figures.rolled_up)):
        for level, count in levels.counts.items():
            yield _count(f"{prefix}.{name}.{level}.count", count, say)
            yield _share(f"{prefix}.{name}.{level}.percent", levels.percent[level], say)


def _count(key: str, value: int, say: Say) -> Figure:
    return Figure(key=key, value=value, text=say.count(value).text)


def _share(key: str, value: float, say: Say) -> Figure:
    return Figure(key=key, value=value, text=say.percent(value).text)
