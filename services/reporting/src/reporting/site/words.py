"""The words of closed lists, as msgids: the site, the badge and their Spanish catalogue all start here."""

from typing import Final

from constancia_events.vocabulary import (
    AssessmentSource,
    DisplayState,
    EvidenceGate,
    EvidenceKind,
    LeadRole,
    Level,
    MeetingKind,
    MeetingStatus,
    OtherActorKind,
    PeriodKind,
    PlanState,
    RollUpPolicy,
    Timing,
    Verdict,
)
from constancia_events.vocabulary_labels import LEVEL_LABELS
from reporting.clock.requirement import ChecklistQuestion, Requirement, Standing
from reporting.findings.finding import Rule


def N_(message: str) -> str:  # noqa: N802  (the name that gettext extractors know)
    """Mark a text for the catalogue; it is translated where it is shown."""
    return message


STATE_ORDER: Final = (
    DisplayState.COMPLETE,
    DisplayState.SUBSTANTIAL,
    DisplayState.INITIATED,
    DisplayState.NOT_STARTED,
    DisplayState.NOT_YET_DUE,
)
"""How states are shown: from the furthest along; what is not due yet stands apart at the end."""

LEVEL_ORDER: Final = (Level.COMPLETE, Level.SUBSTANTIAL, Level.INITIATED, Level.NOT_STARTED)

STATES: Final[dict[str, str]] = {
    DisplayState.COMPLETE: N_("Complete"),
    DisplayState.SUBSTANTIAL: N_("Substantial"),
    DisplayState.INITIATED: N_("Initiated"),
    DisplayState.NOT_STARTED: N_("Not started"),
    DisplayState.NOT_YET_DUE: N_("Not yet due"),
}

MEANINGS: Final[dict[str, str]] = {
    DisplayState.COMPLETE: N_("What was promised is done."),
    DisplayState.SUBSTANTIAL: N_("More than half of it is done."),
    DisplayState.INITIATED: N_("Work has begun; half or less is done."),
    DisplayState.NOT_STARTED: N_("Its end date has passed and nothing has begun."),
    DisplayState.NOT_YET_DUE: N_("Nothing has begun, and its end date has not passed."),
}

TIMINGS: Final[dict[str, str]] = {
    Timing.NOT_YET_DUE: N_("not due yet"),
    Timing.DUE: N_("due now"),
    Timing.OVERDUE: N_("past its end date"),
    Timing.COMPLETE_ON_TIME: N_("completed on time"),
    Timing.COMPLETE_LATE: N_("completed late"),
}

POLICIES: Final[dict[str, str]] = {
    RollUpPolicy.MAJORITY: N_("majority"),
    RollUpPolicy.WEAKEST: N_("weakest"),
    RollUpPolicy.MEAN: N_("mean"),
}

POLICY_RULES: Final[dict[str, str]] = {
    RollUpPolicy.MAJORITY: N_(
        "A commitment is complete if all its goals are; substantial if more than half of them are substantial or "
        "complete; initiated if any has begun; otherwise not started."
    ),
    RollUpPolicy.WEAKEST: N_("A commitment is only as far along as the goal that is furthest behind."),
    RollUpPolicy.MEAN: N_("A commitment takes the average of the levels of its goals."),
}

ROLES: Final[dict[str, str]] = {
    LeadRole.COORDINATOR: N_("coordinator"),
    LeadRole.SUB_COORDINATOR: N_("sub-coordinator"),
    LeadRole.LEAD: N_("lead"),
}

KINDS: Final[dict[str, str]] = {
    EvidenceKind.DOCUMENT: N_("document"),
    EvidenceKind.PAGE: N_("web page"),
    EvidenceKind.VIDEO: N_("video"),
    EvidenceKind.SOCIAL: N_("social network"),
    EvidenceKind.DATA: N_("data"),
    EvidenceKind.IMAGE: N_("image"),
}

TEXTS: Final[dict[str, str]] = {
    "problem": N_("The problem it answers"),
    "objective": N_("Objective"),
    "ambition": N_("Ambition"),
    "relevance": N_("Relevance to open government"),
    "additional_information": N_("Additional information"),
    "results": N_("Results so far"),
    "next_steps": N_("Next steps"),
}
"""The fields of the national template, in its order."""

SERVICES: Final[dict[str, str]] = {
    "commitments": N_("commitments"),
    "evidence": N_("evidence"),
    "consultation": N_("consultation"),
    "reporting": N_("reports"),
}
"""Whose log a version counts; a service that is not listed goes by its own name."""

COUNTRY_SORTS: Final[dict[str, str]] = {
    "country": N_("Country"),
    "high_completion": N_("High completion"),
    "transformative": N_("Transformative"),
    "relevant": N_("Relevant"),
    "commitments": N_("Commitments"),
}
"""By what the list of countries can be sorted; figures are those of each country's newest plan."""

SHARES: Final[dict[str, str]] = {
    "high_completion": N_("High completion"),
    "transformative": N_("Transformative"),
    "relevant": N_("Relevant"),
}

