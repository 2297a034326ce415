"""Which service owns which path: the one table behind the standalone front and the gateway's configuration."""

import re
from typing import Final

FRONT: Final = "front"

TABLE: Final[tuple[tuple[str, str], ...]] = (
    (FRONT, r"^/(openapi\.json|docs|healthz|readyz)$"),
    ("evidence", r"^/v1/(evidence(/|$)|plans/[^/]+/commitments/[^/]+/goals/[^/]+/evidence(/|$))"),
    ("evidence", r"^/v1/plans/[^/]+/(evidence/verdicts$|institutions/[^/]+/evidence-digest$)"),
    ("consultation", r"^/v1/(consultations(/|$)|receipts/|plans/[^/]+/consultations(\.ics$|/|$))"),
    ("consultation", r"^/v1/(institutions/[^/]+/digest-address$|plans/[^/]+/institutions/[^/]+/answers-owed$)"),
    ("consultation", r"^/(consultas/|en/consultations/|\.well-known/constancia-receipt-keys\.json$)"),
    ("commitments", r"^/(inscripcion/|en/enrolment/)"),
    (
        "reporting",
        r"^/($|en(/|$)|planes/|evidencia/|paises(/|$)|static/|embed(/|$)|problems/|catalog\.jsonld$|oembed$)",
    ),
    (
        "reporting",
        r"^/v1/(stream$|plans/[^/]+/(clock|comparison|compliance|consultation-statements|badge\.(svg|json)|figures|feed\.(atom|json)|calendar\.ics|latest-changes|search|findings(\.csv)?)$|plans/[^/]+/(reports(/|$)|open-data/)|plans/[^/]+/commitments/[^/]+/(compliance|badge\.(svg|json))$)",
    ),
    ("commitments", r"^/(v1|oauth2|\.well-known)(/|$)"),
    ("reporting", r"^/"),
)
"""The first row whose pattern matches wins; the last takes everything: reporting owns the page of what is not there."""

_COMPILED: Final = tuple((service, re.compile(pattern)) for service, pattern in TABLE)


def owner(path: str) -> str:
    """The service that answers `path` (decoded), or FRONT."""
    return next(service for service, pattern in _COMPILED if pattern.match(path))


def nginx_locations() -> str:
    """The table as nginx `location` blocks, in order; each service, and the front, is an upstream of its name."""
    return "".join(f'location ~ "{pattern}" {{\n    proxy_pass http://{service};\n}}\n' for service, pattern in TABLE)
