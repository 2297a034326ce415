"""What a requirement is, and how it stands. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Requirement(StrEnum):
    """OGP, Participation and Co-Creation Standards (2022), and Articles of Governance; ids never change."""

    REPOSITORY_LINKED = "repository-linked"
    """A public repository, without barriers, linked to evidence."""
    REPOSITORY_UPDATED = "repository-updated"
    """Updated at least every six months."""
    FORUM_MEETS = "forum-meets"
    """The multi-stakeholder forum meets at least every six months."""
    CIVIL_SOCIETY_MEETS = "civil-society-meets"
    """At least two meetings a year with civil society present results and collect comments."""
    COMMENT_PERIOD = "comment-period"
    """A self-assessment is open for public comment for at least two weeks."""
    REASONED_RESPONSE = "reasoned-response"
    """Contributions get a reasoned response."""
    IRM_ASSESSES = "irm-assesses"
    """The IRM assesses completion four months after the end."""
    NEXT_PLAN = "next-plan"
    """A new plan begins within twelve months after the end of this one."""


class Standing(StrEnum):
    """How a requirement stands."""

    MET = "met"
    """Met, and nothing more is due for it."""
    RUNNING = "running"
    """In order; the next thing is due on a day that is more than thirty days away."""
    SOON = "soon"
    """The next thing is due within thirty days."""
    OVERDUE = "overdue"
    """Its day has passed."""
    UNMET = "unmet"
    """It was not met while it could be."""
    NOT_ON_RECORD = "not-on-record"
    """Nothing on record says anything about it."""


SOON_DAYS = 30
CONTRARY = frozenset({Standing.OVERDUE, Standing.UNMET})
"""OGP calls a plan that stands so "contrary to process"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One requirement: its day, how it stands, and the facts that prove it; the keys of `facts` are fixed by it."""

    requirement: Requirement
    standing: Standing
    due_on: date | None
    facts: dict[str, Any]

    def days_left(self, day: date) -> int | None:
        """Days until it is due, negative behind that; None where nothing is due."""
        return None if self.due_on is None else (self.due_on - day).days


class ChecklistQuestion(StrEnum):
    """What the IRM asks of a self-assessment."""

    PUBLISHED = "published"
    ON_SCHEDULE = "on-schedule"
    ADMINISTRATIVE_LANGUAGE = "administrative-language"
    ENGLISH = "english"
    TWO_WEEKS = "two-weeks"
    COMMENTS_REVIEWED = "comments-reviewed"
    ALL_COMMITMENTS = "all-commitments"
    AGAINST_SCHEDULE = "against-schedule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the record answers; `yes` None where it says nothing."""

    question: ChecklistQuestion
    yes: bool | None
    facts: dict[str, Any]


def waiting(due_on: date, day: date) -> Standing:
    """How something stands that is due on a day and not done."""
    if day > due_on:
        return Standing.OVERDUE
    return Standing.SOON if (due_on - day).days <= SOON_DAYS else Standing.RUNNING
