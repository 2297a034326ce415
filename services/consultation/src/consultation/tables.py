"""The metadata with every table of the consultation service in it: importing this module is what fills it."""

from consultation.comments import tables as _comments
from consultation.consultations import tables as _consultations
from consultation.contacts import tables as _contacts
from consultation.guard import tables as _guard
from consultation.metadata import metadata
from consultation.moderation import tables as _moderation
from consultation.notices import digest as _digest
from consultation.notices import tables as _notices
from consultation.projections import registry as _registry
from consultation.proposals import tables as _proposals
from consultation.questionnaires import tables as _questionnaires
from consultation.receipts import tables as _receipts
from consultation.responses import tables as _responses

__all__ = ["metadata"]
_FILLED_BY = (
    _comments,
    _consultations,
    _contacts,
    _digest,
    _guard,
    _moderation,
    _notices,
    _proposals,
    _questionnaires,
    _receipts,
    _registry,
    _responses,
)
