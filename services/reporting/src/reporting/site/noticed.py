"""What was noticed in a plan, for people: findings by commitment."""

from dataclasses import dataclass
from itertools import groupby

from constancia_events.texts import TextMap
from constancia_events.vocabulary import Vocabulary
from reporting.compliance.schemas import Compliance
from reporting.findings.finding import Finding, Rule
from reporting.findings.reading import Noticed


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """The findings about the whole plan (`commitment` None), or about one commitment."""

    commitment: int | None
    title: TextMap | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPage:
    """What was noticed in a plan as of an instant; `counts` has the rules that noticed something."""

    compliance: Compliance
    vocabulary: Vocabulary
    is_past: bool
    public_url: str
    groups: tuple[FindingGroup, ...]
    counts: dict[Rule, int]
    total: int


def findings_page(noticed: Noticed, public_url: str, *, is_past: bool) -> FindingsPage:
    """The findings of a plan, for its page."""
    titles = {item.number: item.title for item in noticed.compliance.items}
    rules = [finding.rule for finding in noticed.findings]
    return FindingsPage(
        compliance=noticed.compliance,
        vocabulary=noticed.facts.plan.vocabulary,
        is_past=is_past,
        public_url=public_url,
        groups=tuple(
            FindingGroup(
                commitment=commitment,
                title=titles.get(commitment) if commitment else None,
                findings=tuple(together),
            )
            for commitment, together in groupby(noticed.findings, key=lambda one: one.commitment)
        ),
        counts={rule: rules.count(rule) for rule in Rule if rule in rules},
        total=len(rules),
    )
