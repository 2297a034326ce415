"""The closed lists of the field, with the codes that never change (labels are a plan's own)."""

from enum import StrEnum


class Level(StrEnum):
    """How far a goal or commitment has come, as somebody stated it."""

    NOT_STARTED = "not_started"
    INITIATED = "initiated"
    SUBSTANTIAL = "substantial"
    COMPLETE = "complete"


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
