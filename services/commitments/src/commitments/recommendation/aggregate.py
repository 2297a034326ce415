"""A recommendation of the IRM with what was done about it. Pure rules."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from constancia_events.commitments import RecommendationDefined, RecommendationFollowed


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Something that was done; `done_on` None where the day is not known."""

    done_on: date | None
    text: dict[str, str]
    commitment: int | None
    stated_at: datetime
    stated_by: str

    @property
    def content(self) -> tuple[object, ...]:
        """What it says, whoever said it and when."""
        return (self.done_on, tuple(sorted(self.text.items())), self.commitment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """What a review of an earlier plan asked for. `version` 0 is one that is not yet on record."""

    plan: str
    letter: str
    text: dict[str, str]
    of_plan: int | None
    followed_up: tuple[FollowUp, ...] = ()
    version: int = 0

    @property
    def stream(self) -> str:
        """The event stream of this recommendation."""
        return f"recommendation/{self.plan}/{self.letter}"

    def define(self, before: Self | None) -> tuple[Self, RecommendationDefined] | None:
        """Put this description in the place of `before`, whose follow-ups stay; None when it says the same."""
        known = () if before is None else before.followed_up
        if before is not None and replace(self, version=before.version, followed_up=known) == before:
            return None
        after = replace(self, version=1 if before is None else before.version + 1, followed_up=known)
        event = RecommendationDefined(plan=self.plan, letter=self.letter, text=self.text, of_plan=self.of_plan)
        return after, event

    def follow_up(self, done: FollowUp) -> tuple[Self, RecommendationFollowed]:
        """Add something that was done; none is ever overwritten."""
        event = RecommendationFollowed(
            plan=self.plan,
            letter=self.letter,
            n=len(self.followed_up) + 1,
            done_on=done.done_on,
            text=done.text,
            commitment=done.commitment,
        )
        return replace(self, version=self.version + 1, followed_up=(*self.followed_up, done)), event

    def not_yet_stated(self, listed: Sequence[FollowUp]) -> list[FollowUp]:
        """Those of a file's list that are not on record as many times as it lists them."""
        on_record = Counter(done.content for done in self.followed_up)
        new = []
        for done in listed:
            if on_record[done.content]:
                on_record[done.content] -= 1
            else:
                new.append(done)
        return new
