"""A working group: which commitments it follows, and who calls it together. Pure rules."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Self

from commitments.working_group.errors import COMMITMENT_UNKNOWN, INSTITUTION_UNKNOWN, REPEATED, GroupRefused
from constancia_events.commitments import WorkingGroupDefined
from constancia_runtime.errors import Fault


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
        faults = (*self._of_commitments(commitments), *self._of_conveners(institutions))
        if faults:
            raise GroupRefused(faults=faults)

    def _of_commitments(self, known: AbstractSet[int]) -> Iterator[Fault]:
        for n, number in enumerate(self.commitments):
            at = f"/commitments/{n}"
            if number not in known:
                values = {"plan": self.plan, "commitment": str(number)}
                yield Fault(message=COMMITMENT_UNKNOWN, values=values, code="unknown_reference", pointer=at)
            elif number in self.commitments[:n]:
                yield Fault(message=REPEATED, values={"value": str(number)}, code="repeated", pointer=at)

    def _of_conveners(self, known: AbstractSet[str]) -> Iterator[Fault]:
        for n, acronym in enumerate(self.convened_by):
            at = f"/convened_by/{n}"
            if acronym not in known:
                values = {"acronym": acronym}
                yield Fault(message=INSTITUTION_UNKNOWN, values=values, code="unknown_reference", pointer=at)
            elif acronym in self.convened_by[:n]:
                yield Fault(message=REPEATED, values={"value": acronym}, code="repeated", pointer=at)
