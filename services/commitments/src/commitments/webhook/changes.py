"""What webhooks tell of: the registry's changes of status, each as a message of public facts. Pure rules."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from constancia_events.commitments import AssessmentMade, CommitmentLevelDeclared, PlanStateChanged, ProgressReported
from constancia_events.event import Event, Recorded
from constancia_events.evidence import EvidenceReviewed, VerdictChanged
from constancia_events.keys import CommitmentKey, GoalKey

STATUS_CHANGES: Final[tuple[type[Event], ...]] = (
    ProgressReported,
    CommitmentLevelDeclared,
    AssessmentMade,
    PlanStateChanged,
    EvidenceReviewed,
    VerdictChanged,
)
"""Every kind of change that a webhook may be told of. A new kind is one line here: the rest follows from the event.

Its event names a part of a plan by a key, or by a `plan` and the numbers of a `commitment` and a `goal` where it is
about those; what else of it is a short plain value is told as it stands.
"""

OURS: Final = "commitments"
PING: Final = "ping"
_LONGEST_FACT: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of status of a plan, a commitment or a goal; `at` is when it was stated."""

    kind: str
    plan: str
    commitment: int | None
    goal: int | None
    at: datetime
    facts: Mapping[str, Any]
    version: int
    position: int
    """Where in its service's log it stands."""
    source: str = OURS
    """The service that says it."""

    @classmethod
    def of(cls, event: Event, recorded: Recorded) -> "Change":
        """The change that an event states. Raises TypeError for an event that is about no part of a plan."""
        return cls._about(event, recorded, *_subject(event))

    @classmethod
    def all_of(cls, event: Event, recorded: Recorded) -> "tuple[Change, ...]":
        """The changes that an event states: of a verdict, one for each goal that cites the address."""
        if not isinstance(event, VerdictChanged):
            return (cls.of(event, recorded),)
        goals = dict.fromkeys((one.goal.plan, one.goal.commitment, one.goal.goal) for one in event.cited_by)
        return tuple(cls._about(event, recorded, *goal) for goal in goals)

    @classmethod
    def _about(cls, event: Event, recorded: Recorded, plan: str, commitment: int | None, goal: int | None) -> "Change":
        stated = event.model_dump(mode="json", exclude={"goal", "commitment", "plan"})
        return cls(
            kind=kind_of(type(event)),
            plan=plan,
            commitment=commitment,
            goal=goal,
            at=recorded.at,
            facts={name: value for name, value in stated.items() if _is_short(value)},
            version=recorded.version,
            position=recorded.position,
            source=recorded.source,
        )

    @property
    def path(self) -> str:
        """Where the API says how the thing stands now; its ETag is the newest `version`."""
        path = f"/v1/plans/{self.plan}"
        if self.commitment is not None:
            path += f"/commitments/{self.commitment}"
        return path if self.goal is None else f"{path}/goals/{self.goal}"

    @property
    def page(self) -> str:
        """Where the public reads of it."""
        page = f"/planes/{self.plan}"
        return page if self.commitment is None else f"{page}/compromisos/{self.commitment}"

    def message(self, public_url: str) -> bytes:
        """What is sent: type, time and facts (Standard Webhooks 1.0, "payload structure")."""
        data = {
            "plan": self.plan,
            "commitment": self.commitment,
            "goal": self.goal,
            **self.facts,
            "version": self.version,
            "url": public_url + self.path,
            "page": public_url + self.page,
        }
        return _message(f"{self.source}.{self.kind}", self.at, data)


def _subject(event: Event) -> tuple[str, int | None, int | None]:
    plan, commitment, goal = (getattr(event, name, None) for name in ("plan", "commitment", "goal"))
    if isinstance(goal, GoalKey):
        return goal.plan, goal.commitment, goal.goal
    if isinstance(commitment, CommitmentKey):
        return commitment.plan, commitment.commitment, None
    if isinstance(plan, str):
        return plan, commitment, goal
    raise TypeError(event.type)


def kind_of(event: type[Event]) -> str:
    """The name of a kind of change: that of its event, without service and version."""
    return event.type.split(".")[1]


KINDS: Final = tuple(sorted(map(kind_of, STATUS_CHANGES)))


def ping(webhook: str, at: datetime) -> bytes:
    """A message that only shows that messages arrive."""
    return _message(PING, at, {"webhook": webhook})


def _message(kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    stamp = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    message = {"type": kind, "timestamp": stamp, "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _is_short(value: object) -> bool:
    """Whether a fact is told: a text in several languages or a list is read at the address of the thing.

    Nor is what is null: it might be such a text that is not there, and nobody should take its absence for a fact.
    """
    return isinstance(value, bool | int | float) or (isinstance(value, str) and len(value) <= _LONGEST_FACT)
