"""What reporting hears: every event, and what it does to a read model. The whole list is on this page."""

from constancia_bus.projection import Projection
from constancia_events import commitments, evidence
from reporting.projections import evidence_uses, past_plans, record
from reporting.stream.announce import announce

PROJECTIONS = (
    Projection(
        name="record",
        version=1,
        source="commitments",
        handlers={
            commitments.PlanDefined: record.plan_defined,
            commitments.InstitutionRegistered: record.institution_registered,
            commitments.CommitmentDefined: record.commitment_defined,
            commitments.CommitmentLevelDeclared: record.commitment_level_declared,
            commitments.GoalDefined: record.goal_defined,
            commitments.ProgressReported: record.progress_reported,
        },
        after_batch=announce,
    ),
    Projection(
        name="past_plans",
        version=1,
        source="commitments",
        handlers={commitments.PastPlanAssessed: past_plans.past_plan_assessed},
        after_batch=announce,
    ),
    Projection(
        name="evidence_uses",
        version=1,
        source="evidence",
        handlers={
            evidence.EvidenceCited: evidence_uses.evidence_cited,
            evidence.EvidenceWithdrawn: evidence_uses.evidence_withdrawn,
        },
        after_batch=announce,
    ),
)
