"""The catalogue for harvesters (CKAN and others): DCAT-AP 3 as JSON-LD, one dataset for each plan. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from constancia_events.commitments import PlanDefined
from reporting.open_data.tables import TABLES

MEDIA_TYPE: Final = "application/ld+json"
_EU: Final = "http://publications.europa.eu/resource/authority"
_IANA: Final = "https://www.iana.org/assignments/media-types"
_MEDIA: Final = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LANGUAGES: Final = {"es": "SPA", "en": "ENG", "fr": "FRA", "pt": "POR"}
CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who publishes, under which licence, and where."""

    origin: str
    name: str
    licence: str


def catalogue(plans: Iterable[tuple[PlanDefined, date]], publisher: Publisher) -> dict[str, Any]:
    """Every plan with the day on which its record last changed, as a catalogue."""
    return {
        "@context": CONTEXT,
        "@id": f"{publisher.origin}/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": [
            _in("es", "Constancia: compromisos de gobierno abierto"),
            _in("en", "Constancia: open government"),
        ],
        "dct:description": [
            _in("es", "Lo que el gobierno prometió, lo que ha hecho y las pruebas, como datos abiertos."),
            _in("en", "What the government promised, what it has done, and the proof, as open data."),
        ],
        "dct:publisher": _agent(publisher),
        "foaf:homepage": {"@id": f"{publisher.origin}/", "@type": "foaf:Document"},
        "dct:license": {"@id": publisher.licence, "@type": "dct:LicenseDocument"},
        "dct:language": [{"@id": f"{_EU}/language/{_LANGUAGES[one]}"} for one in ("es", "en")],
        "dcat:dataset": [_dataset(plan, changed_on, publisher) for plan, changed_on in plans],
    }


def _dataset(plan: PlanDefined, changed_on: date, publisher: Publisher) -> dict[str, Any]:
    here = f"{publisher.origin}/v1/plans/{plan.plan}/open-data"
    return {
        "@id": f"{publisher.origin}/planes/{plan.plan}/datos",
        "@type": "dcat:Dataset",
        "dct:identifier": plan.plan,
        "dct:title": [_in(language, text) for language, text in sorted(plan.title.items())],
        "dct:description": [
            _in("es", "Compromisos, metas, niveles declarados, medios de verificación con su veredicto, hallazgos."),
            _in("en", "Commitments, goals, declared levels, means of verification with their verdict, findings."),
        ],
        "dct:publisher": _agent(publisher),
        "dcat:theme": {"@id": f"{_EU}/data-theme/GOVE"},
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/CONT"},
        "dct:accessRights": {"@id": f"{_EU}/access-right/PUBLIC"},
        "dct:language": [{"@id": f"{_EU}/language/{_LANGUAGES[one]}"} for one in plan.languages if one in _LANGUAGES],
        "dct:modified": _typed(changed_on.isoformat(), "date"),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed(plan.starts_on.isoformat(), "date"),
            "dcat:endDate": _typed(plan.ends_on.isoformat(), "date"),
        },
        "dcat:landingPage": {"@id": f"{publisher.origin}/planes/{plan.plan}", "@type": "foaf:Document"},
        "dcat:keyword": [_in("es", "gobierno abierto"), _in("en", "open government")],
        "dcat:distribution": [
            {
                "@id": f"{here}/{table.name}.{form}",
                "@type": "dcat:Distribution",
                "dct:title": [_in(language, text) for language, text in table.title.items()],
                "dcat:accessURL": {"@id": f"{here}/{table.name}.{form}"},
                "dcat:downloadURL": {"@id": f"{here}/{table.name}.{form}"},
                "dct:format": {"@id": f"{_EU}/file-type/{form.upper()}", "@type": "dct:MediaTypeOrExtent"},
                "dcat:mediaType": {"@id": f"{_IANA}/{media}", "@type": "dct:MediaType"},
                "dct:license": {"@id": publisher.licence, "@type": "dct:LicenseDocument"},
            }
            for table in TABLES
            for form, media in _MEDIA.items()
        ],
    }


def _agent(publisher: Publisher) -> dict[str, Any]:
    return {"@id": f"{publisher.origin}/#publisher", "@type": "foaf:Agent", "foaf:name": publisher.name}


def _in(language: str, text: str) -> dict[str, str]:
    return {"@value": text, "@language": language}


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@value": value, "@type": f"xsd:{kind}"}
