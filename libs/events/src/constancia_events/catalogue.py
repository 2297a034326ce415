"""Every event there is, by its type: the one list that readers, schemas and documents are made from."""

from constancia_events import commitments, consultation, evidence, reporting
from constancia_events.event import Event

SERVICES = ("commitments", "evidence", "consultation", "reporting")

CATALOGUE: dict[str, type[Event]] = {
    event.type: event
    for event in (
        commitments.PlanDefined,
        commitments.PlanStateChanged,
        commitments.InstitutionRegistered,
        commitments.CommitmentDefined,
        commitments.CommitmentLevelDeclared,
        commitments.LineageStated,
        commitments.LineageRetracted,
        commitments.GoalDefined,
        commitments.ProgressReported,
        commitments.AssessmentMade,
        commitments.ReportingPeriodOpened,
        commitments.ReportingPeriodClosed,
        commitments.MembershipChanged,
        commitments.WorkingGroupDefined,
        commitments.MeetingRecorded,
        commitments.RecommendationDefined,
        commitments.RecommendationFollowed,
        commitments.IndicatorDefined,
        commitments.IndicatorStated,
        commitments.ImportAccepted,
        commitments.PastPlanAssessed,
        evidence.EvidenceCited,
        evidence.EvidenceWithdrawn,
        evidence.EvidenceReviewed,
        evidence.AddressResolved,
        evidence.VerdictChanged,
        evidence.VerdictDisputed,
        evidence.DisputeSettled,
        evidence.CopyCaptured,
        evidence.CopyDropped,
        evidence.DigestIssued,
        consultation.ConsultationScheduled,
        consultation.ConsultationOpened,
        consultation.ConsultationClosed,
        consultation.ConsultationReported,
        consultation.CommentReceived,
        consultation.CommentModerated,
        consultation.CommentAssigned,
        consultation.CommentAnswered,
        consultation.ChangeLinked,
        consultation.CommentEndorsed,
        consultation.ProposalDecided,
        consultation.QuestionnaireAnswered,
        consultation.AnswersDue,
        reporting.ReportStarted,
        reporting.ReportSectionWritten,
        reporting.ReportPutOutForComment,
        reporting.ReportFinalised,
        reporting.ReportPublished,
        reporting.FindingOpened,
        reporting.FindingClosed,
    )
}
