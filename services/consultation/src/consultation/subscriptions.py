"""Everything the consultation service hears, on one page."""

from functools import partial

from constancia_bus.projection import Projection
from constancia_bus.reaction import Reaction
from constancia_bus.streams import Bus
from constancia_bus.transaction import Transactions
from constancia_events.commitments import (
    CommitmentDefined,
    GoalDefined,
    ImportAccepted,
    InstitutionRegistered,
    PlanDefined,
    ProgressReported,
)
from constancia_events.reporting import ReportPutOutForComment
from consultation.projections import registry
from consultation.reactions import import_accepted, report_put_out

PROJECTIONS = (
    Projection(
        name="registry",
        version=1,
        source="commitments",
        handlers={
            PlanDefined: registry.plan_defined,
            InstitutionRegistered: registry.institution_registered,
            CommitmentDefined: registry.commitment_defined,
            GoalDefined: registry.goal_defined,
            ProgressReported: registry.progress_reported,
        },
    ),
)


def reactions(bus: Bus, transactions: Transactions) -> tuple[Reaction, ...]:
    """What it does about the events of others; a name, once given, is the name of a place in a stream."""
    return (
        Reaction(
            name=import_accepted.EFFECT,
            event=ImportAccepted,
            react=partial(import_accepted.take_consultation, bus, transactions),
        ),
        Reaction(
            name=report_put_out.EFFECT,
            event=ReportPutOutForComment,
            react=partial(report_put_out.announce_report, transactions),
        ),
    )
