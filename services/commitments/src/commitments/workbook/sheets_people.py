"""The sheets of those who take part in a plan, and of what is said of it. Pure."""

from typing import Final

from commitments.workbook.layout import Column, Kind, Sheet
from commitments.workbook.words import LINEAGE_KINDS, MEETING_KINDS, MEETING_STATUSES
from constancia_events import plan_file_people

_NUMBER: Final = Column(key="number", label=("N.º", "No."), kind=Kind.NUMBER, width=7)
_TEXT: Final = Column(key="text", label=("Texto", "Text"), kind=Kind.TEXTS, width=70)
_INSTITUTIONS: Final = ("Siglas de la hoja de instituciones", "Acronyms of the sheet of institutions")
_COMMITMENT: Final = Column(
    key="commitment",
    label=("Compromiso", "Commitment"),
    kind=Kind.NUMBER,
    refers=("commitments", "number"),
)

WORKING_GROUPS: Final = Sheet(
    key="working_groups",
    title=("Grupos", "Working groups"),
    about=("Los grupos de trabajo", "The working groups"),
    model=plan_file_people.WorkingGroup,
    member="working_groups",
    identity="number",
    columns=(
        _NUMBER,
        Column(key="title", label=("Título", "Title"), kind=Kind.TEXTS, width=48),
        Column(
            key="commitments",
            label=("Compromisos", "Commitments"),
            note=("Los que sigue el grupo", "Those that the group follows"),
            kind=Kind.NUMBERS,
            width=22,
        ),
        Column(
            key="convened_by",
            label=("Convocado por", "Convened by"),
            note=_INSTITUTIONS,
            kind=Kind.WORDS,
            width=22,
        ),
    ),
)
MEMBERS: Final = Sheet(
    key="members",
    title=("Miembros", "Members"),
    about=("Las instituciones de cada grupo", "The institutions of each group"),
    model=plan_file_people.Member,
    member="members",
    parent="working_groups",
    columns=(
        Column(
            key="of.working_group",
            label=("Grupo", "Working group"),
            note=("El número del grupo", "The number of the group"),
            kind=Kind.NUMBER,
            refers=("working_groups", "number"),
        ),
        Column(key="institution", label=("Institución", "Institution"), refers=("institutions", "acronym"), width=18),
        Column(key="joined_on", label=("Ingreso", "Joined on"), kind=Kind.DAY),
        Column(key="left_on", label=("Salida", "Left on"), kind=Kind.DAY),
    ),
)
MEETINGS: Final = Sheet(
    key="meetings",
    title=("Reuniones", "Meetings"),
    about=(
        "Las reuniones; su lugar en la lista es su número: no cambie el orden",
        "The meetings; their place in the list is their number: keep the order",
    ),
    model=plan_file_people.Meeting,
    member="meetings",
    columns=(
        Column(key="kind", label=("Tipo", "Kind"), kind=Kind.CHOICE, choices=MEETING_KINDS, width=22),
        Column(key="held_on", label=("Fecha", "Date"), kind=Kind.DAY),
        Column(
            key="originally_on",
            label=("Fecha original", "Original date"),
            note=("Si se movió", "Where it was moved"),
            kind=Kind.DAY,
        ),
        Column(key="place", label=("Lugar", "Place"), kind=Kind.TEXTS, width=40),
        Column(
            key="department",
            label=("Departamento", "Department"),
            note=("Código ISO 3166-2: GT-QZ", "A code of ISO 3166-2: GT-QZ"),
        ),
        Column(
            key="working_group",
            label=("Grupo", "Working group"),
            kind=Kind.NUMBER,
            refers=("working_groups", "number"),
        ),
        Column(key="agenda_url", label=("Agenda", "Agenda"), note=("Su dirección", "Its address"), kind=Kind.EXACT),
        Column(key="minutes_url", label=("Acta", "Minutes"), note=("Su dirección", "Its address"), kind=Kind.EXACT),
        Column(key="status", label=("Estado", "Status"), kind=Kind.CHOICE, choices=MEETING_STATUSES),
        Column(
            key="attendance",
            label=("Asistencia", "Attendance"),
            note=_INSTITUTIONS,
            kind=Kind.WORDS,
            width=40,
        ),
    ),
)
INDICATORS: Final = Sheet(
    key="indicators",
    title=("Indicadores", "Indicators"),
    about=("Las cifras con nombre", "The named figures"),
    model=plan_file_people.Indicator,
    member="indicators",
    identity="key",
    columns=(
        Column(
            key="key",
            label=("Clave", "Key"),
            note=("Minúsculas, cifras y _: plan_commitments", "Lower case, digits and _: plan_commitments"),
            width=28,
        ),
        _COMMITMENT,
        Column(key="goal", label=("Meta", "Goal"), kind=Kind.NUMBER, width=7),
        Column(key="label", label=("Nombre", "Label"), kind=Kind.TEXTS, width=40),
        Column(key="unit", label=("Unidad", "Unit"), kind=Kind.TEXTS, width=20),
    ),
)
STATEMENTS: Final = Sheet(
    key="statements",
    title=("Afirmaciones", "Statements"),
    about=("Cada lugar que afirma un indicador", "Every place that states an indicator"),
    model=plan_file_people.Statement,
    member="statements",
    parent="indicators",
    columns=(
        Column(
            key="of.indicator",
            label=("Indicador", "Indicator"),
            note=("La clave del indicador", "The key of the indicator"),
            refers=("indicators", "key"),
            width=28,
        ),
        Column(key="value", label=("Valor", "Value"), kind=Kind.DECIMAL),
        Column(key="as_of", label=("Al", "As of"), kind=Kind.PLAN_DATE),
        Column(
            key="where",
            label=("Dónde", "Where"),
            note=("Qué parte de qué documento lo dice", "Which part of which document says so"),
            width=40,
        ),
        Column(
            key="lines",
            label=("Líneas", "Lines"),
            note=("Las líneas que lo dicen", "The lines that say so"),
            kind=Kind.NUMBERS,
        ),
        Column(key="evidence_url", label=("Prueba", "Evidence"), note=("Su dirección", "Its address"), kind=Kind.EXACT),
    ),
)
RECOMMENDATIONS: Final = Sheet(
    key="irm_recommendations",
    title=("Recomendaciones", "Recommendations"),
    about=("Lo que pidió el mecanismo de revisión", "What the review mechanism asked for"),
    model=plan_file_people.Recommendation,
    member="irm_recommendations",
    identity="letter",
    columns=(
        Column(key="letter", label=("Letra", "Letter"), note=("Una minúscula: a", "One in lower case: a"), width=8),
        _TEXT,
        Column(
            key="of_plan",
            label=("Del plan n.º", "Of plan no."),
            note=("De qué plan era el informe", "Which plan's review asked for it"),
            kind=Kind.NUMBER,
        ),
    ),
)
FOLLOW_UPS: Final = Sheet(
    key="followed_up",
    title=("Seguimiento", "Follow-up"),
    about=("Lo que se hizo con cada recomendación", "What was done about each recommendation"),
    model=plan_file_people.FollowUp,
    member="followed_up",
    parent="irm_recommendations",
    columns=(
        Column(
            key="of.recommendation",
            label=("Recomendación", "Recommendation"),
            note=("La letra de la recomendación", "The letter of the recommendation"),
            refers=("irm_recommendations", "letter"),
            width=16,
        ),
        Column(key="done_on", label=("Fecha", "Date"), kind=Kind.DAY),
        _TEXT,
        _COMMITMENT,
    ),
)
LINEAGE: Final = Sheet(
    key="lineage",
    title=("Genealogía", "Lineage"),
    about=(
        "De qué compromisos de planes anteriores viene este plan",
        "What descends from earlier plans",
    ),
    model=plan_file_people.Lineage,
    member="lineage",
    columns=(
        Column(key="kind", label=("Relación", "Relation"), kind=Kind.CHOICE, choices=LINEAGE_KINDS),
        Column(
            key="from_plan",
            label=("Del plan", "From plan"),
            note=("Su identificador: gt-2014-2016", "Its identifier: gt-2014-2016"),
            width=16,
        ),
        Column(key="from_commitment", label=("Del compromiso", "From commitment"), kind=Kind.NUMBER),
        Column(key="from_goal", label=("De la meta", "From goal"), kind=Kind.NUMBER),
        Column(
            key="to_commitment",
            label=("Al compromiso", "To commitment"),
            note=("De este plan; vacío si se abandonó", "Of this plan; blank where it was dropped"),
            kind=Kind.NUMBER,
            refers=("commitments", "number"),
        ),
        Column(key="to_goal", label=("A la meta", "To goal"), kind=Kind.NUMBER),
        Column(key="note", label=("Nota", "Note"), kind=Kind.TEXTS, width=48),
    ),
)

PEOPLE: Final[tuple[Sheet, ...]] = (
    WORKING_GROUPS,
    MEMBERS,
    MEETINGS,
    INDICATORS,
    STATEMENTS,
    RECOMMENDATIONS,
    FOLLOW_UPS,
    LINEAGE,
)
