"""What is wrong with a plan file beyond its shape: repeated keys, dangling references, impossible windows."""

from collections.abc import Iterator, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from constancia_events.dependencies import cycle_of
from constancia_events.plan_file import Answer, Commitment, PlanFile
from constancia_events.plan_file_people import Indicator, Lineage, Meeting, WorkingGroup


class Defect(BaseModel):
    """One thing wrong with a document: where (JSON Pointer), and why, as a message with its values."""

    model_config = ConfigDict(frozen=True)

    pointer: str
    code: str
    message: str
    values: dict[str, str] = {}


REPEATED = "{value} is given more than once here"
UNKNOWN_INSTITUTION = "No institution {value} is listed under /institutions"
UNKNOWN_THEME = "No theme {value} is listed under /themes"
UNKNOWN_COMMITMENT = "No commitment {value} is listed under /commitments"
UNKNOWN_GOAL = "Commitment {commitment} has no goal {value}"
UNKNOWN_SUBGOAL = "This goal has no subgoal {value}"
ENDS_BEFORE_START = "{ends} lies before {starts}, on which it begins"
WORKSHOP_TOO_LARGE = "The workshop is {value} bytes; at most 300000 can be handed on"
_MOST_WORKSHOP = 300_000
UNKNOWN_GROUP = "No working group {value} is listed under /working_groups"
CYCLE = "These goals wait for each other: {value}"
DROPPED_HAS_HEIR = "What is dropped has nothing that it goes on in: leave out to_commitment and to_goal"
HEIR_NEEDED = "Say in what it goes on: to_commitment is required unless it is dropped"
LEFT_BEFORE_JOINING = "{ends} lies before {starts}, on which it joined"
ZONE_NEEDED = "Country {value} has several time zones: give one as time_zone"
COUNTRY_UNKNOWN = "No time zone of country {value} is known: check its code (ISO 3166-1, as GT), or give a time_zone"


def defects(file: PlanFile) -> Iterator[Defect]:
    """Everything that the shape alone cannot show: repeated keys, references to what is not there, impossible windows.

    What a plan may really say, however odd (a goal that ends before it starts), is a finding later and no defect here.
    """
    yield from _plan_window(file)
    yield from _repeats(file)
    yield from _references(file)
    yield from _memberships(file)
    yield from _cycles(file)


def _plan_window(file: PlanFile) -> Iterator[Defect]:
    plan, consultation = file.plan, file.consultation
    if plan.ends_on < plan.starts_on:
        yield _ends_before("/plan/ends_on", plan.starts_on, plan.ends_on)
    if consultation is not None and consultation.workshop is not None:
        size = len(consultation.workshop.model_dump_json().encode())
        if size > _MOST_WORKSHOP:
            values = {"value": str(size)}
            yield Defect(pointer="/consultation/workshop", code="too_large", message=WORKSHOP_TOO_LARGE, values=values)
    if consultation is not None and consultation.closes_on < consultation.opens_on:
        yield _ends_before("/consultation/closes_on", consultation.opens_on, consultation.closes_on)


def _repeats(file: PlanFile) -> Iterator[Defect]:
    yield from _repeated("/themes", "number", [t.number for t in file.themes])
    yield from _repeated("/institutions", "acronym", [i.acronym for i in file.institutions])
    yield from _repeated("/working_groups", "number", [g.number for g in file.working_groups])
    yield from _repeated("/commitments", "number", [c.number for c in file.commitments])
    yield from _repeated("/indicators", "key", [i.key for i in file.indicators])
    yield from _repeated("/irm_recommendations", "letter", [r.letter for r in file.irm_recommendations])
    if file.consultation is not None and file.consultation.workshop is not None:
        answers = file.consultation.workshop.answers
        yield from _repeated("/consultation/workshop/answers", "theme", [answer.theme for answer in answers])
    for c, commitment in enumerate(file.commitments):
        at = f"/commitments/{c}"
        yield from _repeated(f"{at}/leads", "institution", [lead.institution for lead in commitment.leads])
        yield from _repeated(f"{at}/goals", "number", [g.number for g in commitment.goals])
        yield from _repeated(f"{at}/activities", "number", [a.number for a in commitment.activities])
        yield from _repeated(f"{at}/sdgs", "", commitment.sdgs)
        for g, goal in enumerate(commitment.goals):
            yield from _repeated(f"{at}/goals/{g}/subgoals", "number", [s.number for s in goal.subgoals])
            yield from _repeated(f"{at}/goals/{g}/evidence", "url", [(e.url, e.subgoal) for e in goal.evidence])
            waits = [(d.commitment, d.goal) for d in goal.depends_on]
            yield from _repeated(f"{at}/goals/{g}/depends_on", "goal", waits)


