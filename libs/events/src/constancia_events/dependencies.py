"""Goals that wait for other goals: whether they wait in a circle. Pure."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

Place = tuple[int, int]
"""A goal of a plan: commitment and goal number."""


def cycle_of(waits: Mapping[Place, Iterable[Place]]) -> list[Place]:
    """One circle among goals that wait for others, its first goal repeated at its end; empty where there is none."""
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as found:
        circle: list[Place] = found.args[1]
        return circle[::-1]  # graphlib names each goal behind the one that waits for it
    return []
