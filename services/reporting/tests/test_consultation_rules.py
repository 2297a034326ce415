"""Consultations as of a moment, folded from events, and what is noticed in them; without a database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from constancia_events.consultation import (
    ChangeLinked,
    CommentAnswered,
    CommentAssigned,
    CommentModerated,
    CommentReceived,
    ConsultationReported,
    ConsultationScheduled,
)
from constancia_events.event import Event
from constancia_events.vocabulary import (
    CommentVisibility,
    ModerationAct,
    ModerationRole,
    ResponseOutcome,
    Sector,
)
from reporting.consultations.facts import folded, state_of

PLAN, KEY = "gt-2016-2018", "gt-2016-2018-1"


def scheduled(opens_on: date = date(2017, 9, 7), closes_on: date = date(2017, 9, 29)) -> ConsultationScheduled:
    return ConsultationScheduled(
        consultation=KEY,
        plan=PLAN,
        subject="mid-term self-assessment",
        opens_on=opens_on,
        closes_on=closes_on,
        opens_at=datetime(opens_on.year, opens_on.month, opens_on.day, 6, tzinfo=UTC),
        closes_at=datetime(closes_on.year, closes_on.month, closes_on.day, 6, tzinfo=UTC) + timedelta(days=1),
        time_zone="America/Guatemala",
    )


def received(comment: str, due_on: date | None = None) -> CommentReceived:
    at = datetime(2017, 9, 19, 15, tzinfo=UTC)
    return CommentReceived(consultation=KEY, comment=comment, sector=Sector.CITIZEN, received_at=at, due_on=due_on)


ABOUT: dict[str, Any] = {"consultation": KEY, "plan": PLAN}
HIDDEN = CommentModerated(
    **ABOUT,
    comment="a",
    act=ModerationAct.HIDE,
    rule=None,
    role=ModerationRole.MODERATOR,
    visibility=CommentVisibility.HIDDEN,
)
ANSWERED = CommentAnswered(**ABOUT, comment="a", response="r", institution="MINFIN", outcome=ResponseOutcome.ACCEPTED)
CHANGED = ChangeLinked(**ABOUT, comment="a", response="r", commitment=17, goal=None, position=7)
ASSIGNED = CommentAssigned(**ABOUT, comment="a", institution="MINFIN", due_on=date(2017, 10, 5))


def facts(*events: Event) -> list[tuple[str, dict[str, Any]]]:
    return [(event.type.split(".")[1], event.model_dump(mode="json")) for event in events]


def test_what_became_of_a_comment_is_what_was_said_last() -> None:
    [hearing] = folded(facts(scheduled(), received("a"), received("b"), HIDDEN, ANSWERED, CHANGED))
    counted = hearing.statement.all
    assert (counted.received, counted.hidden, counted.answered, counted.led_to_change) == (2, 1, 1, 1)
    assert counted.waiting == 1
    assert hearing.days == 23


def test_a_window_that_was_moved_is_the_one_that_counts_and_facts_of_no_window_are_left_out() -> None:
    [hearing] = folded(facts(received("a"), scheduled(), scheduled(closes_on=date(2017, 10, 6))))
    assert hearing.scheduled.closes_on == date(2017, 10, 6)
    assert folded(facts(received("a"), ANSWERED)) == []


@pytest.mark.parametrize(
    ("events", "due"),
    [
        ([received("a")], date(2017, 10, 29)),
        ([received("a", date(2017, 10, 1))], date(2017, 10, 1)),
        ([received("a"), ASSIGNED], date(2017, 10, 5)),
    ],
    ids=["of a file", "with a day", "assigned"],
)
def test_a_comment_is_late_from_the_day_after_it_was_due(events: list[Event], due: date) -> None:
    [hearing] = folded(facts(scheduled(), *events))
    assert hearing.unanswered(due) == []
    [(key, _, day)] = hearing.unanswered(due + timedelta(days=1))
    assert (key, day) == ("a", due)
    [answered] = folded(facts(scheduled(), *events, ANSWERED))
    assert answered.unanswered(date(2030, 1, 1)) == []
    [hidden] = folded(facts(scheduled(), *events, HIDDEN))
    assert hidden.unanswered(date(2030, 1, 1)) == []


def test_its_state_follows_the_instant_until_it_is_reported() -> None:
    [hearing] = folded(facts(scheduled()))
    states = [state_of(hearing, datetime(2017, month, 20, tzinfo=UTC)) for month in (8, 9, 10)]
    assert states == ["scheduled", "open", "closed"]
    said = ConsultationReported(**ABOUT, reported_on=date(2017, 10, 20), received=0, answered=0, led_to_change=0)
    [reported] = folded(facts(scheduled(), said))
    assert state_of(reported, datetime(2017, 11, 1, tzinfo=UTC)) == "reported"
