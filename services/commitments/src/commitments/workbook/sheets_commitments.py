"""The sheets of commitments, their goals, and the proof of these. Pure."""

from typing import Final

from commitments.workbook.layout import Column, Kind, Sheet
from commitments.workbook.words import ACTOR_KINDS, EVIDENCE_KINDS, LEVELS, ROLES, Words
from constancia_events import plan_file

_COMMITMENT: Final = Column(
    key="of.commitment",
    label=("Compromiso", "Commitment"),
    note=("El número del compromiso", "The number of the commitment"),
    kind=Kind.NUMBER,
    refers=("commitments", "number"),
)
_GOAL: Final = Column(
    key="of.goal",
    label=("Meta", "Goal"),
    note=("El número de la meta dentro del compromiso", "The number of the goal within the commitment"),
    kind=Kind.NUMBER,
)
_NUMBER: Final = Column(
    key="number",
    label=("N.º", "No."),
    note=("El número con que se publica", "The number as printed"),
    kind=Kind.NUMBER,
    width=7,
)
_TITLE: Final = Column(key="title", label=("Título", "Title"), kind=Kind.TEXTS, width=48)
_STARTS: Final = Column(key="starts_on", label=("Inicio", "Start"), kind=Kind.PLAN_DATE)
_ENDS: Final = Column(key="ends_on", label=("Fin", "End"), kind=Kind.PLAN_DATE)
_REASON: Final = Column(
    key="reason",
    label=("Motivo", "Reason"),
    note=("Por qué bajó el nivel, si bajó", "Why its level fell, where it did"),
    kind=Kind.TEXTS,
    width=36,
)
_NARRATIVE: Final = Column(
    key="narrative",
    label=("Relato del avance", "Narrative"),
    note=("Qué se ha hecho", "What has been done"),
    kind=Kind.TEXTS,
    width=48,
)


def _field(key: str, label: Words, note: Words = ("", "")) -> Column:
    return Column(key=f"fields.{key}", label=label, note=note, kind=Kind.TEXTS, width=48)