SHARE_MEANINGS: Final[dict[str, str]] = {
    "high_completion": N_("Commitments that IRM last found substantially or completely done."),
    "transformative": N_("Commitments that would transform practice if they were done."),
    "relevant": N_("Commitments that are relevant to the values of open government."),
}

FORMULAS: Final[dict[str, str]] = {
    "pre_june_2014": N_("formula until June 2014"),
    "2015": N_("formula of 2015"),
    "current": N_("current formula"),
}
LEVELS_OF: Final[dict[str, dict[str, str]]] = {
    vocabulary: {**STATES, **{level: label["en"] for level, label in labels.items()}}
    for vocabulary, labels in LEVEL_LABELS.items()
}
"""The words of a plan's vocabulary for its levels and for what is not yet due; the codes are the same."""

PLAN_STATES: Final[dict[str, str]] = {
    PlanState.DRAFT: N_("draft"),
    PlanState.IN_CONSULTATION: N_("in consultation"),
    PlanState.ADOPTED: N_("adopted"),
    PlanState.IN_IMPLEMENTATION: N_("in implementation"),
    PlanState.CLOSED: N_("closed"),
}

SOURCES: Final[dict[str, str]] = {
    AssessmentSource.SELF: N_("Those who lead it"),
    AssessmentSource.WORKING_GROUP: N_("Working group"),
    AssessmentSource.IRM: N_("Independent review (IRM)"),
}

VERDICTS: Final[dict[str, str]] = {Verdict.VALIDATED: N_("Validates"), Verdict.DISPUTED: N_("Disputes")}

ACTOR_KINDS: Final[dict[str, str]] = {
    OtherActorKind.GOVERNMENT: N_("government"),
    OtherActorKind.CIVIL_SOCIETY: N_("civil society"),
    OtherActorKind.PRIVATE: N_("private sector"),
    OtherActorKind.MULTILATERAL: N_("multilateral organisation"),
}

PERIODS: Final[dict[str, str]] = {
    PeriodKind.MID_TERM: N_("Mid-term"),
    PeriodKind.END_OF_TERM: N_("End of term"),
    PeriodKind.HALF_YEARLY: N_("Half-yearly"),
}

MEETINGS: Final[dict[str, str]] = {
    MeetingKind.ROUNDTABLE: N_("Roundtable"),
    MeetingKind.WORKING_GROUP: N_("Working group"),
    MeetingKind.CIVIL_SOCIETY: N_("Civil society"),
    MeetingKind.REGIONAL_FORUM: N_("Regional forum"),
    MeetingKind.WORKSHOP: N_("Workshop"),
}

MEETING_STATES: Final[dict[str, str]] = {
    MeetingStatus.SCHEDULED: N_("called"),
    MeetingStatus.HELD: N_("held"),
    MeetingStatus.CANCELLED: N_("cancelled"),
}

GATES: Final[dict[str, str]] = {
    EvidenceGate.WARN: N_("a “complete” without proof is pointed out"),
    EvidenceGate.ENFORCE: N_("a “complete” without proof is refused"),
}

FIELDS: Final[dict[str, str]] = {
    "title": N_("Title"),
    "country": N_("Country"),
    "ordinal": N_("Ordinal"),
    "starts_on": N_("Start"),
    "ends_on": N_("End"),
    "adopted_on": N_("Adopted on"),
    "languages": N_("Languages"),
    "time_zone": N_("Time zone"),
    "policy": N_("Roll-up policy"),
    "themes": N_("Themes"),
    "vocabulary": N_("Vocabulary"),
    "evidence_gate": N_("Proof asked for"),
    "ogp_id": N_("OGP number"),
    "theme": N_("Theme"),
    "leads": N_("Who answers for it"),
    "other_actors": N_("Who else takes part"),
    "budget": N_("Budget"),
    "sdgs": N_("Sustainable Development Goals"),
    "national_links": N_("National plans and policies"),
    "activities": N_("Work plan"),
    "template_starts_on": N_("Start in the template"),
    "template_ends_on": N_("End in the template"),
    "subgoals": N_("Subgoals"),
    "depends_on": N_("Depends on"),
    **TEXTS,
}
"""What an amendment can change, by the names of the fields."""

