"""Everything the registry hears, on one page: its own words, once they are in the log, and what is cited as proof."""

import asyncio
from functools import partial

from commitments.projections import cited_evidence
from commitments.reactions import status_changed
from commitments.webhook.changes import STATUS_CHANGES, kind_of
from constancia_bus.projection import Projection
from constancia_bus.reaction import Reaction
from constancia_bus.transaction import Transactions
from constancia_events import evidence

PROJECTIONS = (
    Projection(
        name="cited_evidence",
        version=2,
        source="evidence",
        handlers={
            evidence.EvidenceCited: cited_evidence.evidence_cited,
            evidence.EvidenceWithdrawn: cited_evidence.evidence_withdrawn,
        },
    ),
)


def reactions(transactions: Transactions, public_url: str, wake: asyncio.Event) -> tuple[Reaction, ...]:
    """What it does about its own words; a name, once given, is the name of a place in a stream."""
    tell = partial(status_changed.tell_webhooks, transactions, public_url.rstrip("/"), wake)
    return tuple(Reaction(name=f"webhooks_{kind_of(event)}", event=event, react=tell) for event in STATUS_CHANGES)
