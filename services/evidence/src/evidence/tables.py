"""The metadata with every table of the evidence service in it: importing this module is what fills it."""

from evidence.means_of_verification import tables as _means_of_verification
from evidence.metadata import metadata
from evidence.projections import promises as _promises

__all__ = ["metadata"]
_FILLED_BY = (_means_of_verification, _promises)
