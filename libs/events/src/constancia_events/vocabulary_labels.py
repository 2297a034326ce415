"""The words by which a plan names its levels, in Spanish and English; the codes of the levels never change."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from constancia_events.vocabulary import AssessedLevel, Vocabulary

LEVEL_LABELS: Final[Mapping[Vocabulary, Mapping[AssessedLevel, Mapping[str, str]]]] = MappingProxyType(
    {
        Vocabulary.GT: {
            AssessedLevel.NO_EVIDENCE: {"es": "Sin evidencia", "en": "No evidence"},
            AssessedLevel.NOT_STARTED: {"es": "No iniciado", "en": "Not started"},
            AssessedLevel.INITIATED: {"es": "Iniciado", "en": "Initiated"},
            AssessedLevel.SUBSTANTIAL: {"es": "Sustancial", "en": "Substantial"},
            AssessedLevel.COMPLETE: {"es": "Completo", "en": "Complete"},
        },
        Vocabulary.OGP: {
            AssessedLevel.NO_EVIDENCE: {"es": "Sin evidencia", "en": "No evidence"},
            AssessedLevel.NOT_STARTED: {"es": "No iniciado", "en": "Not started"},
            AssessedLevel.INITIATED: {"es": "Limitado", "en": "Limited"},
            AssessedLevel.SUBSTANTIAL: {"es": "Sustancial", "en": "Substantial"},
            AssessedLevel.COMPLETE: {"es": "Completo", "en": "Complete"},
        },
    }
)
"""From the lowest level to the highest (the IRM's own one first)."""
