"""How the levels of goals become that of their commitment (docs/architecture/figures.md). Pure.

Timing and display state, which the registry filters by too, are in `constancia_events.timing`.
"""

from collections.abc import Sequence

from constancia_events.vocabulary import LEVEL_RANK, Level, RollUpPolicy

_OF_RANK = tuple(LEVEL_RANK)


def roll_up(policy: RollUpPolicy, levels: Sequence[Level]) -> Level:
    """The level of a commitment by those of all its goals; goals not yet due count as not started.

    `majority`: complete if all are; else substantial if strictly more than half are substantial or complete; else
    initiated if any has started. `weakest`: the lowest. `mean`: the average rank (0 to 3), rounded down, but initiated
    as soon as any has started. A commitment without goals is not started.
    """
    ranks = [LEVEL_RANK[level] for level in levels]
    if not ranks or max(ranks) == 0:
        return Level.NOT_STARTED
    if policy is RollUpPolicy.WEAKEST:
        return _OF_RANK[min(ranks)]
    if policy is RollUpPolicy.MEAN:
        return _OF_RANK[max(1, sum(ranks) // len(ranks))]
    if min(ranks) == LEVEL_RANK[Level.COMPLETE]:
        return Level.COMPLETE
    over_half_done = 2 * sum(rank >= LEVEL_RANK[Level.SUBSTANTIAL] for rank in ranks) > len(ranks)
    return Level.SUBSTANTIAL if over_half_done else Level.INITIATED
