"""One table for each commitment, with every field of the national template; its goals, and their proof. Pure."""

from collections.abc import Iterator

from constancia_events.checks import EvidenceVerdict
from constancia_events.texts import text_in
from constancia_events.vocabulary import AssessmentSource
from reporting.reports.document import Block, Cell, Heading, Section, Table
from reporting.reports.gathered import CommitmentPart, Gathered, PublicContact
from reporting.reports.writing.say import Say
from reporting.site import words
from reporting.site.links import Paths, web_link
from reporting.site.pages import EvidenceDetail
from reporting.site.words import N_

_MEANS = ("budget", "sdgs", "national_links", "activities")


def commitments(gathered: Gathered, say: Say) -> Section:
    """Every commitment of the plan, in the order of its numbers."""
    blocks: list[Block] = []
    for part in gathered.commitments:
        blocks += _commitment(part, say)
    return Section(key="commitments", title=say(N_("Commitments")), blocks=tuple(blocks))


def _commitment(part: CommitmentPart, say: Say) -> Iterator[Block]:
    item = part.item
    yield Heading(text=f"{item.number}. {say.text(item.title)}")
    yield _template(part, say)
    yield _goals(part, say)
    parts = _subgoals(part, say)
    if parts.rows:
        yield parts
    proof = _proof(part, say)
    if proof.rows:
        yield proof


def _template(part: CommitmentPart, say: Say) -> Table:
    item, defined = part.item, part.promise.defined
    theme = next(one.title for one in say.compliance.themes if one.number == item.theme)
    rows: list[list[Cell | str]] = [
        [say(N_("Theme")), say.text(theme)],
        [say(N_("Who answers for it")), "\n".join(_leads(part, say)) or ", ".join(item.leads)],
        [
            say(N_("Who else takes part")),
            say.values("other_actors", [one.model_dump(mode="json") for one in defined.other_actors]),
        ],
        [say(N_("Start")), say.day(str(defined.starts_on))],
        [say(N_("End")), say.day(str(defined.ends_on))],
    ]
    rows += [[say(heading), say.text(defined.fields.get(name))] for name, heading in words.TEXTS.items()]
    described = defined.model_dump(mode="json")
    rows += [[say(words.FIELDS[name]), say.inserted(say.values(name, described[name] or None))] for name in _MEANS]
    rows += [
        [say(N_("Declared")), say.level_cell(item.declared)],
        [say(N_("By goals")), say.level_cell(item.rolled_up)],
        [say(N_("By whose word")), "\n".join(_judged(part, say)) or say(N_("Nobody else has judged it."))],
        [
            say(N_("Whom to turn to")),
            "\n".join(_contact(one, say) for one in part.contacts) or say(N_("No public contact is on record.")),
        ],
    ]
    if item.ogp_id:
        rows.insert(0, [say(N_("OGP number")), item.ogp_id])
    return say.table(
        f"commitment-{item.number}",
        say(N_("Commitment %(number)s"), number=item.number),
        {say(N_("Field")): 0.28, say(N_("What is on record")): 0.72},
        rows,
    )


def _leads(part: CommitmentPart, say: Say) -> list[str]:
    return [f"{one.acronym} — {text_in(one.name, say.language)} ({say(words.ROLES[one.role])})" for one in part.leads]


def _judged(part: CommitmentPart, say: Say) -> Iterator[str]:
    for made in sorted(
        (one for some in part.promise.assessments.values() for one in some),
        key=lambda one: (one.goal or 0, one.subgoal or 0, one.effective_at, one.n),
    ):
        if made.source is AssessmentSource.SELF:
            continue
        where = ".".join(str(one) for one in (part.item.number, made.goal, made.subgoal) if one)
        found = say(words.VERDICTS[made.verdict]) if made.verdict else ""
        level = say(words.LEVELS_OF[say.vocabulary].get(made.level, made.level)) if made.level else ""
        judged = ", ".join(one for one in (found, level) if one)
        yield f"{say(words.SOURCES[made.source])} ({where}): {judged}"


def _contact(contact: PublicContact, say: Say) -> str:
    known = (contact.name, contact.email, contact.phone)
    place = f"{text_in(contact.position, say.language)}, {text_in(contact.office, say.language)}, {contact.institution}"
    return " · ".join([place, *(one for one in known if one)])


def _goals(part: CommitmentPart, say: Say) -> Table:
    return say.table(
        f"goals-{part.item.number}",
        say(N_("Goals of commitment %(number)s"), number=part.item.number),
        {
            say(N_("No.")): 0.08,
            say(N_("Goal")): 0.36,
            say(N_("Start")): 0.13,
            say(N_("End")): 0.13,
            say(N_("State")): 0.15,
            say(N_("Against its dates")): 0.15,
        },
        [
            [
                f"{part.item.number}.{goal.number}",
                say.text(goal.title),
                say.day(goal.starts_on),
                say.day(goal.ends_on),
                say.state(goal.display_state),
                say(words.TIMINGS[goal.timing]),
            ]
            for goal in part.item.goals
        ],
    )


def _subgoals(part: CommitmentPart, say: Say) -> Table:
    return say.table(
        f"subgoals-{part.item.number}",
        say(N_("Subgoals of commitment %(number)s"), number=part.item.number),
        {
            say(N_("No.")): 0.1,
            say(N_("Subgoal")): 0.46,
            say(N_("Start")): 0.14,
            say(N_("End")): 0.14,
            say(N_("Level")): 0.16,
        },
        [
            [
                f"{part.item.number}.{goal.number}.{one.number}",
                say.text(one.title),
                say.day(one.starts_on),
                say.day(one.ends_on),
                say.level_cell(one.level),
            ]
            for goal in part.goals
            for one in goal.subgoals
        ],
    )


def _proof(part: CommitmentPart, say: Say) -> Table:
    return say.table(
        f"proof-{part.item.number}",
        say(N_("Means of verification of commitment %(number)s"), number=part.item.number),
        {
            say(N_("Goal")): 0.1,
            say(N_("Means of verification")): 0.5,
            say(N_("Verdict")): 0.15,
            say(N_("Copy")): 0.25,
        },
        [
            [
                ".".join(str(one) for one in (part.item.number, goal.number, cited.subgoal) if one),
                _address(cited, say),
                _verdict(cited, say),
                _copy(cited, say),
            ]
            for goal in part.goals
            for cited in goal.evidence
        ],
    )


def _address(cited: EvidenceDetail, say: Say) -> Cell:
    page = say.link(Paths(say.language).evidence(cited.evidence)) if cited.evidence else None
    if cited.is_file:
        title = text_in(cited.title, say.language) if cited.title else say(N_("An uploaded file"))
        return Cell(text=title, href=page)
    title = f"{text_in(cited.title, say.language)}\n" if cited.title else ""
    return Cell(text=f"{title}{cited.url}", href=web_link(cited.url))


def _verdict(cited: EvidenceDetail, say: Say) -> str:
    if cited.verdict is None:
        return say(N_("Kept here"))
    return cited.verdict.label[say.language]


def _copy(cited: EvidenceDetail, say: Say) -> Cell:
    copy = cited.verdict.copy if cited.verdict and cited.verdict.verdict is not EvidenceVerdict.UNKNOWN else None
    if copy is None:
        return Cell(text="—")
    page = say.link(Paths(say.language).evidence(cited.evidence))
    return Cell(text=f"SHA-256 {copy.copy_sha256[:16]}…", href=page)
