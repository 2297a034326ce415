"""The metadata with every table of the registry in it: importing this module is what fills it."""

from commitments.amendment import tables as _amendment
from commitments.commitment import tables as _commitment
from commitments.contact import tables as _contact
from commitments.credential import tables as _credential
from commitments.goal import tables as _goal
from commitments.imports import tables as _imports
from commitments.institution import tables as _institution
from commitments.irm import tables as _irm
from commitments.lineage import tables as _lineage
from commitments.metadata import metadata
from commitments.plan import tables as _plan
from commitments.webhook import tables as _webhook

__all__ = ["metadata"]
_FILLED_BY = (
    _amendment,
    _contact,
    _lineage,
    _commitment,
    _credential,
    _goal,
    _imports,
    _institution,
    _irm,
    _plan,
    _webhook,
)
