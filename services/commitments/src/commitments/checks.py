"""What is wrong with a body beyond its shape: repeated keys and references to what is not on record. Pure."""

from collections.abc import Collection, Hashable, Iterator, Sequence
from typing import Final

from commitments.commitment.errors import CommitmentNotFound
from commitments.working_group.errors import WorkingGroupNotFound
from constancia_events.defects import REPEATED, UNKNOWN_GOAL
from constancia_runtime.errors import Fault

NO_INSTITUTION: Final = "No institution {value} is on record"
NO_THEME: Final = "The plan has no theme {value}"


def repeated(at: str, member: str, values: Sequence[Hashable]) -> Iterator[Fault]:
    """A fault for each value that a list has more than once; `at` is the list, `member` the member that counts."""
    seen: set[Hashable] = set()
    for n, value in enumerate(values):
        if value in seen:
            place = f"{at}/{n}/{member}".rstrip("/")
            yield Fault(message=REPEATED, values={"value": str(value)}, code="repeated", pointer=place)
        seen.add(value)


def unknown_institutions(template: str, acronyms: Sequence[str | None], known: Collection[str]) -> Iterator[Fault]:
    """A fault for each institution that is not on record; `{}` in the pointer stands for its place in the list."""
    for n, acronym in enumerate(acronyms):
        if acronym is not None and acronym not in known:
            yield unknown(template.format(n), NO_INSTITUTION, acronym)


def unknown(pointer: str, message: str, value: object) -> Fault:
    """A reference to something that is not there."""
    return Fault(message=message, values={"value": str(value)}, code="unknown_reference", pointer=pointer)


def unknown_commitment(pointer: str, plan: str, commitment: int) -> Fault:
    """A reference to a commitment that its plan has not."""
    values = {"plan": plan, "commitment": str(commitment)}
    return Fault(message=CommitmentNotFound.message, values=values, code="unknown_reference", pointer=pointer)


def unknown_group(pointer: str, plan: str, group: int) -> Fault:
    """A reference to a working group that its plan has not."""
    values = {"plan": plan, "group": str(group)}
    return Fault(message=WorkingGroupNotFound.message, values=values, code="unknown_reference", pointer=pointer)


def unknown_goal(pointer: str, commitment: int, goal: int) -> Fault:
    """A reference to a goal that its commitment has not."""
    values = {"value": str(goal), "commitment": str(commitment)}
    return Fault(message=UNKNOWN_GOAL, values=values, code="unknown_reference", pointer=pointer)
