"""How a plan's commitments and goals descend from those of earlier plans, read both ways. Pure rules."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Self

from commitments.checks import unknown, unknown_commitment, unknown_goal
from commitments.lineage.errors import LineageContradicted, LineageRetractedAlready, LineageStatedAlready
from constancia_events.commitments import LineageRetracted, LineageStated
from constancia_events.defects import DROPPED_HAS_HEIR, HEIR_NEEDED
from constancia_events.vocabulary import LineageKind
from constancia_runtime.errors import Fault

UNKNOWN_PLAN: Final = "Plan {value} is not on record: enter it before what descends from it"
NOT_EARLIER: Final = "Plan {value} does not begin before this plan, so nothing can descend from it"
OTHER_COUNTRY: Final = "Plan {value} is another country's"


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """A commitment of a plan, or (with `goal`) a goal of it; `goal` 0 stands for the whole commitment."""

    plan: str
    commitment: int
    goal: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One statement of the later plan. `to` is None where the thing was dropped; `version` 2 is a retracted one."""

    plan: str
    n: int
    kind: LineageKind
    origin: Node
    to: Node | None
    note: dict[str, str] | None
    stated_at: datetime
    institution: str | None
    retracted_at: datetime | None = None
    retraction: dict[str, str] | None = None

    @property
    def version(self) -> int:
        """1 as it was stated, 2 once it is retracted."""
        return 1 if self.retracted_at is None else 2

    @property
    def stream(self) -> str:
        """The event stream of the plan's statements."""
        return f"lineage/{self.plan}"

    def state(self, before: Sequence[Self]) -> LineageStated:
        """Say it, after what the plan has stated before. Raises LineageStatedAlready, LineageContradicted."""
        for other in before:
            if other.retracted_at is not None or other.origin != self.origin:
                continue
            if (other.kind, other.to) == (self.kind, self.to):
                raise LineageStatedAlready(plan=self.plan, n=other.n)
            if LineageKind.DROPS in (other.kind, self.kind):
                raise LineageContradicted(plan=self.plan, n=other.n)
        return LineageStated(
            plan=self.plan,
            n=self.n,
            kind=self.kind,
            from_plan=self.origin.plan,
            from_commitment=self.origin.commitment,
            from_goal=self.origin.goal or None,
            to_commitment=self.to.commitment if self.to else None,
            to_goal=(self.to.goal or None) if self.to else None,
            note=self.note,
        )

    def retract(self, reason: dict[str, str], *, now: datetime) -> tuple[Self, LineageRetracted]:
        """Take it back; that it was said stays on record. Raises LineageRetractedAlready."""
        if self.retracted_at is not None:
            raise LineageRetractedAlready(plan=self.plan, n=self.n)
        after = replace(self, retracted_at=now, retraction=reason)
        return after, LineageRetracted(plan=self.plan, n=self.n, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is on record of a plan: its country, its first day, and its goals by commitment."""

    country: str
    starts_on: date
    goals: Mapping[int, frozenset[int]]


def faults_of(link: Link, plans: Mapping[str, Known], at: str = "") -> list[Fault]:
    """Everything wrong with a statement, by JSON Pointer below `at`; `plans` are its own and, if known, the earlier."""
    own, earlier = plans[link.plan], plans.get(link.origin.plan)
    if earlier is None:
        return [unknown(f"{at}/from_plan", UNKNOWN_PLAN, link.origin.plan)]
    faults = []
    if earlier.country != own.country:
        faults.append(unknown(f"{at}/from_plan", OTHER_COUNTRY, link.origin.plan))
    if earlier.starts_on >= own.starts_on:
        faults.append(unknown(f"{at}/from_plan", NOT_EARLIER, link.origin.plan))
    faults += _missing(link.origin, earlier, f"{at}/from")
    if link.kind is LineageKind.DROPS and link.to is not None:
        faults.append(Fault(message=DROPPED_HAS_HEIR, code="lineage", pointer=f"{at}/to_commitment"))
    elif link.kind is not LineageKind.DROPS and link.to is None:
        faults.append(Fault(message=HEIR_NEEDED, code="missing", pointer=f"{at}/to_commitment"))
    elif link.to is not None:
        faults += _missing(link.to, own, f"{at}/to")
    return faults


def _missing(node: Node, plan: Known, at: str) -> list[Fault]:
    if node.commitment not in plan.goals:
        return [unknown_commitment(f"{at}_commitment", node.plan, node.commitment)]
    if node.goal and node.goal not in plan.goals[node.commitment]:
        return [unknown_goal(f"{at}_goal", node.commitment, node.goal)]
    return []


def ancestors(links: Iterable[Link], node: Node) -> list[Link]:
    """Every statement by which something descends to `node`, the nearest first, over all plans."""
    return _reached(links, node, key=lambda link: link.to, onward=lambda link: link.origin)


def descendants(links: Iterable[Link], node: Node) -> list[Link]:
    """Every statement by which something descends from `node`, the nearest first; one that drops ends its branch."""
    return _reached(links, node, key=lambda link: link.origin, onward=lambda link: link.to)


def _reached(
    links: Iterable[Link], node: Node, *, key: Callable[[Link], Node | None], onward: Callable[[Link], Node | None]
) -> list[Link]:
    by_end: dict[Node | None, list[Link]] = defaultdict(list)
    for link in links:
        by_end[key(link)].append(link)
    reached: dict[tuple[str, int], Link] = {}
    front: list[Node] = [node]
    seen = {node}
    while front:
        found = [link for end in front for link in sorted(by_end[end], key=lambda link: (link.plan, link.n))]
        reached |= {(link.plan, link.n): link for link in found if (link.plan, link.n) not in reached}
        front = []
        for link in found:
            end = onward(link)
            if end is not None and end not in seen:
                seen.add(end)
                front.append(end)
    return list(reached.values())