def _references(file: PlanFile) -> Iterator[Defect]:
    themes = {t.number for t in file.themes}
    institutions = {i.acronym for i in file.institutions}
    goals = {c.number: {g.number for g in c.goals} for c in file.commitments}
    for c, commitment in enumerate(file.commitments):
        at = f"/commitments/{c}"
        if commitment.theme not in themes:
            yield _unknown(f"{at}/theme", UNKNOWN_THEME, commitment.theme)
        yield from _strangers(f"{at}/leads/{{}}/institution", [x.institution for x in commitment.leads], institutions)
        for g, goal in enumerate(commitment.goals):
            parts = {s.number for s in goal.subgoals}
            for e, citation in enumerate(goal.evidence):
                if citation.subgoal is not None and citation.subgoal not in parts:
                    yield _unknown(f"{at}/goals/{g}/evidence/{e}/subgoal", UNKNOWN_SUBGOAL, citation.subgoal)
        yield from _structure_references(at, commitment, goals, institutions)
    yield from _group_references(file.working_groups, goals, institutions)
    yield from _meeting_references(file.meetings, {g.number for g in file.working_groups}, institutions)
    yield from _lineage_references(file.lineage, goals)
    for r, recommendation in enumerate(file.irm_recommendations):
        for f, followed in enumerate(recommendation.followed_up):
            if followed.commitment is not None and followed.commitment not in goals:
                at = f"/irm_recommendations/{r}/followed_up/{f}/commitment"
                yield _unknown(at, UNKNOWN_COMMITMENT, followed.commitment)
    if file.consultation is not None and file.consultation.workshop is not None:
        yield from _answer_references(file.consultation.workshop.answers, themes, institutions)
    yield from _indicator_references(file.indicators, goals)


def _structure_references(
    at: str, commitment: Commitment, goals: dict[int, set[int]], institutions: set[str]
) -> Iterator[Defect]:
    for n, actor in enumerate(commitment.other_actors):
        if actor.institution is not None and actor.institution not in institutions:
            yield _unknown(f"{at}/other_actors/{n}/institution", UNKNOWN_INSTITUTION, actor.institution)
    for n, activity in enumerate(commitment.activities):
        if activity.goal is not None and activity.goal not in goals[commitment.number]:
            yield _unknown_goal(f"{at}/activities/{n}/goal", commitment.number, activity.goal)
    for g, goal in enumerate(commitment.goals):
        for d, waited in enumerate(goal.depends_on):
            if waited.goal not in goals.get(waited.commitment, set()):
                yield _unknown_goal(f"{at}/goals/{g}/depends_on/{d}", waited.commitment, waited.goal)


def _group_references(
    groups: list[WorkingGroup], goals: dict[int, set[int]], institutions: set[str]
) -> Iterator[Defect]:
    for g, group in enumerate(groups):
        yield from _strangers(f"/working_groups/{g}/convened_by/{{}}", group.convened_by, institutions)
        members = [member.institution for member in group.members]
        yield from _strangers(f"/working_groups/{g}/members/{{}}/institution", members, institutions)
        yield from _repeated(f"/working_groups/{g}/members", "institution", members)
        for n, number in enumerate(group.commitments):
            if number not in goals:
                yield _unknown(f"/working_groups/{g}/commitments/{n}", UNKNOWN_COMMITMENT, number)


def _meeting_references(meetings: list[Meeting], groups: set[int], institutions: set[str]) -> Iterator[Defect]:
    for m, meeting in enumerate(meetings):
        if meeting.working_group is not None and meeting.working_group not in groups:
            yield _unknown(f"/meetings/{m}/working_group", UNKNOWN_GROUP, meeting.working_group)
        yield from _strangers(f"/meetings/{m}/attendance/{{}}", meeting.attendance, institutions)
        yield from _repeated(f"/meetings/{m}/attendance", "", meeting.attendance)


