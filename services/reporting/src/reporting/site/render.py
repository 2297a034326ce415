"""Pages as bytes: a model in, HTML out; no request, no database, no clock."""

import re
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape

from constancia_events.verdict_words import OUTCOMES, VERDICT_LABELS
from constancia_pages.departments import department_name
from constancia_pages.formats import Formats, day_in
from reporting.compliance.schemas import Compliance
from reporting.findings.finding import Finding
from reporting.site import words
from reporting.site.assets import load_static
from reporting.site.cards import Card
from reporting.site.catalogue import LANGUAGES, catalogue
from reporting.site.changes import ChangesPage
from reporting.site.charts import stacked, width_of
from reporting.site.comparison import ComparisonPage
from reporting.site.evidence import EvidencePage, PlanEvidencePage
from reporting.site.figures import IndicatorsPage
from reporting.site.links import Paths, web_link
from reporting.site.noticed import FindingsPage
from reporting.site.open_data import DataPage
from reporting.site.pages import CommitmentPage, CountriesPage, CountryPage, EmbedPage, InstitutionsPage, PlanPage
from reporting.site.participation import ParticipationPage
from reporting.site.reports import ReportsPage
from reporting.site.search import SearchPage
from reporting.site.shapes import ASSESSED_SHAPES, STANDING_SHAPES, VERDICT_SHAPES
from reporting.site.timekeeping import ClockLine, ClockPage
from reporting.site.values import Values, narrated
from reporting.stream.hub import event_id


