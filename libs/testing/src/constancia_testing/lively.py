"""A plan in the middle of its life, as the registry would say it: amended, reported, disputed, met about."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from constancia_events.commitments import (
    AssessmentMade,
    CommitmentDefined,
    CommitmentLevelDeclared,
    GoalDefined,
    LineageRetracted,
    LineageStated,
    MeetingRecorded,
    MembershipChanged,
    PlanDefined,
    PlanStateChanged,
    ProgressReported,
    RecommendationFollowed,
    ReportingPeriodClosed,
    ReportingPeriodOpened,
    WorkingGroupDefined,
)
from constancia_events.event import Event
from constancia_testing.registry import PLAN

EARLIER = "gt-2014-2016"
_NOON = 18
"""Noon in Guatemala, in UTC."""


def at(day: date) -> datetime:
    """The beginning of a day in Guatemala."""
    return datetime(day.year, day.month, day.day, 6, tzinfo=UTC)


def key(commitment: int, goal: int | None = None, plan: str = PLAN) -> dict[str, Any]:
    """A commitment or goal of the plan, as a key."""
    return {"plan": plan, "commitment": commitment} | ({} if goal is None else {"goal": goal})


def texts(es: str, en: str | None = None) -> dict[str, str]:
    """A text in Spanish, and in English where there is one."""
    return {"es": es} | ({} if en is None else {"en": en})


def commitment_defined(plan: dict[str, Any], number: int, **changed: Any) -> CommitmentDefined:
    """A commitment of the plan file, with changes."""
    [said] = [one for one in plan["commitments"] if one["number"] == number]
    described = {"commitment": key(number), "effective_at": None, **said, **changed}
    return CommitmentDefined.model_validate(described)


def goal_defined(plan: dict[str, Any], commitment: int, number: int, **changed: Any) -> GoalDefined:
    """A goal of the plan file, with changes."""
    [said] = [one for one in plan["commitments"] if one["number"] == commitment]
    [goal] = [one for one in said["goals"] if one["number"] == number]
    template = {"template_starts_on": None, "template_ends_on": None}
    described = {"goal": key(commitment, number), "effective_at": None, **template, **goal, **changed}
    return GoalDefined.model_validate(described)


def reported(commitment: int, goal: int, level: str, on: date, **said: Any) -> ProgressReported:
    """A report on a goal."""
    described = {"goal": key(commitment, goal), "subgoal": None, "level": level, "institution": "MINFIN"}
    return ProgressReported.model_validate(described | {"effective_on": on, "effective_at": at(on)} | said)


def assessed(commitment: int, goal: int | None, n: int, source: str, on: date, **said: Any) -> AssessmentMade:
    """A judgement of a goal, or of a whole commitment."""
    blank = dict.fromkeys(("subgoal", "institution", "working_group", "report", "verdict", "level", "reason"))
    described = {"plan": PLAN, "commitment": commitment, "goal": goal, "n": n, "source": source}
    return AssessmentMade.model_validate(blank | described | {"effective_on": on, "effective_at": at(on)} | said)


def lively(plan: dict[str, Any]) -> Iterable[Event]:
    """What is said of the plan file's plan after it was loaded; every kind of fact at least once."""
    yield from _life()
    yield from _earlier_plan()
    yield from _amendments(plan)
    yield from _words()
    yield from _people()


def _life() -> Iterable[Event]:
    before = None
    for state, on in (
        ("draft", date(2016, 3, 1)),
        ("in_consultation", date(2016, 4, 1)),
        ("adopted", date(2016, 8, 11)),
        ("in_implementation", date(2016, 8, 12)),
    ):
        reason = texts("Acuerdo de la mesa técnica.", "Agreed by the roundtable.") if state == "adopted" else None
        yield PlanStateChanged.model_validate(
            {"plan": PLAN, "state": state, "before": before, "reason": reason}
            | {"effective_on": on, "effective_at": at(on)}
        )
        before = state


def _earlier_plan() -> Iterable[Event]:
    yield PlanDefined.model_validate(
        {
            "plan": EARLIER,
            "country": "GT",
            "ordinal": 2,
            "title": texts("Plan de Acción 2014-2016", "Action Plan 2014-2016"),
            "starts_on": date(2014, 7, 1),
            "ends_on": date(2016, 6, 29),
            "adopted_on": None,
            "languages": ["es"],
            "time_zone": "America/Guatemala",
            "policy": {"name": "majority", "version": 1},
            "themes": [{"number": 1, "slug": "fiscal", "title": texts("Transparencia fiscal")}],
            "effective_at": None,
        }
    )
    yield CommitmentDefined.model_validate(
        {
            "commitment": key(5, plan=EARLIER),
            "ogp_id": None,
            "theme": 1,
            "title": texts("Presupuesto al alcance de todos"),
            "leads": [{"institution": "MINFIN", "role": "lead"}],
            "starts_on": "2014-07-01",
            "ends_on": "2016-06-29",
            "fields": {},
            "effective_at": None,
        }
    )
    for n, (kind, to) in enumerate((("continues", 17), ("drops", None), ("merges", 18)), start=1):
        yield LineageStated.model_validate(
            {"plan": PLAN, "n": n, "kind": kind, "from_plan": EARLIER, "from_commitment": 5, "from_goal": None}
            | {"to_commitment": to, "to_goal": None, "note": texts("Con metas nuevas.", "With new goals.")}
        )
    yield LineageRetracted(plan=PLAN, n=2, reason=texts("Fue un error: sí continúa.", "A mistake: it does go on."))


