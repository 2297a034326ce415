"""Every event there is, by its type: the one list that readers, schemas and documents are made from."""

from constancia_events import commitments, consultation, evidence, irm
from constancia_events.event import Event

SERVICES = ("commitments", "evidence", "consultation", "reporting")

CATALOGUE: dict[str, type[Event]] = {
    event.type: event
    for event in (
        commitments.PlanDefined,
        commitments.InstitutionRegistered,
        commitments.CommitmentDefined,
        commitments.CommitmentLevelDeclared,
        commitments.GoalDefined,
        commitments.ProgressReported,
        commitments.ImportAccepted,
        irm.PastPlanAssessed,
        evidence.EvidenceCited,
        evidence.EvidenceWithdrawn,
        consultation.ConsultationScheduled,
        consultation.CommentReceived,
    )
}
