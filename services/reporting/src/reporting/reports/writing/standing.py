"""How far the plan has come: the map of compliance, themes, achievements, OGP's clock, findings. Pure."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from constancia_events.vocabulary import DisplayState, Level
from reporting.clock.requirement import CONTRARY
from reporting.compliance.schemas import GoalFigures
from reporting.findings.finding import Rule
from reporting.reports.document import Bar, Block, Cell, Chart, Heading, Items, Paragraph, Section, Table, plain
from reporting.reports.gathered import Gathered
from reporting.reports.writing.say import Say
from reporting.site import words
from reporting.site.timekeeping import clock_page
from reporting.site.words import N_, STATE_ORDER


def compliance_map(gathered: Gathered, say: Say) -> Section:
    """Each commitment with both its levels and its goals by state; the last row is the plan."""
    compliance = gathered.compliance
    columns = {say(N_("No.")): 0.05, say(N_("Commitment")): 0.27, say(N_("Declared")): 0.12, say(N_("By goals")): 0.12}
    columns |= {say(words.LEVELS_OF[say.vocabulary][state]): 0.088 for state in STATE_ORDER}
    rows: list[list[Cell | str]] = []
    for item in compliance.items:
        states = Counter(goal.display_state for goal in item.goals)
        rows.append(
            [
                str(item.number),
                say.text(item.title),
                say.level_cell(item.declared),
                say.level_cell(item.rolled_up),
                *(say.count(states[state]) for state in STATE_ORDER),
            ]
        )
    counts = compliance.goals.counts
    rows.append(["—", say(N_("All goals")), "—", "—", *(say.count(counts[state]) for state in STATE_ORDER)])
    policy = compliance.policy
    return Section(
        key="compliance",
        title=say(N_("Map of compliance")),
        blocks=(
            say.table("compliance", say(N_("Commitments and their goals by state")), columns, rows),
            Paragraph(runs=plain(say(words.POLICY_RULES[policy.name])), note=True),
            _levels(gathered, say),
        ),
    )


def _levels(gathered: Gathered, say: Say) -> Table:
    figures = gathered.compliance.commitments
    return say.table(
        "levels",
        say(N_("Commitments by level: as declared, and by what their goals add up to")),
        {
            say(N_("Level")): 0.4,
            say(N_("Declared")): 0.15,
            say(N_("Declared, share")): 0.15,
            say(N_("By goals")): 0.15,
            say(N_("By goals, share")): 0.15,
        },
        [
            [
                say.level_cell(level),
                say.count(figures.declared.counts[level]),
                say.percent(figures.declared.percent[level]),
                say.count(figures.rolled_up.counts[level]),
                say.percent(figures.rolled_up.percent[level]),
            ]
            for level in words.LEVEL_ORDER
        ],
    )


def themes(gathered: Gathered, say: Say) -> Section:
    """Goals of each theme by state, in numbers, shares and bars of the same counts."""
    compliance = gathered.compliance
    labels = {state: say(words.LEVELS_OF[say.vocabulary][state]) for state in STATE_ORDER}
    of = [(f"{one.number}. {say.text(one.title)}", one.goals) for one in compliance.themes]
    every = [*of, (say(N_("The whole plan")), compliance.goals)]
    counts = say.table(
        "themes",
        say(N_("Goals by theme and state")),
        {say(N_("Theme")): 0.4, say(N_("Goals")): 0.1} | dict.fromkeys(labels.values(), 0.1),
        [
            [name, say.count(figures.total), *(say.count(figures.counts[state]) for state in STATE_ORDER)]
            for name, figures in every
        ],
    )
    shares = say.table(
        "theme-shares",
        say(N_("Shares of the goals of each theme by state")),
        {say(N_("Theme")): 0.4} | dict.fromkeys(labels.values(), 0.12),
        [[name, *(say.percent(figures.percent[state]) for state in STATE_ORDER)] for name, figures in every],
    )
    chart = Chart(
        caption=say(N_("Goals by theme and state")),
        said=". ".join(f"{name}: {_in_words(figures, labels)}" for name, figures in every),
        lines=tuple((name, _bars(figures, labels)) for name, figures in every),
    )
    return Section(key="themes", title=say(N_("Themes")), blocks=(counts, chart, shares))


def _bars(figures: GoalFigures, labels: dict[DisplayState, str]) -> tuple[Bar, ...]:
    return tuple(
        Bar(state=state, label=labels[state], count=figures.counts[state])
        for state in STATE_ORDER
        if figures.counts[state]
    )


def _in_words(figures: GoalFigures, labels: dict[DisplayState, str]) -> str:
    return ", ".join(f"{labels[state]} {figures.counts[state]}" for state in STATE_ORDER if figures.counts[state])


def achievements(gathered: Gathered, say: Say, narrative: Sequence[Block]) -> Section:
    """What a person wrote, and every goal that is complete."""
    done = [
        (f"{item.number}.{goal.number}", goal)
        for item in gathered.compliance.items
        for goal in item.goals
        if goal.level is Level.COMPLETE
    ]
    table = say.table(
        "achievements",
        say(N_("Goals that are complete")),
        {say(N_("No.")): 0.1, say(N_("Goal")): 0.6, say(N_("Stated on")): 0.15, say(N_("Against its dates")): 0.15},
        [
            [number, say.text(goal.title), say.day(goal.level_as_of), say(words.TIMINGS[goal.timing])]
            for number, goal in done
        ],
    )
    none = Paragraph(runs=plain(say(N_("No goal is complete."))))
    return Section(
        key="achievements",
        title=say(N_("Achievements")),
        blocks=(*narrative, table if done else none),
        narrative=bool(narrative),
    )


def clock(gathered: Gathered, say: Say) -> Section:
    """What OGP requires, how it stands, and what the IRM asks of a self-assessment."""
    page = clock_page(gathered.clock, "", is_past=True)
    contrary = any(row.standing in CONTRARY for row in gathered.clock.rows)
    verdict = (
        N_("As it stands, the plan is contrary to OGP's process.")
        if contrary
        else N_("Nothing that OGP requires is overdue.")
    )
    rows: list[list[Cell | str]] = [
        [
            say(words.REQUIREMENTS[row.requirement]),
            say(words.STANDINGS[row.standing]),
            say.day(row.due_on),
            say.count(row.left) if row.due_on else "—",
            say.requirement(row),
        ]
        for row in page.rows
    ]
    answers = {True: say(N_("yes")), False: say(N_("no")), None: say(N_("not on record"))}
    return Section(
        key="clock",
        title=say(N_("OGP's clock")),
        blocks=(
            Paragraph(runs=plain(say(verdict))),
            say.table(
                "clock",
                say(N_("What OGP requires")),
                {
                    say(N_("Requirement")): 0.27,
                    say(N_("Standing")): 0.13,
                    say(N_("Due")): 0.14,
                    say(N_("Days left")): 0.08,
                    say(N_("Proof")): 0.38,
                },
                rows,
            ),
            say.table(
                "checklist",
                say(N_("The IRM's checklist")),
                {say(N_("Question")): 0.7, say(N_("Answer of the record")): 0.3},
                [[say(words.QUESTIONS[one.question]), answers[one.yes]] for one in page.checklist],
            ),
        ),
    )


def findings(gathered: Gathered, say: Say) -> Section:
    """What the platform noticed by itself, counted by rule and told by commitment."""
    found = gathered.findings
    title = say(N_("Findings"))
    lead = Paragraph(
        runs=plain(
            say(
                N_(
                    "What the platform noticed by itself, by fixed rules, from what is on record. A finding is a"
                    " question to ask, not a verdict."
                )
            )
        )
    )
    if not found:
        none = Paragraph(runs=plain(say(N_("Nothing was noticed. That is good news, not an error."))))
        return Section(key="findings", title=title, blocks=(lead, none))
    counted = Counter(one.rule for one in found)
    rows: list[list[Cell | str]] = [
        [say(words.RULES[rule]), say.count(counted[rule])] for rule in Rule if counted[rule]
    ]
    rows.append([say(N_("All findings")), say.count(len(found))])
    blocks: list[Block] = [
        lead,
        say.table("findings", say(N_("Findings by rule")), {say(N_("Rule")): 0.8, say(N_("Findings")): 0.2}, rows),
    ]
    titles = {item.number: item.title for item in gathered.compliance.items}
    for commitment, together in groupby(found, key=lambda one: one.commitment):
        named = f"{commitment}. {say.text(titles.get(commitment))}" if commitment else say(N_("The whole plan"))
        blocks.append(Heading(text=named))
        blocks.append(
            Items(items=tuple(plain(f"{say(words.RULES[one.rule])}. {say.finding(one)}") for one in together))
        )
    return Section(key="findings", title=title, blocks=tuple(blocks))
