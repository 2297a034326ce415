"""Addresses: where each page lives in each language, and which printed addresses may become links."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths of the site in one language; with `as_of`, every link stays at that date."""

    language: str
    as_of: str | None = None

    def home(self) -> str:
        """The plan in force; it knows no date."""
        return "/" if self.language == "es" else "/en/"

    def plan(self, plan: str) -> str:
        """One plan."""
        return self._dated(self._plan(plan))

    def commitment(self, plan: str, number: int) -> str:
        """One commitment of a plan."""
        folder = "compromisos" if self.language == "es" else "commitments"
        return self._dated(f"{self._plan(plan)}/{folder}/{number}")

    def changes(self, plan: str) -> str:
        """What was amended in a plan, and why."""
        return self._part(plan, "cambios", "changes")

    def participation(self, plan: str) -> str:
        """Who takes part in a plan, and when they meet."""
        return self._part(plan, "participacion", "participation")

    def institutions(self, plan: str) -> str:
        """How far what each institution answers for has come."""
        return self._part(plan, "instituciones", "institutions")

    def indicators(self, plan: str, key: str | None = None) -> str:
        """The figures of a plan; with `key`, the place of one of them."""
        return self._part(plan, "indicadores", "indicators") + (f"#ind-{quote(key)}" if key else "")

    def consultations(self, plan: str) -> str:  # noqa: ARG002 - as the other pages of a plan
        """The consultations, which the consultation service shows; they know no date."""
        return f"{self.home()}{'consultas' if self.language == 'es' else 'consultations'}/"

    def consultation(self, consultation: str) -> str:
        """One consultation, which the consultation service shows; it knows no date."""
        return f"{self.home()}{'consultas' if self.language == 'es' else 'consultations'}/{quote(consultation)}"

    def reports(self, plan: str) -> str:
        """The self-assessment reports of a plan; they know no date: each is of its own."""
        return f"{self._plan(plan)}/{'informes' if self.language == 'es' else 'reports'}"

    def report(self, plan: str, number: int) -> str:
        """One report."""
        return f"{self.reports(plan)}/{number}"

    def report_file(self, plan: str, number: int, name: str) -> str:
        """A file of a report, as `es.pdf`."""
        return f"/v1/plans/{quote(plan)}/reports/{number}/files/{quote(name)}"

    def open_data(self, plan: str, file: str) -> str:
        """A file of a plan's open data."""
        return self._dated(f"/v1/plans/{quote(plan)}/open-data/{quote(file)}")

    def feed(self, plan: str, form: str) -> str:
        """The feed of a plan's changes, as `.atom` or `.json`; it knows no date."""
        return f"/v1/plans/{quote(plan)}/feed{form}" + ("?lang=en" if self.language == "en" else "")

    def calendar(self, plan: str) -> str:
        """When goals are due and who meets."""
        return f"/v1/plans/{quote(plan)}/calendar.ics" + ("?lang=en" if self.language == "en" else "")

    def comparison(self, plan: str) -> str:
        """Two days of a plan side by side."""
        return self._part(plan, "comparar", "compare")

    def search(self, plan: str) -> str:
        """Where a plan is searched."""
        return self._part(plan, "buscar", "search")

    def dataset(self, plan: str) -> str:
        """The page of a plan's open data."""
        return self._part(plan, "datos", "data")

    def clock(self, plan: str) -> str:
        """What OGP requires of a plan, and by when."""
        return self._part(plan, "reloj", "clock")

    def clock_data(self, plan: str) -> str:
        """The JSON of the clock."""
        return self._dated(f"/v1/plans/{quote(plan)}/clock")

    def findings(self, plan: str) -> str:
        """What the platform noticed in a plan."""
        return self._part(plan, "hallazgos", "findings")

    def evidence(self, evidence: str) -> str:
        """One piece of evidence."""
        return self._dated(f"{self.home()}{'evidencia' if self.language == 'es' else 'evidence'}/{quote(evidence)}")

    def proof(self, plan: str, verdict: str | None = None, institution: str | None = None) -> str:
        """What a plan cites as proof; only what has a verdict, or what an institution's commitments cite."""
        path = self._part(plan, "evidencia", "evidence")
        wanted = {name: value for name, value in (("verdict", verdict), ("institution", institution)) if value}
        return path + ("&" if "?" in path else "?") + urlencode(wanted) if wanted else path

    def findings_data(self, plan: str, form: str = "") -> str:
        """The JSON of the findings, or another `form` of them (`.csv`)."""
        return self._dated(f"/v1/plans/{quote(plan)}/findings{form}")

    def embed(self) -> str:
        """The page that offers the code to copy."""
        return f"{self.home()}embed/"

    def countries(self, sort: str | None = None) -> str:
        """Every country with past plans; they know no date."""
        folder = "paises" if self.language == "es" else "countries"
        return f"{self.home()}{folder}/" + (f"?{urlencode({'sort': sort})}" if sort else "")

    def country(self, slug: str) -> str:
        """One country's past plans."""
        return f"{self.countries()}{quote(slug)}"

    def data(self, plan: str) -> str:
        """The JSON that a plan's page is made from."""
        return self._dated(f"/v1/plans/{quote(plan)}/compliance")

    def _part(self, plan: str, in_spanish: str, in_english: str) -> str:
        return self._dated(f"{self._plan(plan)}/{in_spanish if self.language == 'es' else in_english}")

    def _plan(self, plan: str) -> str:
        folder = "planes" if self.language == "es" else "plans"
        return f"{self.home()}{folder}/{quote(plan)}"

    def _dated(self, path: str) -> str:
        return f"{path}?{urlencode({'as_of': self.as_of})}" if self.as_of else path


def web_link(printed: str) -> str | None:
    """The `href` for an address as printed, or None where it should stay text.

    Only http and https to a plain host pass: no credentials, control characters or backslashes, which browsers read
    in ways a reader would not expect. Spaces inside the path are escaped as RFC 3986 section 2.1 asks.
    """
    if "\\" in printed or any(unicodedata.category(c).startswith(("C", "Z")) and c != " " for c in printed):
        return None
    try:
        parts = urlsplit(printed)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    return printed.strip().replace(" ", "%20")
