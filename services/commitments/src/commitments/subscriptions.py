"""What the registry hears of others, and what it does to a read model. The whole list is on this page."""

from commitments.projections import cited_evidence
from constancia_bus.projection import Projection
from constancia_events import evidence

PROJECTIONS = (
    Projection(
        name="cited_evidence",
        version=1,
        source="evidence",
        handlers={
            evidence.EvidenceCited: cited_evidence.evidence_cited,
            evidence.EvidenceWithdrawn: cited_evidence.evidence_withdrawn,
        },
    ),
)
