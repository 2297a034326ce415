"""The sheets of a workbook: of the plan, its themes and institutions, then all the others. Pure."""

from typing import Final

from commitments.workbook.layout import Column, Kind, Sheet
from commitments.workbook.sheets_commitments import PROMISES
from commitments.workbook.sheets_consultation import CONSULTED
from commitments.workbook.sheets_people import PEOPLE
from commitments.workbook.words import GATES, INSTITUTION_KINDS, POLICIES, STATES, VOCABULARIES
from constancia_events import plan_file

_NUMBER: Final = Column(
    key="number",
    label=("N.º", "No."),
    note=("El número con que se publica", "The number as printed"),
    kind=Kind.NUMBER,
    width=7,
)
_TITLE: Final = Column(key="title", label=("Título", "Title"), kind=Kind.TEXTS, width=48)
PLAN: Final = Sheet(
    key="plan",
    title=("Plan", "Plan"),
    about=("El plan: una sola fila", "The plan itself: a single row"),
    model=plan_file.Plan,
    member="plan",
    single=True,
    columns=(
        Column(
            key="id",
            label=("Identificador", "Identifier"),
            note=("País y años: gt-2016-2018", "Country and years: gt-2016-2018"),
            width=16,
        ),
        Column(
            key="country", label=("País", "Country"), note=("Código de dos letras: GT", "A code of two letters: GT")
        ),
        Column(key="ordinal", label=("Plan n.º", "Plan no."), kind=Kind.NUMBER),
        _TITLE,
        Column(key="starts_on", label=("Inicio", "Start"), kind=Kind.DAY),
        Column(key="ends_on", label=("Fin", "End"), kind=Kind.DAY),
        Column(key="adopted_on", label=("Adoptado el", "Adopted on"), kind=Kind.DAY),
        Column(
            key="languages",
            label=("Idiomas", "Languages"),
            note=("Códigos de los idiomas del plan: es, en", "Codes of the plan's languages: es, en"),
            kind=Kind.WORDS,
        ),
        Column(
            key="time_zone",
            label=("Zona horaria", "Time zone"),
            note=("Solo si el país tiene varias: America/Guatemala", "Only where the country has several"),
            width=20,
        ),
        Column(
            key="roll_up.name",
            label=("Regla de agregación", "Roll-up policy"),
            note=("Cómo los niveles de las metas dan el del compromiso", "How goals roll up into their commitment"),
            kind=Kind.CHOICE,
            choices=POLICIES,
            width=20,
        ),
        Column(key="roll_up.version", label=("Versión de la regla", "Version of the policy"), kind=Kind.NUMBER),
        Column(
            key="levels_as_of",
            label=("Niveles al día", "Levels as of"),
            note=("De qué día hablan los niveles de este libro", "The day that the levels of this workbook speak of"),
            kind=Kind.DAY,
        ),
        Column(key="state", label=("Estado", "State"), kind=Kind.CHOICE, choices=STATES, width=18),
        Column(
            key="vocabulary",
            label=("Vocabulario", "Vocabulary"),
            note=("Con qué palabras se nombran los niveles", "Whose words name the levels"),
            kind=Kind.CHOICE,
            choices=VOCABULARIES,
        ),
        Column(
            key="evidence_gate",
            label=("Completo sin prueba", "Complete without proof"),
            note=("Qué pasa con un «completo» que no cita nada", "What happens to a complete that cites nothing"),
            kind=Kind.CHOICE,
            choices=GATES,
        ),
    ),
)
THEMES: Final = Sheet(
    key="themes",
    title=("Ejes", "Themes"),
    about=("Los ejes del plan", "The chapters of the plan"),
    model=plan_file.Theme,
    member="themes",
    columns=(
        _NUMBER,
        Column(
            key="slug",
            label=("Nombre en direcciones", "Name in addresses"),
            note=("Minúsculas y guiones: acceso-a-la-informacion", "Lower case and hyphens: access-to-information"),
            width=28,
        ),
        _TITLE,
    ),
)
INSTITUTIONS: Final = Sheet(
    key="institutions",
    title=("Instituciones", "Institutions"),
    about=("Instituciones responsables y miembros de la mesa", "Agencies, and members of the roundtable"),
    model=plan_file.Institution,
    member="institutions",
    columns=(
        Column(
            key="acronym",
            label=("Sigla", "Acronym"),
            note=("Mayúsculas y cifras: MINFIN", "Capital letters and digits: MINFIN"),
        ),
        Column(key="name", label=("Nombre", "Name"), kind=Kind.TEXTS, width=48),
        Column(key="kind", label=("Tipo", "Kind"), kind=Kind.CHOICE, choices=INSTITUTION_KINDS, width=24),
        Column(
            key="roundtable",
            label=("En la mesa", "On the roundtable"),
            note=("Si es miembro de la mesa multisectorial", "Whether it is a member of the roundtable"),
            kind=Kind.FLAG,
        ),
        Column(key="joined_on", label=("Ingreso", "Joined on"), kind=Kind.DAY),
        Column(key="left_on", label=("Salida", "Left on"), kind=Kind.DAY),
    ),
)
SHEETS: Final[tuple[Sheet, ...]] = (
    PLAN,
    THEMES,
    INSTITUTIONS,
    *PROMISES,
    *PEOPLE,
    *CONSULTED,
)
"""All sheets in their order; a parent always comes before what it holds."""
BY_KEY: Final = {sheet.key: sheet for sheet in SHEETS}
