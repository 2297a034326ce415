"""The words of closed lists, as messages that the catalogue knows in Spanish."""

from typing import Final

from constancia_events.vocabulary import (
    ConsultationKind,
    ModerationAct,
    ModerationRole,
    ModerationRule,
    ProposalStep,
    Rating,
    ResponseOutcome,
    Sector,
    SmartCriterion,
)
from consultation.comments.wording import PersonalData
from consultation.consultations.aggregate import ConsultationState

STATES: Final = {
    ConsultationState.SCHEDULED: "Not open yet",
    ConsultationState.OPEN: "Open for comments",
    ConsultationState.CLOSED: "Closed",
    ConsultationState.REPORTED: "Reported: every comment has its answer",
}
KINDS: Final = {
    ConsultationKind.COMMENTS: "Comments on a document",
    ConsultationKind.PROPOSALS: "Call for proposals",
    ConsultationKind.QUESTIONNAIRE: "Questionnaire",
}
SECTORS: Final = {
    Sector.CITIZEN: "Citizen",
    Sector.CIVIL_SOCIETY: "Civil society organisation",
    Sector.ACADEMIA: "Academia",
    Sector.PRIVATE: "Private sector",
    Sector.GOVERNMENT: "Government",
    Sector.OTHER: "Other",
}
OUTCOMES: Final = {
    ResponseOutcome.ACCEPTED: "Accepted",
    ResponseOutcome.PARTLY: "Accepted in part",
    ResponseOutcome.DECLINED: "Declined",
}
ACTS: Final = {
    ModerationAct.HOLD: "Held until somebody looks at it",
    ModerationAct.RELEASE: "Published after somebody looked at it",
    ModerationAct.HIDE: "It was hidden",
    ModerationAct.RESTORE: "Shown again",
    ModerationAct.REDACT: "Personal data taken out",
    ModerationAct.APPEAL: "Its author appealed",
    ModerationAct.DISMISS_APPEAL: "The appeal was dismissed",
}
RULES: Final = {
    ModerationRule.PERSONAL_DATA: "It shows personal data (addresses, telephones, identity numbers)",
    ModerationRule.INSULT_OR_THREAT: "It insults or threatens somebody",
    ModerationRule.HATE: "It calls for hatred or violence against a group",
    ModerationRule.ADVERTISING: "It advertises, or leads to something harmful",
    ModerationRule.OFF_TOPIC: "It has nothing to do with what is asked",
    ModerationRule.REPEATED: "The same was sent over and over",
    ModerationRule.UNCHECKED: "It was sent without scripts, so that somebody looks at it first",
}
ROLES: Final = {
    ModerationRole.PLATFORM: "the platform itself",
    ModerationRole.MODERATOR: "a moderator",
    ModerationRole.POINT_OF_CONTACT: "the point of contact of the plan",
    ModerationRole.AUTHOR: "its author",
}
STEPS: Final = {
    ProposalStep.RECEIVED: "It has come in",
    ProposalStep.SCREENED: "Screened: it is a proposal for this plan",
    ProposalStep.JUDGED: "Judged by the SMART criteria",
    ProposalStep.MERGED: "Goes on as part of another proposal",
    ProposalStep.ADOPTED: "Adopted into a commitment",
    ProposalStep.DECLINED: "Not adopted",
}
CRITERIA: Final = {
    SmartCriterion.SPECIFIC: "Specific",
    SmartCriterion.MEASURABLE: "Measurable",
    SmartCriterion.ACHIEVABLE: "Achievable",
    SmartCriterion.RELEVANT: "Relevant",
    SmartCriterion.TIME_BOUND: "Bound in time",
}
RATINGS: Final = {
    Rating.POOR: "Poor",
    Rating.INTERMEDIATE: "Intermediate",
    Rating.SATISFACTORY: "Satisfactory",
}
PERSONAL_DATA: Final = {
    PersonalData.EMAIL: "an e-mail address",
    PersonalData.PHONE: "a telephone number",
    PersonalData.IDENTITY_NUMBER: "an identity number",
}
EVERY: Final = (STATES, KINDS, SECTORS, OUTCOMES, ACTS, RULES, ROLES, STEPS, CRITERIA, RATINGS, PERSONAL_DATA)
"""All lists, for the test that each of their words is said in Spanish."""
