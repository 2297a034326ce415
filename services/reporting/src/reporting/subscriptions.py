"""What reporting hears: every event, and what it does to a read model. The whole list is on this page."""

from constancia_bus.projection import Projection
from constancia_events import commitments, consultation, evidence
from reporting.projections import (
    assessments,
    consultation_facts,
    evidence_facts,
    evidence_uses,
    indicators,
    lives,
    participation,
    past_plans,
    record,
    reporting_periods,
)
from reporting.stream.announce import announce

PROJECTIONS = (
    Projection(
        name="record",
        version=1,
        source="commitments",
        handlers={
            commitments.PlanDefined: record.plan_defined,
            commitments.PlanStateChanged: lives.plan_state_changed,
            commitments.InstitutionRegistered: record.institution_registered,
            commitments.CommitmentDefined: record.commitment_defined,
            commitments.CommitmentLevelDeclared: record.commitment_level_declared,
            commitments.GoalDefined: record.goal_defined,
            commitments.ProgressReported: record.progress_reported,
            commitments.AssessmentMade: assessments.assessment_made,
            commitments.LineageStated: lives.lineage_stated,
            commitments.LineageRetracted: lives.lineage_retracted,
            commitments.ReportingPeriodOpened: reporting_periods.reporting_period_opened,
            commitments.ReportingPeriodClosed: reporting_periods.reporting_period_closed,
            commitments.MembershipChanged: participation.membership_changed,
            commitments.WorkingGroupDefined: participation.working_group_defined,
            commitments.MeetingRecorded: participation.meeting_recorded,
            commitments.RecommendationDefined: participation.recommendation_defined,
            commitments.RecommendationFollowed: participation.recommendation_followed,
            commitments.IndicatorDefined: indicators.indicator_defined,
            commitments.IndicatorStated: indicators.indicator_stated,
            commitments.PastPlanAssessed: past_plans.past_plan_assessed,
        },
        after_batch=announce,
        tables=(
            record.plan_definitions,
            record.institution_definitions,
            record.commitment_definitions,
            record.goal_definitions,
            record.commitment_levels,
            record.goal_levels,
            lives.plan_states,
            lives.lineage_statements,
            assessments.assessments,
            reporting_periods.reporting_periods,
            reporting_periods.reporting_period_closings,
            participation.memberships,
            participation.working_groups,
            participation.meetings,
            participation.recommendations,
            participation.recommendation_follow_ups,
            indicators.indicators,
            indicators.indicator_statements,
            past_plans.past_plans,
        ),
    ),
    Projection(
        name="evidence_uses",
        version=1,
        source="evidence",
        handlers={
            evidence.EvidenceCited: evidence_uses.evidence_cited,
            evidence.EvidenceWithdrawn: evidence_uses.evidence_withdrawn,
            **dict.fromkeys(
                (
                    evidence.EvidenceReviewed,
                    evidence.AddressResolved,
                    evidence.VerdictChanged,
                    evidence.VerdictDisputed,
                    evidence.DisputeSettled,
                    evidence.CopyCaptured,
                    evidence.CopyDropped,
                ),
                evidence_facts.said_of_evidence,
            ),
        },
        after_batch=announce,
        tables=(evidence_uses.evidence_uses, evidence_facts.evidence_facts),
    ),
    Projection(
        name="consultation_facts",
        version=1,
        source="consultation",
        handlers=dict.fromkeys(
            (
                consultation.ConsultationScheduled,
                consultation.ConsultationReported,
                consultation.CommentReceived,
                consultation.CommentModerated,
                consultation.CommentAssigned,
                consultation.CommentAnswered,
                consultation.ChangeLinked,
            ),
            consultation_facts.said_of_consultation,
        ),
        after_batch=announce,
        tables=(consultation_facts.consultation_facts,),
    ),
)
"""One projection of each service: two of one would tell each change twice, and every published byte with it.

The handlers of `record` that came later hear what was said before them too: an event of an unknown type is parked, and
applied when a process that knows it starts.
"""
