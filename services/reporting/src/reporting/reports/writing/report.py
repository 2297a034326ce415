"""A report, whole: its sections in the order of the national template. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from constancia_events.vocabulary import PeriodKind
from reporting.reports.document import Block, Document, Paragraph, Section, plain
from reporting.reports.gathered import Gathered
from reporting.reports.markdown import blocks_of
from reporting.reports.narratives import Narrative
from reporting.reports.writing import people, promises, standing
from reporting.reports.writing.figures import figures_of
from reporting.reports.writing.say import Say
from reporting.site import words
from reporting.site.render import Site
from reporting.site.words import N_

Language = Literal["es", "en"]


def written(  # noqa: PLR0913 - each is a part of the document
    gathered: Gathered,
    *,
    number: int,
    kind: PeriodKind,
    language: Language,
    narratives: Mapping[str, Mapping[str, str]],
    site: Site,
    origin: str,
) -> Document:
    """The report in one language. `narratives` by section and language; one that lacks this language is in Spanish."""
    compliance, plan = gathered.compliance, gathered.facts.plan
    say = Say(language=language, site=site, compliance=compliance, vocabulary=plan.vocabulary, origin=origin)
    figures = figures_of(gathered, say)
    say = replace(say, figures={one.key: one.text for one in figures})

    def narrative(section: Narrative) -> list[Block]:
        texts = narratives.get(section, {})
        text = texts.get(language) or texts.get("es") or ""
        return blocks_of(text, say.figures) if text.strip() else []

    place = say.formats.place_of(compliance.time_zone)
    return Document(
        plan=compliance.plan,
        number=number,
        kind=kind,
        language=language,
        title=say(words.REPORTS[kind]),
        subtitle=say.text(compliance.title),
        cover=(
            say.formats.country(plan.country, plan.country),
            f"{say.day(plan.starts_on)} — {say.day(plan.ends_on)}",
            say(
                N_("As of %(moment)s (%(place)s time)"),
                moment=say.formats.moment(compliance.as_of, compliance.time_zone),
                place=place,
            ),
            say(N_("Written from the public record. Every figure in text, table and chart is the same figure.")),
        ),
        as_of=compliance.as_of,
        time_zone=compliance.time_zone,
        version=compliance.version,
        source=origin,
        figures=figures,
        sections=(
            people.lead_agencies(gathered, say),
            _introduction(gathered, say, narrative(Narrative.INTRODUCTION)),
            _process(gathered, say, narrative(Narrative.PROCESS)),
            people.participation(gathered, say, narrative(Narrative.PARTICIPATION)),
            promises.commitments(gathered, say),
            standing.compliance_map(gathered, say),
            standing.themes(gathered, say),
            standing.achievements(gathered, say, narrative(Narrative.ACHIEVEMENTS)),
            people.consultation(gathered, say, narrative(Narrative.CONSULTATION)),
            standing.clock(gathered, say),
            standing.findings(gathered, say),
            _conclusions(gathered, say, narrative(Narrative.CONCLUSIONS)),
        ),
    )


def _introduction(gathered: Gathered, say: Say, narrative: Sequence[Block]) -> Section:
    goals, commitments = gathered.compliance.goals, gathered.compliance.commitments
    said = say(
        N_(
            "The plan has %(commitments)s commitments with %(goals)s goals, which %(institutions)s institutions answer"
            " for. Of the goals %(complete)s are complete (%(share)s)."
        ),
        commitments=say.count(commitments.rolled_up.total).text,
        goals=say.count(goals.total).text,
        institutions=say.count(len(gathered.compliance.institutions)).text,
        complete=say.figures["goals.complete.count"],
        share=say.figures["goals.complete.percent"],
    )
    return Section(
        key="introduction",
        title=say(N_("Introduction")),
        blocks=(*narrative, Paragraph(runs=plain(said))),
        narrative=bool(narrative),
    )


def _process(gathered: Gathered, say: Say, narrative: Sequence[Block]) -> Section:
    plan, people_ = gathered.facts.plan, gathered.people
    dates = say.table(
        "plan",
        say(N_("The plan")),
        {say(N_("Field")): 0.4, say(N_("What is on record")): 0.6},
        [
            [say(N_("Start")), say.day(plan.starts_on)],
            [say(N_("End")), say.day(plan.ends_on)],
            [say(N_("Adopted on")), say.day(plan.adopted_on)],
            [
                say(N_("Roll-up policy")),
                f"{say(words.POLICIES[plan.policy.name])}, {say(N_('version'))} {plan.policy.version}",
            ],
        ],
    )
    blocks: list[Block] = [*narrative, dates]
    periods = say.table(
        "periods",
        say(N_("Reporting periods")),
        {say(N_("Kind")): 0.31, say(N_("First day")): 0.23, say(N_("Last day")): 0.23, say(N_("Reports due")): 0.23},
        [
            [
                say(words.PERIODS[one.opened.kind]),
                say.day(one.opened.starts_on),
                say.day(one.opened.ends_on),
                say.day(one.opened.due_on),
            ]
            for one in reversed(people_.periods)
        ],
    )
    asked = say.table(
        "recommendations",
        say(N_("What the IRM asked for, and what was done")),
        {say(N_("Letter")): 0.1, say(N_("Recommendation")): 0.5, say(N_("What was done")): 0.4},
        [
            [
                one.asked.letter,
                say.text(one.asked.text),
                "\n".join(say.text(done.text) for done in one.done) or say(N_("Nothing is on record.")),
            ]
            for one in people_.recommendations
        ],
    )
    blocks += [one for one in (periods, asked) if one.rows]
    return Section(key="process", title=say(N_("Process of the plan")), blocks=tuple(blocks), narrative=bool(narrative))


def _conclusions(gathered: Gathered, say: Say, narrative: Sequence[Block]) -> Section:
    positions = ", ".join(
        f"{say(words.SERVICES.get(service, service))} {position}"
        for service, position in sorted(gathered.compliance.version.items())
    )
    check = say(
        N_("This report was written from the record at %(source)s, up to these positions of its logs: %(positions)s."),
        source=say.origin,
        positions=positions,
    )
    return Section(
        key="conclusions",
        title=say(N_("Conclusions")),
        blocks=(*narrative, Paragraph(runs=plain(check), note=True)),
        narrative=bool(narrative),
    )
