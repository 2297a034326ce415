"""A working group: which commitments it follows, and who calls it together. Pure rules."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Self

from commitments.checks import repeated, unknown_commitment, unknown_institutions
from commitments.working_group.errors import GroupRefused
from constancia_events.commitments import WorkingGroupDefined


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingGroup:
    """A group of a plan. `version` 0 is one that is not yet on record."""

    plan: str
    number: int
    title: dict[str, str] | None
    commitments: tuple[int, ...]
    convened_by: tuple[str, ...]
    version: int = 0

    @property
    def stream(self) -> str:
        """The event stream of this group."""
        return f"working_group/{self.plan}/{self.number}"

    def define(self, before: Self | None) -> tuple[Self, WorkingGroupDefined] | None:
        """Put this description in the place of `before`; None when it says the same."""
        if before is not None and replace(self, version=before.version) == before:
            return None
        after = replace(self, version=1 if before is None else before.version + 1)
        event = WorkingGroupDefined(
            plan=self.plan,
            number=self.number,
            title=self.title,
            commitments=list(self.commitments),
            convened_by=list(self.convened_by),
        )
        return after, event

    def check(self, *, commitments: AbstractSet[int], institutions: AbstractSet[str]) -> None:
        """Let pass what names only things on record, each once. Raises GroupRefused with every fault."""
        faults = (
            *(
                unknown_commitment(f"/commitments/{n}", self.plan, number)
                for n, number in enumerate(self.commitments)
                if number not in commitments
            ),
            *repeated("/commitments", "", self.commitments),
            *unknown_institutions("/convened_by/{}", self.convened_by, institutions),
            *repeated("/convened_by", "", self.convened_by),
        )
        if faults:
            raise GroupRefused(faults=faults)
