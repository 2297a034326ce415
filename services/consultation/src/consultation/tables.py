"""The metadata with every table of the consultation service in it: importing this module is what fills it."""

from consultation.comments import tables as _comments
from consultation.consultations import tables as _consultations
from consultation.metadata import metadata

__all__ = ["metadata"]
_FILLED_BY = (_comments, _consultations)
