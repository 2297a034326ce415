"""An assessment: what a working group or the IRM says of a goal, a report on it, or a commitment. Pure rules."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from commitments.assessment.errors import GroupNeeded, NotInTheGroup, NotThatGroup, OwnReport
from commitments.holding import newest
from constancia_events.commitments import AssessmentMade
from constancia_events.keys import CommitmentKey
from constancia_events.vocabulary import AssessedLevel, AssessmentSource, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One statement, never overwritten. `n` counts those of a commitment and of its goals from 1.

    `report` is the number of the report on the goal that is judged, with a `verdict`; the IRM judges none.
    """

    commitment: CommitmentKey
    goal: int | None
    subgoal: int | None
    n: int
    source: AssessmentSource
    institution: str | None
    working_group: int | None
    report: int | None
    verdict: Verdict | None
    level: AssessedLevel | None
    reason: dict[str, str] | None
    effective_on: date
    effective_at: datetime
    stated_at: datetime
    stated_by: str

    @property
    def stream(self) -> str:
        """The event stream of the assessments of this commitment."""
        return f"assessment/{self.commitment.plan}/{self.commitment.commitment}"

    def made(self) -> AssessmentMade:
        """What the record says of it."""
        return AssessmentMade(
            plan=self.commitment.plan,
            commitment=self.commitment.commitment,
            goal=self.goal,
            subgoal=self.subgoal,
            n=self.n,
            source=self.source,
            institution=self.institution,
            working_group=self.working_group,
            report=self.report,
            verdict=self.verdict,
            level=self.level,
            reason=self.reason,
            effective_on=self.effective_on,
            effective_at=self.effective_at,
        )


def group_of(
    commitment: int, groups: Mapping[int, Collection[str]], *, institution: str | None, asked: int | None
) -> int:
    """The group for which an institution speaks; `groups` are those that follow the commitment, with who is in them.

    Raises NotInTheGroup, NotThatGroup, GroupNeeded.
    """
    own = sorted(number for number, institutions in groups.items() if institution in institutions)
    if not own:
        shown = [f"{number} ({', '.join(sorted(groups[number]))})" for number in sorted(groups)]
        raise NotInTheGroup(commitment=commitment, groups=", ".join(shown) or "-")
    shown_own = ", ".join(map(str, own))
    if asked is None and len(own) > 1:
        raise GroupNeeded.at("/working_group", groups=shown_own)
    if asked is not None and asked not in own:
        raise NotThatGroup(group=asked, commitment=commitment, groups=shown_own)
    return own[0] if asked is None else asked


def refuse_own(institution: str | None, reporter: str | None, leads: Collection[str]) -> None:
    """Nobody judges his own report; one that came with a plan file is that of every lead. Raises OwnReport."""
    if institution == reporter or (reporter is None and institution in leads):
        raise OwnReport(institution=institution)


def newest_verdicts(assessments: Iterable[Assessment]) -> list[Assessment]:
    """What each member says now, for each group: the one stated last on each goal or subgoal."""
    last: dict[tuple[int, int, int, str], Assessment] = {}
    for one in assessments:
        if one.source is AssessmentSource.WORKING_GROUP:
            last[one.goal or 0, one.subgoal or 0, one.working_group or 0, one.institution or ""] = one
    return [last[key] for key in sorted(last)]


def newest_of_irm(assessments: Iterable[Assessment], goal: int | None) -> Assessment | None:
    """What the IRM says now of a goal itself, or (None) of the whole commitment."""
    irm = (one for one in assessments if one.source is AssessmentSource.IRM)
    return newest(one for one in irm if one.goal == goal and one.subgoal is None)