class Unindented(Extension):
    """Drops the indentation of templates (never of data), a third of a page's weight."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002  (jinja2's signature)
        """The source with its lines joined without their indentation."""
        return re.sub(r"\n\s+", "\n", source)


Part = (
    PlanEvidencePage
    | ChangesPage
    | ParticipationPage
    | InstitutionsPage
    | IndicatorsPage
    | FindingsPage
    | ClockPage
    | DataPage
    | ComparisonPage
    | SearchPage
)


class Site:
    """Renders the public pages in Spanish (`es`) and English (`en`); build it once, it keeps no state of a page.

    `static` maps each path under `/static/` to its bytes and media type; names hold a hash, so serve it as immutable.
    Every method raises KeyError for another language.
    """

    def __init__(self) -> None:
        """Load templates, catalogues and static files."""
        self.static, self._static_paths = load_static()
        self._environments = {language: self._environment(language) for language in LANGUAGES}

    def static_path(self, name: str) -> str | None:
        """Where the file of a plain name (`site.css`) is served under its hash; None for any other name."""
        return self._static_paths.get(name)

    def plan_page(self, page: PlanPage, language: str) -> bytes:
        """The plan: where it stands, its map of compliance, its figures by theme."""
        compliance = page.compliance
        columns = max((goal.number for item in compliance.items for goal in item.goals), default=1)
        plan = compliance.plan
        return self._render(
            "plan.html",
            language,
            page=page,
            c=compliance,
            columns=columns,
            day=day_in(compliance.as_of, compliance.time_zone),
            live=None if page.is_past else plan,
            seen=event_id(compliance.version),
            states=words.LEVELS_OF[page.vocabulary],
            own_path=lambda of, at=None: Paths(of, at).plan(plan),
            **_at(page.is_past, compliance.as_of, language),
        )

    def commitment_page(self, page: CommitmentPage, language: str) -> bytes:
        """One commitment: its texts, who answers for it, and each goal with its proof and its past."""
        return self._render(
            "commitment.html",
            language,
            page=page,
            c=page,
            item=page.item,
            details={detail.number: detail for detail in page.goals},
            day=day_in(page.as_of, page.time_zone),
            live=None if page.is_past else page.plan,
            seen=event_id(page.version),
            states=words.LEVELS_OF[page.vocabulary],
            own_path=lambda of, at=None: Paths(of, at).commitment(page.plan, page.item.number),
            zone=page.time_zone,
            **_at(page.is_past, page.as_of, language),
        )

    def changes_page(self, page: ChangesPage, language: str) -> bytes:
        """What was amended in a plan and why, its states, its descent."""
        return self._part("changes", page, language, states=words.LEVELS_OF[page.vocabulary])

    def participation_page(self, page: ParticipationPage, language: str) -> bytes:
        """Who takes part in a plan, when they meet, what is asked of them."""
        return self._part("participation", page, language)

    def institutions_page(self, page: InstitutionsPage, language: str) -> bytes:
        """The figures of a plan by who answers for them."""
        return self._part("institutions", page, language)

    def indicators_page(self, page: IndicatorsPage, language: str) -> bytes:
        """The figures of a plan with every place that states them."""
        return self._part("indicators", page, language)

    def findings_page(self, page: FindingsPage, language: str) -> bytes:
        """What the platform noticed in a plan, in words."""
        return self._part("findings", page, language, states=words.LEVELS_OF[page.vocabulary])

    def evidence_page(self, page: EvidencePage, language: str) -> bytes:
        """One piece of evidence: its verdict with what that rests on, its copies, its uses."""
        as_of = page.as_of.date().isoformat() if page.is_past else None
        return self._render(
            "evidence.html",
            language,
            page=page,
            zone=page.time_zone,
            sentences=OUTCOMES,
            day=page.as_of.astimezone(ZoneInfo(page.time_zone)).date().isoformat(),
            live=None,
            own_path=lambda of, at=None: Paths(of, at).evidence(page.evidence),
            paths=Paths(language, as_of),
        )

    def clock_page(self, page: ClockPage, language: str) -> bytes:
        """What OGP requires of a plan, by when, and how it stands."""
        return self._part("clock", page, language, shapes={**ASSESSED_SHAPES, **STANDING_SHAPES})

    def finding_text(self, finding: Finding, compliance: Compliance, vocabulary: str, language: str) -> str:
        """A finding in one sentence without markup: what its page says of it."""
        context = {"c": compliance, "states": words.LEVELS_OF[vocabulary], "paths": Paths(language)}
        return self._sentence("_finding.html", "finding", finding, language, context)

    def requirement_text(self, line: ClockLine, compliance: Compliance, language: str) -> str:
        """What proves how a requirement stands, without markup: what the clock's page says of it."""
        return self._sentence("_requirement.html", "proof", line, language, {"c": compliance, "paths": Paths(language)})

    def _sentence(self, template: str, macro: str, about: object, language: str, context: dict[str, Any]) -> str:
        said = getattr(self._environments[language].get_template(template).make_module(context), macro)(about)
        escaped = str(said).replace("<li>", " · ")
        return " ".join(Markup(escaped).striptags().split())  # noqa: S704 - what a template wrote is escaped

    def reports_page(self, page: ReportsPage, language: str) -> bytes:
        """The self-assessment reports of a plan, or one of them."""
        number = page.one.number if page.one else None

        def own_path(of: str, _at: str | None = None) -> str:
            paths = Paths(of)
            return paths.reports(page.plan) if number is None else paths.report(page.plan, number)

        return self._render(
            "reports.html",
            language,
            page=page,
            titles=words.REPORTS,
            report_states=words.REPORT_STATES,
            forms=words.REPORT_FORMS,
            live=None,
            own_path=own_path,
        )

    def card(self, card: Card, language: str, *, fragment: bool) -> bytes:
        """A card for other sites: a page to frame, or its fragment of HTML alone."""
        return self._render(
            "_card.html" if fragment else "card.html",
            language,
            page=card,
            c=card.compliance,
            origin=card.public_url,
        )

    def comparison_page(self, page: ComparisonPage, language: str) -> bytes:
        """Two days of a plan side by side."""
        since = day_in(page.before.as_of, page.compliance.time_zone)
        return self._part("comparison", page, language, since=since)

    def search_page(self, page: SearchPage, language: str) -> bytes:
        """What was found in a plan."""
        return self._part("search", page, language, live=None)

    def dataset_page(self, page: DataPage, language: str) -> bytes:
        """What of a plan can be taken along, with its dictionary."""
        return self._part("dataset", page, language)

    def proof_page(self, page: PlanEvidencePage, language: str) -> bytes:
        """What a plan cites, with verdicts."""
        return self._part("proof", page, language, labels=VERDICT_LABELS, zone=page.compliance.time_zone)

    def embed_page(self, page: EmbedPage, language: str) -> bytes:
        """The code to copy for the custom element and the badge, each shown at work."""
        return self._render(
            "embed.html",
            language,
            page=page,
            item=page.item,
            live=None,
            own_path=lambda of, at=None: Paths(of, at).embed(),
        )

    def countries_page(self, page: CountriesPage, language: str) -> bytes:
        """Every country's newest past plan as IRM found it, and the averages of all."""
        return self._render(
            "countries.html",
            language,
            page=page,
            live=None,
            own_path=lambda of, at=None: Paths(of, at).countries(),
        )

    def country_page(self, page: CountryPage, language: str) -> bytes:
        """A country's past plans beside the others' averages and the plan on record."""
        return self._render(
            "country.html",
            language,
            page=page,
            live=None,
            own_path=lambda of, at=None: Paths(of, at).country(page.country.slug),
        )

    def empty_page(self, language: str) -> bytes:
        """What the site says before a first plan is on record."""
        return self._render("empty.html", language, live=None, own_path=lambda of, at=None: Paths(of, at).home())

    def not_found_page(self, language: str) -> bytes:
        """What the site says for an address where nothing is kept."""
        return self._render("not_found.html", language, live=None, own_path=lambda of, at=None: Paths(of, at).home())

    def _part(self, part: str, page: Part, language: str, **context: Any) -> bytes:
        """One of the pages of a plan beside its map; each is named as its path in `Paths` and its template."""
        compliance = page.compliance
        return self._render(
            f"{part}.html",
            language,
            page=page,
            c=compliance,
            here=part,
            day=day_in(compliance.as_of, compliance.time_zone),
            seen=event_id(compliance.version),
            own_path=lambda of, at=None: getattr(Paths(of, at), part)(compliance.plan),
            **_at(page.is_past, compliance.as_of, language),
            **{"live": None if page.is_past else compliance.plan, **context},
        )

    def _render(self, template: str, language: str, **context: Any) -> bytes:
        context.setdefault("paths", Paths(language))
        return self._environments[language].get_template(template).render(context).encode()

    def _environment(self, language: str) -> Environment:
        environment = Environment(
            loader=PackageLoader("reporting.site"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n", Unindented],
        )
        texts = catalogue(language)
        environment.install_gettext_callables(texts.gettext, texts.ngettext, newstyle=True)  # type: ignore[attr-defined]
        formats = Formats(language)
        environment.globals.update(
            lang=language, asset=self._static_paths, words=words, shapes={**ASSESSED_SHAPES, **VERDICT_SHAPES}
        )
        environment.globals.update(stacked=stacked, width_of=width_of, web_link=web_link, states=words.STATES)
        values = Values(formats, texts.gettext)
        environment.globals.update(place_named=values.place_named)
        environment.globals.update(sides=values.sides, narrated=partial(narrated, formats=formats))
        environment.globals.update(place_of=formats.place_of, other="en" if language == "es" else "es")
        environment.filters.update(
            n=formats.number,
            pct=formats.percent,
            plan_date=formats.plan_date,
            moment=formats.moment,
            day=formats.day,
            department=department_name,
            language_name=formats.language_name,
            t=formats.text,
            figure=formats.figure,
            lines=values.lines,
            money=formats.money,
            plain=formats.plain,
            source=_source,
        )
        return environment


def _source(text: str) -> str:
    """The text as HTML source, for code that a reader copies: it is escaped once more where the code is shown."""
    return str(escape(text))


def _at(is_past: bool, as_of: str, language: str) -> dict[str, Paths]:  # noqa: FBT001  (a field of the page, handed on)
    return {"paths": Paths(language, as_of if is_past else None)}