COMMITMENTS: Final = Sheet(
    key="commitments",
    title=("Compromisos", "Commitments"),
    about=("Los compromisos, con los textos de la plantilla", "The commitments, with the texts of the template"),
    model=plan_file.Commitment,
    member="commitments",
    identity="number",
    columns=(
        _NUMBER,
        Column(
            key="ogp_id",
            label=("Id de la Alianza", "OGP id"),
            note=("Dos letras y cuatro cifras: GT0063", "Two letters and four digits: GT0063"),
        ),
        Column(
            key="theme",
            label=("Eje", "Theme"),
            note=("El número del eje", "The number of the theme"),
            kind=Kind.NUMBER,
            refers=("themes", "number"),
            width=7,
        ),
        _TITLE,
        _STARTS,
        _ENDS,
        Column(
            key="declared_level",
            label=("Nivel declarado", "Declared level"),
            note=("Lo que el responsable dice del compromiso entero", "What its lead says of the whole commitment"),
            kind=Kind.CHOICE,
            choices=LEVELS,
        ),
        _field("problem", ("Problema", "Problem")),
        _field("objective", ("Objetivo", "Objective")),
        _field("ambition", ("Ambición", "Ambition")),
        _field("relevance", ("Pertinencia", "Relevance")),
        _field("additional_information", ("Información adicional", "Additional information")),
        _field("results", ("Resultados", "Results")),
        _field("next_steps", ("Próximos pasos", "Next steps")),
        Column(key="budget.amount", label=("Presupuesto", "Budget"), kind=Kind.AMOUNT, width=16),
        Column(
            key="budget.currency",
            label=("Moneda", "Currency"),
            note=("Código de tres letras: GTQ", "A code of three letters: GTQ"),
        ),
        Column(
            key="budget.source", label=("Fuente del presupuesto", "Source of the budget"), kind=Kind.TEXTS, width=30
        ),
        Column(
            key="sdgs",
            label=("ODS", "SDGs"),
            note=("Objetivos o metas de desarrollo sostenible: 16, 16.10", "Goals or targets of the UN: 16, 16.10"),
            kind=Kind.WORDS,
        ),
    ),
)
NATIONAL_LINKS: Final = Sheet(
    key="national_links",
    title=("Vínculos nacionales", "National links"),
    about=("Planes y leyes con que se vincula un compromiso", "Plans and laws that a commitment is linked to"),
    model=None,
    member="national_links",
    parent="commitments",
    columns=(
        _COMMITMENT,
        Column(key="text", label=("Vínculo", "Link"), kind=Kind.TEXTS, item=True, width=60),
    ),
)
LEADS: Final = Sheet(
    key="leads",
    title=("Responsables", "Leads"),
    about=("Qué instituciones responden por un compromiso", "The institutions that answer for a commitment"),
    model=plan_file.Lead,
    member="leads",
    parent="commitments",
    columns=(
        _COMMITMENT,
        Column(key="institution", label=("Institución", "Institution"), refers=("institutions", "acronym"), width=18),
        Column(key="role", label=("Papel", "Role"), kind=Kind.CHOICE, choices=ROLES, width=18),
    ),
)
OTHER_ACTORS: Final = Sheet(
    key="other_actors",
    title=("Otros actores", "Other actors"),
    about=("Quiénes más participan en un compromiso", "Who else takes part in a commitment"),
    model=plan_file.OtherActor,
    member="other_actors",
    parent="commitments",
    columns=(
        _COMMITMENT,
        Column(key="kind", label=("Tipo", "Kind"), kind=Kind.CHOICE, choices=ACTOR_KINDS, width=24),
        Column(
            key="name",
            label=("Nombre", "Name"),
            note=("De la organización; nunca de una persona", "Of the organisation, never of a person"),
            kind=Kind.TEXTS,
            width=48,
        ),
        Column(
            key="institution",
            label=("Institución", "Institution"),
            note=("Si es una de la hoja de instituciones", "Where it is one of the sheet of institutions"),
            refers=("institutions", "acronym"),
            width=18,
        ),
    ),
)
ACTIVITIES: Final = Sheet(
    key="activities",
    title=("Actividades", "Activities"),
    about=("Los pasos del plan de trabajo de un compromiso", "The steps of a commitment's work plan"),
    model=plan_file.Activity,
    member="activities",
    parent="commitments",
    columns=(
        _COMMITMENT,
        _NUMBER,
        _TITLE,
        Column(
            key="goal",
            label=("Meta", "Goal"),
            note=("La meta a la que sirve, si sirve a una", "The goal that it serves, where it serves one"),
            kind=Kind.NUMBER,
            width=7,
        ),
        _STARTS,
        _ENDS,
        Column(
            key="office",
            label=("Oficina", "Office"),
            note=("La oficina que la hace; nunca una persona", "The office that does it, never a person"),
            kind=Kind.TEXTS,
            width=30,
        ),
    ),
)
GOALS: Final = Sheet(
    key="goals",
    title=("Metas", "Goals"),
    about=("Las metas de los compromisos y su avance", "The goals of the commitments, and how far they have come"),
    model=plan_file.Goal,
    member="goals",
    parent="commitments",
    identity="number",
    columns=(
        _COMMITMENT,
        _NUMBER,
        _TITLE,
        _STARTS,
        _ENDS,
        Column(
            key="template_starts_on",
            label=("Inicio en la plantilla", "Start in the template"),
            note=("Si la plantilla dice otra fecha", "Where the template states another date"),
            kind=Kind.PLAN_DATE,
        ),
        Column(
            key="template_ends_on",
            label=("Fin en la plantilla", "End in the template"),
            note=("Si la plantilla dice otra fecha", "Where the template states another date"),
            kind=Kind.PLAN_DATE,
        ),
        Column(key="level", label=("Nivel", "Level"), kind=Kind.CHOICE, choices=LEVELS),
        _NARRATIVE,
        Column(key="next_steps", label=("Próximos pasos", "Next steps"), kind=Kind.TEXTS, width=36),
        Column(key="challenges", label=("Dificultades", "Challenges"), kind=Kind.TEXTS, width=36),
        _REASON,
    ),
)
SUBGOALS: Final = Sheet(
    key="subgoals",
    title=("Submetas", "Subgoals"),
    about=("Las partes de una meta", "The parts of a goal"),
    model=plan_file.Subgoal,
    member="subgoals",
    parent="goals",
    columns=(
        _COMMITMENT,
        _GOAL,
        _NUMBER,
        _TITLE,
        _STARTS,
        _ENDS,
        Column(key="level", label=("Nivel", "Level"), kind=Kind.CHOICE, choices=LEVELS),
        _NARRATIVE,
        _REASON,
    ),
)
DEPENDENCIES: Final = Sheet(
    key="depends_on",
    title=("Dependencias", "Dependencies"),
    about=("Qué metas esperan a otras", "Which goals wait for others"),
    model=plan_file.GoalRef,
    member="depends_on",
    parent="goals",
    columns=(
        _COMMITMENT,
        _GOAL,
        Column(
            key="commitment",
            label=("Espera al compromiso", "Waits for commitment"),
            kind=Kind.NUMBER,
            refers=("commitments", "number"),
            width=20,
        ),
        Column(key="goal", label=("Espera a la meta", "Waits for goal"), kind=Kind.NUMBER, width=18),
    ),
)
EVIDENCE: Final = Sheet(
    key="evidence",
    title=("Medios de verificación", "Evidence"),
    about=("Las direcciones citadas como prueba", "The addresses cited as proof"),
    model=plan_file.Citation,
    member="evidence",
    parent="goals",
    columns=(
        _COMMITMENT,
        _GOAL,
        Column(
            key="subgoal",
            label=("Submeta", "Subgoal"),
            note=("Si prueba solo una submeta", "Where it proves a subgoal alone"),
            kind=Kind.NUMBER,
        ),
        Column(
            key="url",
            label=("Dirección", "Address"),
            note=("Como está publicada: https://…", "As it was printed: https://…"),
            kind=Kind.EXACT,
            width=70,
        ),
        Column(key="kind", label=("Tipo", "Kind"), kind=Kind.CHOICE, choices=EVIDENCE_KINDS),
    ),
)


PROMISES: Final[tuple[Sheet, ...]] = (
    COMMITMENTS,
    LEADS,
    OTHER_ACTORS,
    NATIONAL_LINKS,
    ACTIVITIES,
    GOALS,
    SUBGOALS,
    DEPENDENCIES,
    EVIDENCE,
)
