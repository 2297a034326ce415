"""What the registry says, by what it speaks of."""

from constancia_events.commitments.parts import (
    ActivityPart,
    BudgetPart,
    GoalPart,
    LeadPart,
    MissingPart,
    OtherActorPart,
    PolicyPart,
    SubgoalPart,
    ThemePart,
)
from constancia_events.commitments.people import (
    IndicatorDefined,
    IndicatorStated,
    MeetingRecorded,
    MembershipChanged,
    RecommendationDefined,
    RecommendationFollowed,
    WorkingGroupDefined,
)
from constancia_events.commitments.plans import (
    ImportAccepted,
    InstitutionRegistered,
    PlanDefined,
    PlanStateChanged,
)
from constancia_events.commitments.progress import (
    AssessmentMade,
    GoalDefined,
    ProgressReported,
    ReportingPeriodClosed,
    ReportingPeriodOpened,
)
from constancia_events.commitments.promises import (
    CommitmentDefined,
    CommitmentLevelDeclared,
    LineageRetracted,
    LineageStated,
)

__all__ = [
    "ActivityPart",
    "AssessmentMade",
    "BudgetPart",
    "CommitmentDefined",
    "CommitmentLevelDeclared",
    "GoalDefined",
    "GoalPart",
    "ImportAccepted",
    "IndicatorDefined",
    "IndicatorStated",
    "InstitutionRegistered",
    "LeadPart",
    "LineageRetracted",
    "LineageStated",
    "MeetingRecorded",
    "MembershipChanged",
    "MissingPart",
    "OtherActorPart",
    "PlanDefined",
    "PlanStateChanged",
    "PolicyPart",
    "ProgressReported",
    "RecommendationDefined",
    "RecommendationFollowed",
    "ReportingPeriodClosed",
    "ReportingPeriodOpened",
    "SubgoalPart",
    "ThemePart",
    "WorkingGroupDefined",
]
