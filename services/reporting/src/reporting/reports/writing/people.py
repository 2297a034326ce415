"""Who answers, who takes part, what the public said and what was answered. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final

from constancia_events.participation import UNSAID, Tally
from constancia_events.texts import text_in
from constancia_events.vocabulary import MeetingStatus, ResponseOutcome, Sector
from constancia_pages.departments import department_name
from reporting.consultations.facts import Hearing
from reporting.reports.document import Block, Cell, Heading, Paragraph, Section, Table, plain
from reporting.reports.gathered import AnsweredComment, Gathered
from reporting.reports.writing.say import Say
from reporting.site import words
from reporting.site.participation import ParticipationPage
from reporting.site.words import N_

SECTORS: Final[dict[str, str]] = {
    Sector.CITIZEN: N_("Citizen"),
    Sector.CIVIL_SOCIETY: N_("Civil society organisation"),
    Sector.ACADEMIA: N_("Academia"),
    Sector.PRIVATE: N_("Private sector"),
    Sector.GOVERNMENT: N_("Government"),
    Sector.OTHER: N_("Other"),
}
SUBJECTS: Final[dict[str, str]] = {
    "mid-term self-assessment": N_("Mid-term self-assessment"),
    "final self-assessment": N_("Final self-assessment"),
}
"""What plan files ask the public about, by the words that they use."""
OUTCOMES: Final[dict[str, str]] = {
    ResponseOutcome.ACCEPTED: N_("Accepted"),
    ResponseOutcome.PARTLY: N_("Accepted in part"),
    ResponseOutcome.DECLINED: N_("Declined"),
}


def lead_agencies(gathered: Gathered, say: Say) -> Section:
    """Who answers for what, and how far that has come."""
    complete = "complete"
    led = {
        one.acronym: [item.number for item in gathered.compliance.items if one.acronym in item.leads]
        for one in gathered.compliance.institutions
    }
    table = say.table(
        "institutions",
        say(N_("Lead agencies")),
        {
            say(N_("Acronym")): 0.16,
            say(N_("Institution")): 0.42,
            say(N_("Commitments")): 0.18,
            say(N_("Goals")): 0.12,
            say(N_("Complete")): 0.12,
        },
        [
            [
                one.acronym,
                text_in(one.name, say.language),
                ", ".join(str(number) for number in led[one.acronym]),
                say.count(one.goals.total),
                say.count(next(count for state, count in one.goals.counts.items() if state == complete)),
            ]
            for one in gathered.compliance.institutions
        ],
    )
    return Section(key="lead-agencies", title=say(N_("Lead agencies")), blocks=(table,))


def participation(gathered: Gathered, say: Say, narrative: Sequence[Block]) -> Section:
    """The roundtable, the working groups, the meetings."""
    people = gathered.people
    tables = (_roundtable(people, say), _working_groups(people, say), _meetings(people, say))
    none = Paragraph(runs=plain(say(N_("Nobody who takes part is on record yet."))))
    known: list[Block] = [one for one in tables if one.rows]
    return Section(
        key="participation",
        title=say(N_("Participation")),
        blocks=(*narrative, *(known or [none])),
        narrative=bool(narrative),
    )


def _roundtable(people: ParticipationPage, say: Say) -> Table:
    return say.table(
        "roundtable",
        say(N_("Roundtable")),
        {say(N_("Acronym")): 0.25, say(N_("Institution")): 0.75},
        [[one.acronym, _name_of(people, one.acronym, say)] for one in people.members],
    )


def _working_groups(people: ParticipationPage, say: Say) -> Table:
    return say.table(
        "working-groups",
        say(N_("Working groups")),
        {
            say(N_("No.")): 0.08,
            say(N_("Convened by")): 0.22,
            say(N_("Commitments")): 0.2,
            say(N_("Members")): 0.5,
        },
        [
            [
                str(group.defined.number),
                ", ".join(group.defined.convened_by) or "—",
                ", ".join(str(one) for one in group.defined.commitments) or "—",
                ", ".join(one.acronym for one in group.members) or "—",
            ]
            for group in people.groups
        ],
    )


def _meetings(people: ParticipationPage, say: Say) -> Table:
    return say.table(
        "meetings",
        say(N_("Meetings")),
        {
            say(N_("Day")): 0.2,
            say(N_("Kind")): 0.2,
            say(N_("Place")): 0.3,
            say(N_("Status")): 0.14,
            say(N_("Institutions there")): 0.16,
        },
        [
            [
                say.day(one.held_on),
                say(words.MEETINGS[one.kind]),
                _place(one.place, one.department, say),
                say(words.MEETING_STATES[one.status]),
                say.count(len(one.attendance)) if one.status is MeetingStatus.HELD and one.attendance else "—",
            ]
            for one in reversed(people.meetings)
        ],
    )


def _name_of(people: ParticipationPage, acronym: str, say: Say) -> str:
    return text_in(people.names[acronym], say.language) if acronym in people.names else acronym


def _place(place: dict[str, str] | None, department: str | None, say: Say) -> str:
    parts = [text_in(place, say.language)] if place else []
    parts += [department_name(department)] if department else []
    return ", ".join(parts) or "—"


def consultation(gathered: Gathered, say: Say, narrative: Sequence[Block]) -> Section:
    """The windows, what became of the comments, and each comment with its answer."""
    blocks: list[Block] = [*narrative]
    hearings = gathered.hearings
    if hearings:
        blocks.append(_windows(hearings, say))
        for hearing in hearings:
            blocks += _hearing(hearing, gathered, say)
    else:
        blocks.append(Paragraph(runs=plain(say(N_("No consultation is on record.")))))
    return Section(key="consultation", title=say(N_("Consultation")), blocks=tuple(blocks), narrative=bool(narrative))


def _windows(hearings: Sequence[Hearing], say: Say) -> Table:
    return say.table(
        "consultations",
        say(N_("Consultations")),
        {
            say(N_("Consultation")): 0.34,
            say(N_("First day")): 0.16,
            say(N_("Last day")): 0.16,
            say(N_("Days")): 0.08,
            say(N_("Comments")): 0.13,
            say(N_("Answered")): 0.13,
        },
        [
            [
                _name(one, say),
                say.day(one.scheduled.opens_on),
                say.day(one.scheduled.closes_on),
                say.count(one.days),
                say.count(one.statement.all.received),
                say.count(one.statement.all.answered),
            ]
            for one in hearings
        ],
    )


def _name(hearing: Hearing, say: Say) -> str:
    window = hearing.scheduled
    if window.title:
        return text_in(window.title, say.language)
    return say(SUBJECTS[window.subject]) if window.subject in SUBJECTS else window.subject


def _hearing(hearing: Hearing, gathered: Gathered, say: Say) -> Iterator[Block]:
    yield Heading(text=_name(hearing, say))
    counted = hearing.statement
    if not counted.all.received:
        yield Paragraph(runs=plain(say(N_("No comment came in."))))
        return
    titles = {str(one.number): one.title for one in gathered.compliance.themes}
    rows: list[list[Cell | str]] = [_tally(say(N_("All comments")), counted.all, say)]
    rows += [_tally(f"{say(N_('Sector'))}: {say(SECTORS[key])}", one, say) for key, one in counted.by_sector.items()]
    rows += [
        _tally(f"{say(N_('Theme'))}: {_theme(key, titles, say)}", one, say) for key, one in counted.by_theme.items()
    ]
    rows += [
        _tally(f"{say(N_('Department'))}: {_department(key, say)}", one, say)
        for key, one in counted.by_department.items()
    ]
    key = hearing.scheduled.consultation
    yield say.table(
        f"statement-{key}",
        say(N_("What became of the comments")),
        {
            say(N_("Who, and of what")): 0.44,
            say(N_("Received")): 0.14,
            say(N_("Answered")): 0.14,
            say(N_("Waiting")): 0.14,
            say(N_("Led to a change")): 0.14,
        },
        rows,
    )
    comments = gathered.spoken.comments.get(key, ())
    if comments:
        yield say.table(
            f"comments-{key}",
            say(N_("Comments and responses")),
            {say(N_("Day")): 0.14, say(N_("Sector")): 0.14, say(N_("Comment")): 0.36, say(N_("Response")): 0.36},
            [_comment(one, gathered, say) for one in comments],
        )


def _tally(name: str, tally: Tally, say: Say) -> list[Cell | str]:
    return [name, *(say.count(one) for one in (tally.received, tally.answered, tally.waiting, tally.led_to_change))]


def _theme(key: str, titles: dict[str, dict[str, str]], say: Say) -> str:
    return f"{key}. {say.text(titles[key])}" if key in titles else say(N_("the whole plan"))


def _department(key: str, say: Say) -> str:
    return say(N_("not said")) if key == UNSAID else department_name(key)


def _comment(comment: AnsweredComment, gathered: Gathered, say: Say) -> list[Cell | str]:
    answer = say(N_("Not answered yet."))
    if comment.outcome is not None:
        by = f" ({comment.institution})" if comment.institution else ""
        answer = f"{say(OUTCOMES[comment.outcome])}{by}. {text_in(comment.answer or {}, say.language)}"
    hidden = say(N_("Hidden by a published rule; the register of moderation says which."))
    return [
        say.formats.day(comment.received_at, gathered.compliance.time_zone),
        say(SECTORS[comment.sector]),
        text_in(comment.text, say.language) if comment.text else hidden,
        answer,
    ]