def _amendments(plan: dict[str, Any]) -> Iterable[Event]:
    on = datetime(2018, 2, 1, _NOON, tzinfo=UTC)
    yield commitment_defined(
        plan,
        17,
        title=texts("Presupuesto abierto, con calendario", "An open budget, with a calendar"),
        other_actors=[
            {"kind": "civil_society", "name": texts("Acción Ciudadana"), "institution": None},
            {"kind": "multilateral", "name": texts("Banco Mundial", "World Bank"), "institution": None},
        ],
        budget={"amount": "139988.50", "currency": "GTQ", "source": texts("Fondos propios", "Own funds")},
        sdgs=["16", "16.10"],
        national_links=[texts("Plan Nacional de Desarrollo K'atun", "National Development Plan K'atun")],
        activities=[
            {"number": 1, "title": texts("Publicar", "Publish"), "goal": 1, "starts_on": "2018-02"}
            | {"ends_on": "2018-04", "office": texts("Dirección de Presupuesto", "Budget Office")}
        ],
        reason=texts("La mesa pidió precisar las fechas.", "The roundtable asked for exact dates."),
        effective_at=on,
    )
    yield goal_defined(
        plan,
        17,
        2,
        ends_on="2018-06",
        depends_on=[{"commitment": 17, "goal": 1}, {"commitment": 17, "goal": 3}],
        reason=texts("Depende de dos metas que se retrasaron.", "It depends on two goals that are late."),
        effective_at=on + timedelta(minutes=1),
    )


def _words() -> Iterable[Event]:
    on = date(2018, 1, 15)
    yield reported(
        17,
        1,
        "substantial",
        on,
        n=1,
        narrative=texts(
            "Participan {{ indicators.open_budget_presenting_institutions }} instituciones.\nEl portal está en línea.",
            "{{ indicators.open_budget_presenting_institutions }} institutions take part.\nThe portal is online.",
        ),
        next_steps=texts("Traducir el portal.", "Translate the portal."),
        challenges=texts("Falta personal.", "There is too little staff."),
    )
    yield reported(17, 3, "initiated", on, n=1, reason=texts("Se perdió el convenio.", "The agreement was lost."))
    yield CommitmentLevelDeclared.model_validate(
        {"commitment": key(17), "level": "substantial", "effective_on": on, "effective_at": at(on)}
        | {"institution": "MINFIN", "narrative": texts("Va por buen camino.", "It is well under way.")}
    )
    late = date(2018, 2, 20)
    disputed = texts(
        "El portal no responde en el interior del país.", "The portal does not answer outside the capital."
    )
    group = {"institution": "ICEFI", "working_group": 9}
    yield assessed(
        17, 1, 1, "working_group", late, verdict="disputed", level="initiated", report=1, reason=disputed, **group
    )
    yield assessed(17, 3, 2, "working_group", late, verdict="validated", report=1, **group)
    yield assessed(17, 1, 3, "irm", date(2018, 3, 1), level="no_evidence", reason=texts("No se halló.", "Not found."))
    yield assessed(17, None, 4, "irm", date(2018, 3, 1), level="initiated")


def _people() -> Iterable[Event]:
    def member(group: int | None, acronym: str, joined: date | None, left: date | None = None) -> MembershipChanged:
        return MembershipChanged(
            plan=PLAN, working_group=group, institution=acronym, joined_on=joined, left_on=left, reason=None
        )

    yield member(None, "ANAM", date(2016, 8, 11), date(2017, 3, 1))
    yield member(9, "ICEFI", date(2016, 9, 1))
    yield member(9, "MINFIN", None)
    yield WorkingGroupDefined(
        plan=PLAN, number=9, title=texts("Finanzas abiertas"), commitments=[17, 18], convened_by=["MINFIN"]
    )
    yield MeetingRecorded.model_validate(
        {"plan": PLAN, "number": 24, "kind": "regional_forum", "status": "held", "held_on": date(2018, 2, 10)}
        | {"originally_on": date(2018, 1, 27), "place": texts("Cobán"), "department": "GT-16", "working_group": None}
        | {"agenda_url": "javascript:alert(1)", "minutes_url": "https://example.org/minuta.pdf"}
        | {"attendance": ["MINFIN", "ICEFI", "ANAM"]}
    )
    yield MeetingRecorded.model_validate(
        {"plan": PLAN, "number": 25, "kind": "working_group", "status": "cancelled", "held_on": date(2018, 3, 5)}
        | {"originally_on": None, "place": None, "department": None, "working_group": 9}
        | {"agenda_url": None, "minutes_url": None, "attendance": []}
    )
    yield ReportingPeriodOpened.model_validate(
        {"plan": PLAN, "number": 1, "kind": "mid_term", "title": None, "starts_on": date(2016, 7, 1)}
        | {"ends_on": date(2017, 6, 30), "due_on": date(2017, 8, 31)}
    )
    yield ReportingPeriodClosed.model_validate(
        {"plan": PLAN, "number": 1, "missing": [{"institution": "MINFIN", "commitment": 18}]}
        | {"reason": texts("El informe no podía esperar más.", "The report could wait no longer.")}
    )
    yield ReportingPeriodOpened.model_validate(
        {"plan": PLAN, "number": 2, "kind": "half_yearly", "title": texts("Segundo semestre")}
        | {"starts_on": date(2017, 7, 1), "ends_on": date(2017, 12, 31), "due_on": date(2018, 1, 31)}
    )
    yield RecommendationFollowed(
        plan=PLAN,
        letter="a",
        n=1,
        done_on=date(2016, 8, 11),
        text=texts("El plan tiene 22 compromisos."),
        commitment=17,
    )
