"""A past plan as IRM found it: its commitments, and the figures made of them. Pure rules."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from commitments.irm.codes import Completion, Impact, Mark, Opening, Specificity
from commitments.irm.printed_dates import PrintedDate
from constancia_events.commitments.irm import PastPlanAssessed, PastPlanCounts, StarFormula


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCommitment:
    """One row of the table. `occurrence` tells rows of one number apart, from 1 in their order.

    It holds nothing of the columns for contact persons.
    """

    number: str
    occurrence: int = 1
    theme: str
    title: str
    short_title: str
    text: str
    lead_institution: str
    supporting_institutions: str
    starts: PrintedDate
    ends: PrintedDate
    completion_progress: Completion
    completion_end_of_term: Completion
    potential_impact: Impact
    relevant: Mark
    specificity: Specificity
    opened_government: Opening
    starred_pre_june_2014: Mark
    starred_2015: Mark
    starred_current_progress: Mark
    starred_current_end_of_term: Mark
    tags: tuple[str, ...] = ()

    @property
    def latest_completion(self) -> Completion:
        """The completion that holds: the end of term's where it is a level, else the progress report's."""
        end = self.completion_end_of_term
        return end if end.is_level else self.completion_progress

    @property
    def starred_current(self) -> Mark:
        """Its star under the current formula: the end of term's verdict where there is one, else the progress report's.

        The current formula asks for a completion of substantial or complete among other things, so a star is lost with
        it: the Netherlands' action 3 was substantial and starred, then limited and not. Two verdicts by one formula on
        one commitment are one star at most, and the later one holds, as with its completion.
        """
        end = self.starred_current_end_of_term
        return end if end.is_verdict else self.starred_current_progress

    def starred(self, formula: StarFormula) -> Mark:
        """Its star under one of the formulas."""
        return {
            StarFormula.PRE_JUNE_2014: self.starred_pre_june_2014,
            StarFormula.ONLY_2015: self.starred_2015,
            StarFormula.CURRENT: self.starred_current,
        }[formula]


NEWEST_FIRST = (StarFormula.CURRENT, StarFormula.ONLY_2015, StarFormula.PRE_JUNE_2014)


def newest_formula(commitments: Sequence[PastCommitment]) -> StarFormula | None:
    """The newest of the three formulas that was applied to a plan; None where none was.

    A formula was applied to a plan when its column gives a verdict, 0 or 1, on any of its commitments: the columns hold
    NR or ND all the way down a plan that was assessed before or after it. Most plans of 2013 to 2015 have verdicts by
    the formula of 2015 and by the current one: only the latter count.
    """
    return next((f for f in NEWEST_FIRST if any(c.starred(f).is_verdict for c in commitments)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPlan:
    """The figures of a past plan: counts of its commitments, which are the rows of the table.

    `version` counts the changes of its figures and `revision` those of anything in it; 0 is not yet on record.
    """

    slug: str
    country: str
    code: str | None
    number: int
    commitments: int
    high_completion: int
    transformative: int
    relevant: int
    starred: int
    formula: StarFormula | None
    digest: str
    version: int = 0
    revision: int = 0

    @classmethod
    def of(cls, slug: str, country: str, code: str | None, number: int, rows: Sequence[PastCommitment]) -> Self:
        """The figures of a plan's rows."""
        formula = newest_formula(rows)
        return cls(
            slug=slug,
            country=country,
            code=code,
            number=number,
            commitments=len(rows),
            high_completion=sum(row.latest_completion.is_high for row in rows),
            transformative=sum(row.potential_impact is Impact.TRANSFORMATIVE for row in rows),
            relevant=sum(row.relevant is Mark.YES for row in rows),
            starred=0 if formula is None else sum(row.starred(formula) is Mark.YES for row in rows),
            formula=formula,
            digest=_digest(country, code, rows),
        )

    @property
    def stream(self) -> str:
        """The event stream of this plan."""
        return f"irm/{self.slug}/{self.number}"

    def share(self, count: int) -> Decimal:
        """A count as a percentage of all commitments of the plan."""
        return share_of(count, self.commitments)

    def assess(self, before: Self | None) -> tuple[Self, PastPlanAssessed | None] | None:
        """Put these figures in the place of `before`, with an event if any differs; None when not even a row does."""
        if before is None:
            after = replace(self, version=1, revision=1)
            return after, after.assessed()
        if self.digest == before.digest:
            return None
        after = replace(self, version=before.version, revision=before.revision + 1)
        if after.assessed() == before.assessed():
            return after, None
        after = replace(after, version=before.version + 1)
        return after, after.assessed()

    def assessed(self) -> PastPlanAssessed:
        """What is said of these figures."""
        return PastPlanAssessed(
            country=self.country,
            slug=self.slug,
            code=self.code,
            number=self.number,
            commitments=self.commitments,
            high_completion=self.share(self.high_completion),
            transformative=self.share(self.transformative),
            relevant=self.share(self.relevant),
            starred=self.starred,
            formula=self.formula,
            counts=PastPlanCounts(
                high_completion=self.high_completion, transformative=self.transformative, relevant=self.relevant
            ),
        )


def share_of(count: int | Decimal, total: int) -> Decimal:
    """A percentage with two decimals, halves up; 0 of nothing is 0."""
    exact = 100 * Decimal(count) / total if total else Decimal(0)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Averages:
    """The three shares over many plans: as the mean of the plans' shares, and of all their commitments together."""

    plans: int
    countries: int
    commitments: int
    starred: int
    mean_of_plans: dict[str, Decimal]
    pooled: dict[str, Decimal]


SHARES = ("high_completion", "transformative", "relevant")


def averages_of(plans: Sequence[PastPlan]) -> Averages:
    """The averages of some plans; all zero where there are none."""
    commitments = sum(plan.commitments for plan in plans)
    return Averages(
        plans=len(plans),
        countries=len({plan.slug for plan in plans}),
        commitments=commitments,
        starred=sum(plan.starred for plan in plans),
        mean_of_plans={name: _mean([Decimal(getattr(p, name)) / p.commitments for p in plans]) for name in SHARES},
        pooled={name: share_of(sum(getattr(plan, name) for plan in plans), commitments) for name in SHARES},
    )


def _mean(parts: Sequence[Decimal]) -> Decimal:
    return share_of(sum(parts, Decimal(0)), len(parts))


def _digest(country: str, code: str | None, rows: Sequence[PastCommitment]) -> str:
    said = json.dumps([country, code, [asdict(row) for row in rows]], default=str, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
