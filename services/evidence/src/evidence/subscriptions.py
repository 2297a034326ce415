"""Everything the evidence service hears, on one page."""

from functools import partial

from constancia_bus.projection import Projection
from constancia_bus.reaction import Reaction
from constancia_bus.streams import Bus
from constancia_bus.transaction import Transactions
from constancia_events.commitments import CommitmentDefined, GoalDefined, ImportAccepted
from evidence.projections import promises
from evidence.reactions import import_accepted

PROJECTIONS = (
    Projection(
        name="promises",
        version=1,
        source="commitments",
        handlers={
            CommitmentDefined: promises.commitment_defined,
            GoalDefined: promises.goal_defined,
        },
    ),
)


def reactions(bus: Bus, transactions: Transactions) -> tuple[Reaction, ...]:
    """What it does about the events of others; a name, once given, is the name of a place in a stream."""
    return (
        Reaction(
            name=import_accepted.EFFECT,
            event=ImportAccepted,
            react=partial(import_accepted.take_citations, bus, transactions),
        ),
    )
