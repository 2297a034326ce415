"""What outcomes, verdicts and flags mean to a person, and what to do about them, in Spanish and English.

The one place of these words: the API, the pages, webhooks and digests take them from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from constancia_events.checks import CheckFlag, CheckOutcome, EvidenceVerdict

Words = Mapping[str, str]
"""A text by language: `es` and `en`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was seen, in a plain sentence, and what to do about it; no remedy where nothing is to be done."""

    sentence: Words
    remedy: Words | None = None


VERDICT_LABELS: Final[Mapping[EvidenceVerdict, Words]] = MappingProxyType(
    {
        EvidenceVerdict.UNKNOWN: {"es": "Sin verificar", "en": "Not checked yet"},
        EvidenceVerdict.LIVE: {"es": "Disponible", "en": "Available"},
        EvidenceVerdict.RESTRICTED: {"es": "Acceso restringido", "en": "Restricted access"},
        EvidenceVerdict.SUSPECT: {"es": "En duda", "en": "In doubt"},
        EvidenceVerdict.DEAD: {"es": "Enlace roto", "en": "Broken link"},
        EvidenceVerdict.INVALID: {"es": "Dirección no válida", "en": "Invalid address"},
    }
)

OUTCOMES: Final[Mapping[CheckOutcome, Said]] = MappingProxyType({})
FLAGS: Final[Mapping[CheckFlag, Said]] = MappingProxyType({})
