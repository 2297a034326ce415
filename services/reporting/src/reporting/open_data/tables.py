"""Every open table of a plan: what it holds, and from where. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from constancia_events.dates import PlanDate
from constancia_events.texts import TextMap
from constancia_events.vocabulary import DisplayState
from reporting.open_data.table import Column, OpenTable, column
from reporting.reports.gathered import Gathered

Row = Sequence[Any]
_COMMITMENT: Final = column("commitment", "integer", "Número del compromiso", "Number of the commitment")
_GOAL: Final = column(
    "goal", "integer", "Número de la meta dentro del compromiso", "Number of the goal in its commitment"
)
_LEVELS: Final = "not_started, initiated, substantial, complete"


def _titles(es: str, en: str) -> tuple[Column, Column]:
    return (
        column("title_es", "string", f"{es}, en español", f"{en}, in Spanish"),
        column("title_en", "string", f"{es}, en inglés", f"{en}, in English"),
    )


def _dates(of_es: str, of_en: str) -> tuple[Column, ...]:
    return (
        column("starts", "string", f"Inicio {of_es}, como lo imprime el plan: día o mes", f"Start {of_en}, as printed"),
        column("ends", "string", f"Fin {of_es}, como lo imprime el plan: día o mes", f"End {of_en}, as printed"),
        column("starts_on", "date", "Primer día, en la hora del plan", "First day, in the plan's time zone"),
        column("ends_on", "date", "Último día, incluido, en la hora del plan", "Last day, itself included"),
    )


def _texts(texts: TextMap | None) -> tuple[str | None, str | None]:
    return (texts or {}).get("es"), (texts or {}).get("en")


def _days(starts: str, ends: str) -> Row:
    return starts, ends, PlanDate.parse(starts).first_day, PlanDate.parse(ends).last_day


def _themes(gathered: Gathered) -> Iterator[Row]:
    for theme in gathered.compliance.themes:
        yield theme.number, *_texts(theme.title), theme.goals.total, *theme.goals.counts.values()


def _institutions(gathered: Gathered) -> Iterator[Row]:
    for one in gathered.compliance.institutions:
        led = [item.number for item in gathered.compliance.items if one.acronym in item.leads]
        yield one.acronym, *_texts(one.name), " ".join(map(str, led)), one.goals.total, *one.goals.counts.values()


def _commitments(gathered: Gathered) -> Iterator[Row]:
    for part in gathered.commitments:
        item, defined = part.item, part.promise.defined
        yield (
            item.number,
            item.ogp_id,
            item.theme,
            *_texts(item.title),
            " ".join(item.leads),
            *_days(str(defined.starts_on), str(defined.ends_on)),
            item.declared,
            item.rolled_up,
            len(item.goals),
            *(text for name in _FIELDS for text in _texts(defined.fields.get(name))),
        )


def _goals(gathered: Gathered) -> Iterator[Row]:
    for item in gathered.compliance.items:
        for goal in item.goals:
            yield (
                item.number,
                goal.number,
                *_texts(goal.title),
                *_days(goal.starts_on, goal.ends_on),
                goal.level,
                goal.display_state,
                goal.timing,
                goal.level_as_of,
            )


def _subgoals(gathered: Gathered) -> Iterator[Row]:
    for part in gathered.commitments:
        for goal in part.goals:
            for one in goal.subgoals:
                dates = _days(one.starts_on, one.ends_on)
                yield part.item.number, goal.number, one.number, *_texts(one.title), *dates, one.level


def _statements(gathered: Gathered) -> Iterator[Row]:
    for part in gathered.commitments:
        for goal in part.goals:
            for n, one in enumerate(goal.reports, start=1):
                yield (
                    part.item.number,
                    goal.number,
                    n,
                    one.subgoal,
                    one.level,
                    one.effective_on,
                    one.recorded_at,
                    one.institution,
                    *_texts(one.narrative),
                )


def _evidence(gathered: Gathered) -> Iterator[Row]:
    for part in gathered.commitments:
        for goal in part.goals:
            for n, one in enumerate(goal.evidence, start=1):
                verdict = one.verdict
                yield (
                    part.item.number,
                    goal.number,
                    n,
                    one.subgoal,
                    one.evidence or None,
                    one.url,
                    one.kind,
                    *_texts(one.title),
                    verdict.verdict if verdict else None,
                    verdict.since if verdict else None,
                    verdict.copy.copy_sha256 if verdict and verdict.copy else None,
                )


def _members(gathered: Gathered) -> Iterator[Row]:
    people = gathered.people
    for member in (*people.members, *people.former):
        yield 0, member.acronym, *_texts(people.names.get(member.acronym)), member.joined_on, member.left_on
    for group in people.groups:
        for member in (*group.members, *group.former):
            names = _texts(people.names.get(member.acronym))
            yield group.defined.number, member.acronym, *names, member.joined_on, member.left_on


def _meetings(gathered: Gathered) -> Iterator[Row]:
    for one in sorted(gathered.people.meetings, key=lambda one: one.number):
        yield (
            one.number,
            one.held_on,
            one.kind,
            one.status,
            one.working_group,
            *_texts(one.place),
            one.department,
            one.agenda_url,
            one.minutes_url,
            " ".join(one.attendance),
        )


def _indicators(gathered: Gathered) -> Iterator[Row]:
    for one in gathered.indicators:
        for n, stated in enumerate(one.statements, start=1):
            yield (
                one.key,
                n,
                one.commitment,
                one.goal,
                *_texts(one.label),
                stated.value,
                one.unit.get("es"),
                str(stated.as_of) if stated.as_of else None,
                stated.where,
                stated is one.holding,
            )


def _findings(gathered: Gathered) -> Iterator[Row]:
    for n, one in enumerate(gathered.findings, start=1):
        yield n, one.rule, one.commitment, one.goal, one.subgoal, one.since


def _clock(gathered: Gathered) -> Iterator[Row]:
    for row in gathered.clock.rows:
        yield row.requirement, row.standing, row.due_on, row.days_left(gathered.day)


def _consultations(gathered: Gathered) -> Iterator[Row]:
    for one in gathered.hearings:
        window, counted = one.scheduled, one.statement.all
        yield (
            window.consultation,
            window.subject,
            window.kind,
            window.purpose,
            window.opens_on,
            window.closes_on,
            one.days,
            counted.received,
            counted.hidden,
            counted.answered,
            counted.waiting,
            counted.led_to_change,
        )


_FIELDS: Final = ("problem", "objective", "ambition", "relevance", "additional_information", "results", "next_steps")
_STATES: Final = tuple(
    column(state.value, "integer", f"Metas en el estado {state}", f"Goals whose state is {state}")
    for state in DisplayState
)
_TOTAL: Final = column("goals", "integer", "Metas en total", "Goals in all")
TABLES: Final[tuple[OpenTable, ...]] = (
    OpenTable(
        name="themes",
        title={"es": "Ejes con sus metas por estado", "en": "Themes with their goals by state"},
        columns=(
            column("theme", "integer", "Número del eje", "Number of the theme"),
            *_titles("Nombre", "Name"),
            _TOTAL,
            *_STATES,
        ),
        key=("theme",),
        rows=_themes,
    ),
    OpenTable(
        name="institutions",
        title={
            "es": "Entidades responsables con sus metas por estado",
            "en": "Lead agencies with their goals by state",
        },
        columns=(
            column("institution", "string", "Siglas", "Acronym"),
            *_titles("Nombre", "Name"),
            column(
                "commitments", "string", "Compromisos de que responde, separados por espacios", "Those that it leads"
            ),
            _TOTAL,
            *_STATES,
        ),
        key=("institution",),
        rows=_institutions,
    ),
    OpenTable(
        name="commitments",
        title={"es": "Compromisos", "en": "Commitments"},
        columns=(
            _COMMITMENT,
            column("ogp_id", "string", "Número de la AGA, como GT0063", "OGP's number, as GT0063"),
            column("theme", "integer", "Eje", "Theme"),
            *_titles("Título", "Title"),
            column("leads", "string", "Siglas de quienes responden, separadas por espacios", "Acronyms of its leads"),
            *_dates("del compromiso", "of the commitment"),
            column("declared", "string", f"Nivel declarado: {_LEVELS}", f"Declared level: {_LEVELS}"),
            column("rolled_up", "string", "Nivel que suman sus metas", "Level that its goals add up to"),
            _TOTAL,
            *(
                column(
                    f"{name}_{language}", "string", f"Campo {name} de la plantilla ({language})", f"Template: {name}"
                )
                for name in _FIELDS
                for language in ("es", "en")
            ),
        ),
        key=("commitment",),
        rows=_commitments,
    ),
    OpenTable(
        name="goals",
        title={"es": "Metas con su nivel y su estado", "en": "Goals with their level and state"},
        columns=(
            _COMMITMENT,
            _GOAL,
            *_titles("Título", "Title"),
            *_dates("de la meta", "of the goal"),
            column("level", "string", f"Nivel: {_LEVELS}", f"Level: {_LEVELS}"),
            column("state", "string", "Nivel, o not_yet_due si no vence", "The level, or not_yet_due"),
            column("timing", "string", "Frente a sus fechas", "Against its dates"),
            column("level_as_of", "date", "Día del que habla el nivel", "Day that the level speaks of"),
        ),
        key=("commitment", "goal"),
        rows=_goals,
    ),
    OpenTable(
        name="subgoals",
        title={"es": "Submetas", "en": "Subgoals"},
        columns=(
            _COMMITMENT,
            _GOAL,
            column("subgoal", "integer", "Número de la submeta", "Number of the subgoal"),
            *_titles("Título", "Title"),
            *_dates("de la submeta", "of the subgoal"),
            column("level", "string", f"Nivel: {_LEVELS}; vacío si no consta", f"Level: {_LEVELS}; empty: not stated"),
        ),
        key=("commitment", "goal", "subgoal"),
        rows=_subgoals,
    ),
    OpenTable(
        name="statements",
        title={"es": "Lo que se ha declarado de cada meta", "en": "What was stated of each goal"},
        columns=(
            _COMMITMENT,
            _GOAL,
            column("n", "integer", "Orden dentro de la meta", "Its place among those of the goal"),
            column("subgoal", "integer", "Submeta; vacío: la meta entera", "Subgoal; empty: the whole goal"),
            column("level", "string", f"Nivel: {_LEVELS}", f"Level: {_LEVELS}"),
            column("effective_on", "date", "Día del que habla", "Day that it speaks of"),
            column("recorded_at", "datetime", "Cuándo se registró, en UTC", "When it was recorded, in UTC"),
            column("institution", "string", "Quién lo declaró; vacío: un archivo de plan", "Who stated it"),
            column("narrative_es", "string", "Relato, en español", "Narrative, in Spanish"),
            column("narrative_en", "string", "Relato, en inglés", "Narrative, in English"),
        ),
        key=("commitment", "goal", "n"),
        rows=_statements,
    ),
    OpenTable(
        name="evidence",
        title={"es": "Medios de verificación con su veredicto", "en": "Means of verification with their verdict"},
        columns=(
            _COMMITMENT,
            _GOAL,
            column("n", "integer", "Orden dentro de la meta", "Its place among those of the goal"),
            column("subgoal", "integer", "Submeta; vacío: la meta entera", "Subgoal; empty: the whole goal"),
            column("evidence", "string", "Clave de la evidencia", "Key of the evidence"),
            column("url", "string", "Dirección, como se imprimió", "Address, as printed"),
            column("kind", "string", "Tipo", "Kind"),
            *_titles("Título", "Title"),
            column("verdict", "string", "Veredicto; vacío: archivo guardado aquí", "Verdict; empty: a file kept here"),
            column("since", "datetime", "Desde cuándo, en UTC", "Since when, in UTC"),
            column("copy_sha256", "string", "SHA-256 de la copia", "SHA-256 of the copy"),
        ),
        key=("commitment", "goal", "n"),
        rows=_evidence,
    ),
    OpenTable(
        name="members",
        title={"es": "Integrantes de la mesa y de los grupos", "en": "Members of the roundtable and the groups"},
        columns=(
            column("working_group", "integer", "Grupo de trabajo; 0: la mesa", "Working group; 0: the roundtable"),
            column("institution", "string", "Siglas", "Acronym"),
            *_titles("Nombre", "Name"),
            column("joined_on", "date", "Desde cuándo", "Since when"),
            column("left_on", "date", "Hasta cuándo", "Until when"),
        ),
        key=("working_group", "institution"),
        rows=_members,
    ),
    OpenTable(
        name="meetings",
        title={"es": "Reuniones", "en": "Meetings"},
        columns=(
            column("meeting", "integer", "Número", "Number"),
            column("held_on", "date", "Día, en la hora del plan", "Day, in the plan's time zone"),
            column("kind", "string", "Tipo", "Kind"),
            column("status", "string", "scheduled, held, cancelled", "scheduled, held, cancelled"),
            column("working_group", "integer", "Grupo de trabajo", "Working group"),
            column("place_es", "string", "Lugar, en español", "Place, in Spanish"),
            column("place_en", "string", "Lugar, en inglés", "Place, in English"),
            column("department", "string", "Departamento, por ISO 3166-2", "Department, by ISO 3166-2"),
            column("agenda_url", "string", "Agenda", "Agenda"),
            column("minutes_url", "string", "Acta", "Minutes"),
            column("attendance", "string", "Entidades presentes, separadas por espacios", "Institutions there"),
        ),
        key=("meeting",),
        rows=_meetings,
    ),
    OpenTable(
        name="indicators",
        title={"es": "Indicadores con cada lugar que los afirma", "en": "Indicators with every place that states them"},
        columns=(
            column("indicator", "string", "Clave", "Key"),
            column("n", "integer", "Orden de la afirmación", "Place of the statement"),
            _COMMITMENT,
            _GOAL,
            column("label_es", "string", "Qué mide, en español", "What it measures, in Spanish"),
            column("label_en", "string", "Qué mide, en inglés", "What it measures, in English"),
            column("value", "number", "Valor", "Value"),
            column("unit", "string", "Unidad, en español", "Unit, in Spanish"),
            column("as_of", "string", "Día o mes del que habla", "Day or month that it speaks of"),
            column("where", "string", "Dónde se afirma", "Where it is stated"),
            column("holds", "boolean", "Si es el valor vigente", "Whether its value holds"),
        ),
        key=("indicator", "n"),
        rows=_indicators,
    ),
    OpenTable(
        name="findings",
        title={"es": "Hallazgos", "en": "Findings"},
        columns=(
            column("n", "integer", "Orden", "Place"),
            column("rule", "string", "Regla", "Rule"),
            _COMMITMENT,
            _GOAL,
            column("subgoal", "integer", "Submeta", "Subgoal"),
            column("since", "date", "Desde cuándo", "Since when"),
        ),
        key=("n",),
        rows=_findings,
    ),
    OpenTable(
        name="clock",
        title={"es": "El reloj de la AGA", "en": "OGP's clock"},
        columns=(
            column("requirement", "string", "Requisito", "Requirement"),
            column("standing", "string", "Situación", "Standing"),
            column("due_on", "date", "Cuándo vence", "When it is due"),
            column("days_left", "integer", "Días restantes; negativos: de retraso", "Days left; negative: late"),
        ),
        key=("requirement",),
        rows=_clock,
    ),
    OpenTable(
        name="consultations",
        title={"es": "Consultas y qué pasó con los comentarios", "en": "Consultations and what became of comments"},
        columns=(
            column("consultation", "string", "Clave", "Key"),
            column("subject", "string", "Tema", "Subject"),
            column("kind", "string", "Tipo", "Kind"),
            column("purpose", "string", "Propósito", "Purpose"),
            column("opens_on", "date", "Primer día", "First day"),
            column("closes_on", "date", "Último día, incluido", "Last day, itself included"),
            column("days", "integer", "Días que está abierta", "Days that it is open"),
            column("received", "integer", "Comentarios recibidos", "Comments received"),
            column("hidden", "integer", "Ocultos", "Hidden"),
            column("answered", "integer", "Respondidos", "Answered"),
            column("waiting", "integer", "En espera", "Waiting"),
            column("led_to_change", "integer", "Que llevaron a un cambio", "That led to a change"),
        ),
        key=("consultation",),
        rows=_consultations,
    ),
)
BY_NAME: Final = {table.name: table for table in TABLES}