RULES: Final[dict[str, str]] = {
    Rule.LEVEL_DIFFERS: N_("Declared and by goals differ"),
    Rule.OVERDUE: N_("Goal past its end date"),
    Rule.SUBGOAL_OVERDUE: N_("Subgoal past its end date"),
    Rule.ENDS_AFTER_PLAN: N_("Ends after the plan"),
    Rule.ENDS_BEFORE_START: N_("Ends before it starts"),
    Rule.OUTSIDE_PARENT: N_("Subgoal outside its goal's dates"),
    Rule.DATES_DISAGREE: N_("Two dates for one goal"),
    Rule.COMPLETE_WITHOUT_EVIDENCE: N_("Complete without proof"),
    Rule.SUBSTANTIAL_WITHOUT_EVIDENCE: N_("Substantial without proof"),
    Rule.EVIDENCE_SHARED: N_("One proof for several goals"),
    Rule.EVIDENCE_DEAD: N_("All its proof is gone"),
    Rule.URL_MALFORMED: N_("Badly printed address"),
    Rule.URL_SHORTENED: N_("Shortened address"),
    Rule.URL_NOT_PUBLIC: N_("Address that not everybody can open"),
    Rule.URL_INSECURE: N_("Unencrypted addresses"),
    Rule.FORMAT_CLOSED: N_("Closed formats"),
    Rule.WINDOW_TOO_SHORT: N_("Consultation that was too short"),
    Rule.MEETINGS_SPARSE: N_("Meetings too seldom"),
    Rule.COMMENT_UNANSWERED: N_("Comments without an answer"),
    Rule.STALE: N_("No report for six months"),
    Rule.FIGURES_DISAGREE: N_("Figures disagree"),
    Rule.BLOCKED: N_("Waits for another goal"),
}
"""The name of each finding."""

REQUIREMENTS: Final[dict[str, str]] = {
    Requirement.REPOSITORY_LINKED: N_("A public repository, without barriers, linked to proof"),
    Requirement.REPOSITORY_UPDATED: N_("The repository is updated at least twice a year"),
    Requirement.FORUM_MEETS: N_("The forum meets at least every six months"),
    Requirement.CIVIL_SOCIETY_MEETS: N_("At least two meetings a year with civil society"),
    Requirement.COMMENT_PERIOD: N_("Two weeks for comments on the self-assessment"),
    Requirement.REASONED_RESPONSE: N_("Contributions get a reasoned response"),
    Requirement.IRM_ASSESSES: N_("The IRM assesses completion four months after the end"),
    Requirement.NEXT_PLAN: N_("A new plan within twelve months after the end"),
}

STANDINGS: Final[dict[str, str]] = {
    Standing.MET: N_("Met"),
    Standing.RUNNING: N_("In order"),
    Standing.SOON: N_("Due soon"),
    Standing.OVERDUE: N_("Overdue"),
    Standing.UNMET: N_("Not met"),
    Standing.NOT_ON_RECORD: N_("Not on record"),
}

QUESTIONS: Final[dict[str, str]] = {
    ChecklistQuestion.PUBLISHED: N_("Was a self-assessment published?"),
    ChecklistQuestion.ON_SCHEDULE: N_("Was it published on schedule?"),
    ChecklistQuestion.ADMINISTRATIVE_LANGUAGE: N_("Is it in the administrative language?"),
    ChecklistQuestion.ENGLISH: N_("Is it in English?"),
    ChecklistQuestion.TWO_WEEKS: N_("Was it open for public comment for two weeks?"),
    ChecklistQuestion.COMMENTS_REVIEWED: N_("Were comments received and reviewed?"),
    ChecklistQuestion.ALL_COMMITMENTS: N_("Does it cover all commitments?"),
    ChecklistQuestion.AGAINST_SCHEDULE: N_("Does it judge completion against the schedule?"),
}

REPORTS: Final[dict[str, str]] = {
    PeriodKind.MID_TERM: N_("Mid-term self-assessment report"),
    PeriodKind.END_OF_TERM: N_("End-of-term self-assessment report"),
    PeriodKind.HALF_YEARLY: N_("Half-yearly report"),
}

REPORT_STATES: Final[dict[str, str]] = {
    "draft": N_("Being written"),
    "out_for_comment": N_("Out for comment"),
    "final": N_("Final, to be published"),
    "published": N_("Published"),
}
REPORT_FORMS: Final[dict[str, str]] = {
    "html": N_("Web page"),
    "pdf": N_("PDF, accessible and for archives"),
    "docx": N_("Word document"),
    "xlsx": N_("Workbook with every figure and table"),
    "csv": N_("Tables as CSV"),
    "json": N_("The report as data (JSON)"),
}

ROOMS: Final[dict[str, str]] = {
    "changes": N_("What has changed"),
    "participation": N_("Who takes part"),
    "consultations": N_("Consultations"),
    "institutions": N_("By institution"),
    "indicators": N_("Indicators"),
    "proof": N_("Proof and its state"),
    "findings": N_("Findings"),
    "clock": N_("OGP's clock"),
    "comparison": N_("Compare two days"),
    "search": N_("Search"),
    "reports": N_("Self-assessment reports"),
    "dataset": N_("Open data"),
}
"""The pages of a plan beside its map, by the names of their paths."""

SECTIONS: Final[dict[str, str]] = {
    "introduction": N_("Introduction"),
    "process": N_("Process of the plan"),
    "results": N_("Results"),
    "achievements": N_("Achievements"),
    "goal": N_("Goals of the template"),
    "template": N_("Template of the commitment"),
    "conclusions": N_("Conclusions"),
    "consultation": N_("Consultation"),
}
"""The usual sections of a self-assessment that state figures, as plan files name them."""

OTHER_LANGUAGES: Final = ("es", "en", "quc", "kek", "mam", "cak")
"""In which a change is looked for where the language of the site shows none."""
