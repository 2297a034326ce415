"""The metadata with every table of reporting in it: importing this module is what fills it."""

from reporting.findings import open_tables as _open_findings
from reporting.metadata import metadata
from reporting.projections import assessments as _assessments
from reporting.projections import consultation_facts as _consultation_facts
from reporting.projections import evidence_facts as _evidence_facts
from reporting.projections import evidence_uses as _evidence_uses
from reporting.projections import indicators as _indicators
from reporting.projections import lives as _lives
from reporting.projections import participation as _participation
from reporting.projections import past_plans as _past_plans
from reporting.projections import record as _record
from reporting.projections import reporting_periods as _reporting_periods
from reporting.reports import tables as _reports

__all__ = ["metadata"]
_FILLED_BY = (
    _assessments,
    _consultation_facts,
    _evidence_facts,
    _evidence_uses,
    _indicators,
    _lives,
    _participation,
    _past_plans,
    _record,
    _reporting_periods,
    _reports,
    _open_findings,
)
