"""What the codes of closed lists are called in a workbook, in Spanish and in English. Pure."""

from collections.abc import Mapping
from typing import Final

from constancia_events.vocabulary import (
    EvidenceGate,
    EvidenceKind,
    InstitutionKind,
    LeadRole,
    Level,
    LineageKind,
    MeetingKind,
    MeetingStatus,
    OtherActorKind,
    PlanState,
    RollUpPolicy,
    Sector,
    Vocabulary,
)

Words = tuple[str, str]
"""One text in Spanish and in English."""
Choices = Mapping[str, Words]
"""A closed list: the words for each code, in the order in which they are offered."""
LANGUAGES: Final = ("es", "en")


def said(words: Words, language: str) -> str:
    """Words in a language of ours; Spanish for any other."""
    return words[1] if language == "en" else words[0]


FLAGS: Final[Choices] = {"true": ("Sí", "Yes"), "false": ("No", "No")}
LEVELS: Final[Choices] = {
    Level.NOT_STARTED: ("No iniciado", "Not started"),
    Level.INITIATED: ("Iniciado", "Initiated"),
    Level.SUBSTANTIAL: ("Sustancial", "Substantial"),
    Level.COMPLETE: ("Completo", "Complete"),
}
STATES: Final[Choices] = {
    PlanState.DRAFT: ("Borrador", "Draft"),
    PlanState.IN_CONSULTATION: ("En consulta", "In consultation"),
    PlanState.ADOPTED: ("Adoptado", "Adopted"),
    PlanState.IN_IMPLEMENTATION: ("En ejecución", "In implementation"),
    PlanState.CLOSED: ("Cerrado", "Closed"),
}
POLICIES: Final[Choices] = {
    RollUpPolicy.MAJORITY: ("Mayoría", "Majority"),
    RollUpPolicy.WEAKEST: ("La más atrasada", "Weakest"),
    RollUpPolicy.MEAN: ("Promedio", "Mean"),
}
VOCABULARIES: Final[Choices] = {
    Vocabulary.GT: ("Guatemala", "Guatemala"),
    Vocabulary.OGP: ("Alianza para el Gobierno Abierto", "Open Government Partnership"),
}
GATES: Final[Choices] = {
    EvidenceGate.WARN: ("Advertir", "Warn"),
    EvidenceGate.ENFORCE: ("Exigir", "Enforce"),
}
INSTITUTION_KINDS: Final[Choices] = {
    InstitutionKind.EXECUTIVE: ("Organismo Ejecutivo", "Executive"),
    InstitutionKind.LEGISLATIVE: ("Organismo Legislativo", "Legislative"),
    InstitutionKind.JUDICIAL: ("Organismo Judicial", "Judicial"),
    InstitutionKind.AUTONOMOUS: ("Entidad autónoma", "Autonomous"),
    InstitutionKind.MUNICIPAL: ("Municipalidad", "Municipal"),
    InstitutionKind.ACADEMIA: ("Academia", "Academia"),
    InstitutionKind.CIVIL_SOCIETY: ("Sociedad civil", "Civil society"),
    InstitutionKind.OBSERVER: ("Observador", "Observer"),
    InstitutionKind.REVIEW_MECHANISM: ("Mecanismo de revisión", "Review mechanism"),
    InstitutionKind.COOPERATION: ("Cooperación internacional", "Development cooperation"),
}
ROLES: Final[Choices] = {
    LeadRole.COORDINATOR: ("Coordinadora", "Coordinator"),
    LeadRole.SUB_COORDINATOR: ("Subcoordinadora", "Sub-coordinator"),
    LeadRole.LEAD: ("Responsable", "Lead"),
}
ACTOR_KINDS: Final[Choices] = {
    OtherActorKind.GOVERNMENT: ("Gobierno", "Government"),
    OtherActorKind.CIVIL_SOCIETY: ("Sociedad civil", "Civil society"),
    OtherActorKind.PRIVATE: ("Sector privado", "Private sector"),
    OtherActorKind.MULTILATERAL: ("Organismo multilateral", "Multilateral body"),
}
EVIDENCE_KINDS: Final[Choices] = {
    EvidenceKind.DOCUMENT: ("Documento", "Document"),
    EvidenceKind.PAGE: ("Página", "Page"),
    EvidenceKind.VIDEO: ("Video", "Video"),
    EvidenceKind.SOCIAL: ("Red social", "Social network"),
    EvidenceKind.DATA: ("Datos", "Data"),
    EvidenceKind.IMAGE: ("Imagen", "Image"),
}
MEETING_KINDS: Final[Choices] = {
    MeetingKind.ROUNDTABLE: ("Mesa multisectorial", "Roundtable"),
    MeetingKind.WORKING_GROUP: ("Grupo de trabajo", "Working group"),
    MeetingKind.CIVIL_SOCIETY: ("Con sociedad civil", "With civil society"),
    MeetingKind.REGIONAL_FORUM: ("Foro regional", "Regional forum"),
    MeetingKind.WORKSHOP: ("Taller", "Workshop"),
}
MEETING_STATUSES: Final[Choices] = {
    MeetingStatus.SCHEDULED: ("Programada", "Scheduled"),
    MeetingStatus.HELD: ("Realizada", "Held"),
    MeetingStatus.CANCELLED: ("Cancelada", "Cancelled"),
}
LINEAGE_KINDS: Final[Choices] = {
    LineageKind.CONTINUES: ("Continúa", "Continues"),
    LineageKind.MERGES: ("Se une", "Merges"),
    LineageKind.SPLITS: ("Se divide", "Splits"),
    LineageKind.DROPS: ("Se abandona", "Drops"),
}
SECTORS: Final[Choices] = {
    Sector.CITIZEN: ("Ciudadanía", "Citizen"),
    Sector.CIVIL_SOCIETY: ("Sociedad civil", "Civil society"),
    Sector.ACADEMIA: ("Academia", "Academia"),
    Sector.PRIVATE: ("Sector privado", "Private sector"),
    Sector.GOVERNMENT: ("Gobierno", "Government"),
    Sector.OTHER: ("Otro", "Other"),
}
RATINGS: Final[Choices] = {
    "poor": ("Deficiente", "Poor"),
    "intermediate": ("Intermedio", "Intermediate"),
    "satisfactory": ("Satisfactorio", "Satisfactory"),
}
