"""The metadata with every table of the registry in it: importing this module is what fills it."""

from commitments.commitment import tables as _commitment
from commitments.credential import tables as _credential
from commitments.enrolment import tables as _enrolment
from commitments.goal import tables as _goal
from commitments.imports import tables as _imports
from commitments.indicator import tables as _indicator
from commitments.institution import tables as _institution
from commitments.meeting import tables as _meeting
from commitments.membership import tables as _membership
from commitments.metadata import metadata
from commitments.plan import tables as _plan
from commitments.recommendation import tables as _recommendation
from commitments.working_group import tables as _working_group

__all__ = ["metadata"]
_FILLED_BY = (_commitment, _credential, _goal, _imports, _institution, _plan)
_FILLED_BY_PEOPLE = (_enrolment, _indicator, _meeting, _membership, _recommendation, _working_group)
