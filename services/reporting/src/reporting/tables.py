"""The metadata with every table of reporting in it: importing this module is what fills it."""

from reporting.metadata import metadata
from reporting.projections import evidence_uses as _evidence_uses
from reporting.projections import past_plans as _past_plans
from reporting.projections import record as _record

__all__ = ["metadata"]
_FILLED_BY = (_evidence_uses, _past_plans, _record)
