"""The metadata with every table of the evidence service in it: importing this module is what fills it."""

from evidence.checking import tables as _checking
from evidence.checks import tables as _checks
from evidence.copies import tables as _copies
from evidence.files import tables as _files
from evidence.means_of_verification import tables as _means_of_verification
from evidence.metadata import metadata
from evidence.projections import promises as _promises
from evidence.verdict import tables as _verdict

__all__ = ["metadata"]
_FILLED_BY = (_means_of_verification, _promises, _verdict, _checks, _checking, _copies, _files)
