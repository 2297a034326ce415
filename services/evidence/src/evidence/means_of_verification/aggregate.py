"""A means of verification: one address, exactly as it was printed, with every use ever made of it. Pure rules."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from constancia_events.evidence import EvidenceCited, EvidenceReviewed, EvidenceWithdrawn
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import EvidenceKind
from evidence.means_of_verification.description import PLAIN, Description, Review


def evidence_id(url: str) -> str:
    """The id of an address: `ev-` and the first 32 hex digits of the SHA-256 of its exact bytes in UTF-8."""
    return f"ev-{hashlib.sha256(url.encode()).hexdigest()[:32]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A goal, or one of its subgoals, cites the address; `order` counts from 0 inside the goal."""

    goal: GoalKey
    subgoal: int | None
    kind: EvidenceKind
    order: int
    from_file: bool
    cited_at: datetime
    withdrawn_at: datetime | None = None
    description: Description = PLAIN
    review: Review | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeansOfVerification:
    """An address and its uses, oldest first, those withdrawn too. `version` 0 is one that is not yet on record."""

    url: str
    uses: tuple[Use, ...] = ()
    version: int = 0
    target: str | None = None
    """Where a shortened address was seen to lead."""

    @property
    def id(self) -> str:
        """The same for ever, since it is made of the address."""
        return evidence_id(self.url)

    @property
    def stream(self) -> str:
        """The event stream of this means of verification."""
        return f"evidence/{self.id}"

    @property
    def uses_now(self) -> tuple[Use, ...]:
        """The uses that were not withdrawn: one at most for a goal, and one for each of its subgoals."""
        return tuple(use for use in self.uses if use.withdrawn_at is None)

    def cite(  # noqa: PLR0913 - each is a fact of the citation
        self,
        goal: GoalKey,
        subgoal: int | None,
        *,
        kind: EvidenceKind,
        order: int,
        from_file: bool,
        now: datetime,
        description: Description | None = None,
    ) -> tuple[Self, EvidenceCited] | None:
        """Cite it for a goal or subgoal; None when the same use is there.

        A use that only changes its kind, place or description keeps the time at which it was first cited; without a
        description it keeps the one that it has.
        """
        known = self._use(goal, subgoal)
        if known is None:
            use = Use(
                goal=goal,
                subgoal=subgoal,
                kind=kind,
                order=order,
                from_file=from_file,
                cited_at=now,
                description=description or PLAIN,
            )
            uses = (*self.uses, use)
        else:
            use = replace(known, kind=kind, order=order, description=description or known.description)
            if use == known:
                return None
            uses = self._with(known, use)
        told = use.description
        event = EvidenceCited(
            evidence=self.id,
            url=self.url,
            kind=kind,
            goal=goal,
            subgoal=subgoal,
            order=order,
            title=told.title,
            dated=told.dated,
            language=told.language,
            access_note=told.access_note,
            file=told.file,
        )
        return replace(self, uses=uses, version=self.version + 1), event

    def withdraw(self, goal: GoalKey, subgoal: int | None, *, now: datetime) -> tuple[Self, EvidenceWithdrawn] | None:
        """End its use by a goal or subgoal, which stays on record as withdrawn; None when there is no such use."""
        known = self._use(goal, subgoal)
        if known is None:
            return None
        event = EvidenceWithdrawn(evidence=self.id, goal=goal, subgoal=subgoal)
        uses = self._with(known, replace(known, withdrawn_at=now))
        return replace(self, uses=uses, version=self.version + 1), event

    def review(
        self, goal: GoalKey, subgoal: int | None, *, accepted: bool, reason: dict[str, str] | None, now: datetime
    ) -> tuple[Self, EvidenceReviewed] | None:
        """Keep what the point of contact says of a use; None when the same is on record, or there is no such use."""
        known = self._use(goal, subgoal)
        if known is None or (known.review and (known.review.accepted, known.review.reason) == (accepted, reason)):
            return None
        uses = self._with(known, replace(known, review=Review(accepted=accepted, reason=reason, reviewed_at=now)))
        event = EvidenceReviewed(evidence=self.id, goal=goal, subgoal=subgoal, accepted=accepted, reason=reason)
        return replace(self, uses=uses, version=self.version + 1), event

    def _use(self, goal: GoalKey, subgoal: int | None) -> Use | None:
        return next((use for use in self.uses_now if (use.goal, use.subgoal) == (goal, subgoal)), None)

    def _with(self, known: Use, changed: Use) -> tuple[Use, ...]:
        return tuple(changed if use is known else use for use in self.uses)
