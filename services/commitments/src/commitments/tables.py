"""The metadata with every table of the registry in it: importing this module is what fills it."""

from commitments.amendment import tables as _amendment
from commitments.assessment import tables as _assessment
from commitments.commitment import tables as _commitment
from commitments.contact import tables as _contact
from commitments.credential import tables as _credential
from commitments.enrolment import tables as _enrolment
from commitments.goal import tables as _goal
from commitments.imports import tables as _imports
from commitments.indicator import tables as _indicator
from commitments.institution import tables as _institution
from commitments.irm import tables as _irm
from commitments.lineage import tables as _lineage
from commitments.meeting import tables as _meeting
from commitments.membership import tables as _membership
from commitments.metadata import metadata
from commitments.period import tables as _period
from commitments.plan import tables as _plan
from commitments.projections import cited_evidence as _cited_evidence
from commitments.recommendation import tables as _recommendation
from commitments.webhook import tables as _webhook
from commitments.working_group import tables as _working_group

__all__ = ["metadata"]
_FILLED_BY = (
    _amendment,
    _assessment,
    _cited_evidence,
    _commitment,
    _contact,
    _credential,
    _enrolment,
    _goal,
    _imports,
    _indicator,
    _institution,
    _irm,
    _lineage,
    _meeting,
    _membership,
    _period,
    _plan,
    _recommendation,
    _webhook,
    _working_group,
)