def _lineage_references(lineage: list[Lineage], goals: dict[int, set[int]]) -> Iterator[Defect]:
    for n, link in enumerate(lineage):
        at = f"/lineage/{n}"
        dropped = link.kind == "drops"
        if dropped and (link.to_commitment is not None or link.to_goal is not None):
            yield Defect(pointer=f"{at}/to_commitment", code="lineage", message=DROPPED_HAS_HEIR)
        elif not dropped and link.to_commitment is None:
            yield Defect(pointer=f"{at}/to_commitment", code="missing", message=HEIR_NEEDED)
        elif link.to_commitment is not None and link.to_commitment not in goals:
            yield _unknown(f"{at}/to_commitment", UNKNOWN_COMMITMENT, link.to_commitment)
        elif link.to_goal is not None and link.to_goal not in goals.get(link.to_commitment or 0, set()):
            yield _unknown_goal(f"{at}/to_goal", link.to_commitment or 0, link.to_goal)


def _memberships(file: PlanFile) -> Iterator[Defect]:
    places = [(f"/institutions/{n}", one.joined_on, one.left_on) for n, one in enumerate(file.institutions)]
    places += [
        (f"/working_groups/{g}/members/{n}", member.joined_on, member.left_on)
        for g, group in enumerate(file.working_groups)
        for n, member in enumerate(group.members)
    ]
    for at, joined, left in places:
        if joined is not None and left is not None and left < joined:
            values = {"starts": joined.isoformat(), "ends": left.isoformat()}
            yield Defect(pointer=f"{at}/left_on", code="ends_before_start", message=LEFT_BEFORE_JOINING, values=values)


def _cycles(file: PlanFile) -> Iterator[Defect]:
    waits = {
        (commitment.number, goal.number): {(d.commitment, d.goal) for d in goal.depends_on}
        for commitment in file.commitments
        for goal in commitment.goals
    }
    if cycle := cycle_of(waits):
        first = cycle[0]
        for c, commitment in enumerate(file.commitments):
            for g, goal in enumerate(commitment.goals):
                if (commitment.number, goal.number) == first:
                    shown = " → ".join(f"{a}.{b}" for a, b in cycle)
                    yield Defect(
                        pointer=f"/commitments/{c}/goals/{g}/depends_on",
                        code="cycle",
                        message=CYCLE,
                        values={"value": shown},
                    )
                    return


def _answer_references(answers: list[Answer], themes: set[int], institutions: set[str]) -> Iterator[Defect]:
    for a, answer in enumerate(answers):
        at = f"/consultation/workshop/answers/{a}"
        if answer.theme not in themes:
            yield _unknown(f"{at}/theme", UNKNOWN_THEME, answer.theme)
        yield from _strangers(f"{at}/institutions/{{}}", answer.institutions, institutions)


def _indicator_references(indicators: list[Indicator], goals: dict[int, set[int]]) -> Iterator[Defect]:
    for i, indicator in enumerate(indicators):
        if indicator.commitment is not None and indicator.commitment not in goals:
            yield _unknown(f"/indicators/{i}/commitment", UNKNOWN_COMMITMENT, indicator.commitment)
        elif indicator.goal is not None and indicator.goal not in goals.get(indicator.commitment or 0, set()):
            yield _unknown_goal(f"/indicators/{i}/goal", indicator.commitment or 0, indicator.goal)


def _strangers(template: str, acronyms: list[str], institutions: set[str]) -> Iterator[Defect]:
    for n, acronym in enumerate(acronyms):
        if acronym not in institutions:
            yield _unknown(template.format(n), UNKNOWN_INSTITUTION, acronym)


def _repeated(at: str, member: str, values: Sequence[object]) -> Iterator[Defect]:
    seen: set[object] = set()
    for n, value in enumerate(values):
        if value in seen:
            shown = str(value[0] if isinstance(value, tuple) else value)
            yield Defect(
                pointer=f"{at}/{n}/{member}".rstrip("/"), code="repeated", message=REPEATED, values={"value": shown}
            )
        seen.add(value)


def _unknown(pointer: str, message: str, value: object) -> Defect:
    return Defect(pointer=pointer, code="unknown_reference", message=message, values={"value": str(value)})


def _unknown_goal(pointer: str, commitment: int, goal: int) -> Defect:
    values = {"value": str(goal), "commitment": str(commitment)}
    return Defect(pointer=pointer, code="unknown_reference", message=UNKNOWN_GOAL, values=values)


def _ends_before(pointer: str, starts: date, ends: date) -> Defect:
    values = {"starts": starts.isoformat(), "ends": ends.isoformat()}
    return Defect(pointer=pointer, code="ends_before_start", message=ENDS_BEFORE_START, values=values)
