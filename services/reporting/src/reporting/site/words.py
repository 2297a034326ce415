"""The words of closed lists, as msgids: the site, the badge and their Spanish catalogue all start here."""

from typing import Final

from constancia_events.vocabulary import DisplayState, EvidenceKind, LeadRole, Level, RollUpPolicy, Timing


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
