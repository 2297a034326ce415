"""The metadata with every table of the registry in it: importing this module is what fills it."""

from commitments.assessment import tables as _assessment
from commitments.commitment import tables as _commitment
from commitments.credential import tables as _credential
from commitments.goal import tables as _goal
from commitments.imports import tables as _imports
from commitments.institution import tables as _institution
from commitments.metadata import metadata
from commitments.period import tables as _period
from commitments.plan import tables as _plan
from commitments.projections import cited_evidence as _cited_evidence

__all__ = ["metadata"]
_FILLED_BY = (
    _assessment,
    _cited_evidence,
    _commitment,
    _credential,
    _goal,
    _imports,
    _institution,
    _period,
    _plan,
)
