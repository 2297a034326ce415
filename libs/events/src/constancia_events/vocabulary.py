"""The closed lists of the field, with the codes that never change (labels are a plan's own)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Level(StrEnum):
    """How far a goal or commitment has come, as somebody stated it."""

    NOT_STARTED = "not_started"
    INITIATED = "initiated"
    SUBSTANTIAL = "substantial"
    COMPLETE = "complete"


LEVEL_RANK: Final[Mapping[Level, int]] = MappingProxyType({level: rank for rank, level in enumerate(Level)})
"""From not started, 0, to complete, 3; the order in which levels rise and fall."""


class AssessedLevel(StrEnum):
    """A level as somebody else than the lead gives it: the IRM has one more."""

    NO_EVIDENCE = "no_evidence"
    NOT_STARTED = "not_started"
    INITIATED = "initiated"
    SUBSTANTIAL = "substantial"
    COMPLETE = "complete"


class AssessmentSource(StrEnum):
    """By whose word a level stands."""

    SELF = "self"
    WORKING_GROUP = "working_group"
    IRM = "irm"


class Verdict(StrEnum):
    """What a working group says of a report."""

    VALIDATED = "validated"
    DISPUTED = "disputed"


class Timing(StrEnum):
    """Where a goal stands against its own dates; computed, never typed."""

    NOT_YET_DUE = "not_yet_due"
    DUE = "due"
    OVERDUE = "overdue"
    COMPLETE_ON_TIME = "complete_on_time"
    COMPLETE_LATE = "complete_late"


class DisplayState(StrEnum):
    """What a map of compliance shows for a goal: its level, or that its time has not come."""

    NOT_STARTED = "not_started"
    NOT_YET_DUE = "not_yet_due"
    INITIATED = "initiated"
    SUBSTANTIAL = "substantial"
    COMPLETE = "complete"


class RollUpPolicy(StrEnum):
    """How the levels of goals become the level of their commitment."""

    MAJORITY = "majority"
    WEAKEST = "weakest"
    MEAN = "mean"


class PlanState(StrEnum):
    """How far a plan's own life has come."""

    DRAFT = "draft"
    IN_CONSULTATION = "in_consultation"
    ADOPTED = "adopted"
    IN_IMPLEMENTATION = "in_implementation"
    CLOSED = "closed"


class Vocabulary(StrEnum):
    """Whose words name the levels of a plan; the codes stay the same."""

    GT = "gt"
    OGP = "ogp"


class EvidenceGate(StrEnum):
    """What happens to a `complete` for which nothing is cited: a finding, or a refusal."""

    WARN = "warn"
    ENFORCE = "enforce"


class PeriodKind(StrEnum):
    """For which report the leads of a plan are asked to report."""

    MID_TERM = "mid_term"
    END_OF_TERM = "end_of_term"
    HALF_YEARLY = "half_yearly"


class LineageKind(StrEnum):
    """How a commitment or goal descends from one of an earlier plan."""

    CONTINUES = "continues"
    MERGES = "merges"
    SPLITS = "splits"
    DROPS = "drops"


class MeetingKind(StrEnum):
    """Who meets."""

    ROUNDTABLE = "roundtable"
    WORKING_GROUP = "working_group"
    CIVIL_SOCIETY = "civil_society"
    REGIONAL_FORUM = "regional_forum"
    WORKSHOP = "workshop"


class MeetingStatus(StrEnum):
    """What became of a meeting."""

    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"


class OtherActorKind(StrEnum):
    """The nature of somebody who takes part in a commitment without answering for it."""

    GOVERNMENT = "government"
    CIVIL_SOCIETY = "civil_society"
    PRIVATE = "private"
    MULTILATERAL = "multilateral"


class LeadRole(StrEnum):
    """What an institution is to a commitment that it answers for."""

    COORDINATOR = "coordinator"
    SUB_COORDINATOR = "sub_coordinator"
    LEAD = "lead"


class InstitutionKind(StrEnum):
    """The nature of a member of the roundtable."""

    EXECUTIVE = "executive"
    LEGISLATIVE = "legislative"
    JUDICIAL = "judicial"
    AUTONOMOUS = "autonomous"
    MUNICIPAL = "municipal"
    ACADEMIA = "academia"
    CIVIL_SOCIETY = "civil_society"
    OBSERVER = "observer"
    REVIEW_MECHANISM = "review_mechanism"
    COOPERATION = "cooperation"


class EvidenceKind(StrEnum):
    """What a means of verification is, judged from its address until a check has seen it."""

    DOCUMENT = "document"
    PAGE = "page"
    VIDEO = "video"
    SOCIAL = "social"
    DATA = "data"
    IMAGE = "image"


class Sector(StrEnum):
    """Who speaks in a consultation."""

    CITIZEN = "citizen"
    CIVIL_SOCIETY = "civil_society"
    ACADEMIA = "academia"
    PRIVATE = "private"
    GOVERNMENT = "government"
    OTHER = "other"


class ConsultationKind(StrEnum):
    """What the public is asked for."""

    COMMENTS = "comments"
    """On a document or report."""
    PROPOSALS = "proposals"
    """For commitments, which are then screened, judged and adopted or declined."""
    QUESTIONNAIRE = "questionnaire"


class ConsultationPurpose(StrEnum):
    """What a consultation is for."""

    SELF_ASSESSMENT = "self_assessment"
    """OGP asks for two weeks at least."""
    ACTION_PLAN = "action_plan"
    OTHER = "other"


class CommentVisibility(StrEnum):
    """Whether the public reads a comment."""

    PUBLISHED = "published"
    HELD = "held"
    """Somebody looks at it first."""
    HIDDEN = "hidden"
    """A tombstone stands in its place."""


class ModerationAct(StrEnum):
    """What was done about a comment."""

    HOLD = "hold"
    RELEASE = "release"
    HIDE = "hide"
    RESTORE = "restore"
    REDACT = "redact"
    """Personal data was taken out of the text, and a mark put in its place."""
    APPEAL = "appeal"
    """By its author."""
    DISMISS_APPEAL = "dismiss_appeal"


class ModerationRule(StrEnum):
    """The published rules: for no other reason is a comment held, hidden or redacted."""

    PERSONAL_DATA = "personal_data"
    INSULT_OR_THREAT = "insult_or_threat"
    HATE = "hate"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    REPEATED = "repeated"
    UNCHECKED = "unchecked"
    """It came without proof of work, as a form without scripts does; only ever a reason to hold."""


class ModerationRole(StrEnum):
    """As what somebody moderated."""

    PLATFORM = "platform"
    MODERATOR = "moderator"
    POINT_OF_CONTACT = "point_of_contact"
    AUTHOR = "author"


class ResponseOutcome(StrEnum):
    """What an answer says."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    DECLINED = "declined"


class ProposalStep(StrEnum):
    """How far a proposal has come."""

    RECEIVED = "received"
    SCREENED = "screened"
    """It is a proposal for this plan."""
    JUDGED = "judged"
    """Against each of the SMART criteria."""
    MERGED = "merged"
    """It goes on as part of another."""
    ADOPTED = "adopted"
    DECLINED = "declined"


class SmartCriterion(StrEnum):
    """What makes a commitment one that can be followed."""

    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    ACHIEVABLE = "achievable"
    RELEVANT = "relevant"
    TIME_BOUND = "time_bound"


class Rating(StrEnum):
    """The scale of a questionnaire."""

    POOR = "poor"
    INTERMEDIATE = "intermediate"
    SATISFACTORY = "satisfactory"
