"""The rules of webhooks, without a database: what is told, when it is tried, how it is signed."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook as Verifier

from commitments.webhook.aggregate import Asker, DisabledReason, Filter, Webhook
from commitments.webhook.changes import KINDS, STATUS_CHANGES, Change, kind_of, ping
from commitments.webhook.commands.lease_due import Errand
from commitments.webhook.courier import signed_headers
from commitments.webhook.delivery import PATIENCE, Answer, Delivery, State, Trouble, retry_after
from commitments.webhook.errors import CommitmentWithoutPlan
from constancia_events.checks import CheckOutcome, EvidenceVerdict
from constancia_events.commitments import (
    AssessmentMade,
    CommitmentLevelDeclared,
    PlanDefined,
    PolicyPart,
    ProgressReported,
)
from constancia_events.event import Event, Recorded
from constancia_events.evidence import CitedPart, VerdictChanged
from constancia_events.keys import CommitmentKey, GoalKey
from constancia_events.vocabulary import AssessedLevel, AssessmentSource, Level, RollUpPolicy

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
PLAN = "gt-2016-2018"
FAILED = Answer(status=500)
RECEIVERS_TAKE = 20_000
"""Bytes, by the specification of Standard Webhooks."""


def recorded(event: Event, version: int = 7) -> Recorded:
    return Recorded(
        event=event,
        event_id=str(uuid4()),
        source="commitments",
        position=1,
        stream="goal/x",
        version=version,
        occurred_at=NOW,
        recorded_at=NOW,
        correlation="0" * 32,
    )


def of_goal(commitment: int = 17, level: Level = Level.COMPLETE) -> Change:
    event = ProgressReported(
        goal=GoalKey.of(PLAN, commitment, 1),
        subgoal=None,
        level=level,
        effective_on=date(2026, 11, 23),
        effective_at=NOW,
    )
    return Change.of(event, recorded(event))


def of_commitment() -> Change:
    event = CommitmentLevelDeclared(
        commitment=CommitmentKey(plan=PLAN, commitment=17),
        level=Level.INITIATED,
        effective_on=date(2026, 11, 23),
        effective_at=NOW,
    )
    return Change.of(event, recorded(event))


def a_webhook(after_position: int = 0, **wanted: Any) -> Webhook:
    return Webhook.subscribe(
        "https://portal.example.gob.gt/",
        Filter(**wanted),
        label="",
        owner="MINFIN",
        after_position=after_position,
        by="minfin-1",
        now=NOW,
    )


def a_delivery() -> Delivery:
    return Delivery.of("whk_1", "ping", ping("whk_1", NOW), now=NOW)


def test_a_message_says_what_changed_and_where_to_read_it() -> None:
    told = json.loads(of_goal().message("https://constancia.example"))
    assert (told["type"], told["timestamp"]) == ("commitments.progress_reported", "2026-11-23T15:00:00Z")
    facts = {
        "plan": PLAN,
        "commitment": 17,
        "goal": 1,
        "level": "complete",
        "effective_on": "2026-11-23",
        "effective_at": "2026-11-23T15:00:00Z",
        "version": 7,
        "url": f"https://constancia.example/v1/plans/{PLAN}/commitments/17/goals/1",
        "page": f"https://constancia.example/planes/{PLAN}/compromisos/17",
    }
    assert told["data"] == facts, "and nothing of the texts that come with it"
    declared = json.loads(of_commitment().message(""))
    assert (declared["type"], declared["data"]["goal"]) == ("commitments.commitment_level_declared", None)
    assert declared["data"]["url"] == f"/v1/plans/{PLAN}/commitments/17"


@pytest.mark.parametrize("event", STATUS_CHANGES, ids=kind_of)
def test_every_kind_of_change_is_about_a_part_of_a_plan(event: type[Event]) -> None:
    assert {"goal", "commitment", "plan", "cited_by"} & event.model_fields.keys()
    assert event.type.startswith(("commitments.", "evidence."))
    assert kind_of(event) in KINDS


def test_an_event_about_a_plan_is_told_without_its_texts() -> None:
    event = PlanDefined(
        plan=PLAN,
        country="GT",
        ordinal=3,
        title={"es": "x" * 8_000, "en": "y" * 8_000, "kek": "z" * 8_000},
        starts_on=date(2016, 7, 1),
        ends_on=date(2018, 6, 30),
        adopted_on=None,
        languages=["es"] * 999,
        time_zone="America/Guatemala",
        policy=PolicyPart(name=RollUpPolicy.MAJORITY, version=1),
        themes=[],
        effective_at=None,
    )
    told = Change.of(event, recorded(event))
    message = told.message("https://constancia.example")
    assert len(message) < RECEIVERS_TAKE
    data = json.loads(message)["data"]
    assert (data["plan"], data["commitment"], data["country"], "title" in data) == (PLAN, None, "GT", False)
    assert data["page"] == f"https://constancia.example/planes/{PLAN}"


def test_an_assessment_is_told_of_the_goal_whose_numbers_it_names() -> None:
    event = AssessmentMade(
        plan=PLAN,
        commitment=17,
        goal=2,
        subgoal=None,
        n=1,
        source=AssessmentSource.IRM,
        institution=None,
        working_group=None,
        report=None,
        verdict=None,
        level=AssessedLevel.SUBSTANTIAL,
        reason={"es": "Porque sí"},
        effective_on=date(2026, 11, 23),
        effective_at=NOW,
    )
    change = Change.of(event, recorded(event))
    data = json.loads(change.message(""))["data"]
    assert (data["commitment"], data["goal"], data["source"], data["level"]) == (17, 2, "irm", "substantial")
    assert data["url"] == f"/v1/plans/{PLAN}/commitments/17/goals/2"
    assert a_webhook(plan=PLAN, commitment=17).wants(change, ())


def test_filters_by_institution_commitment_plan_and_kind() -> None:
    change, leads = of_goal(), {"MINFIN", "SAT"}
    assert a_webhook().wants(change, leads)
    assert a_webhook(institution="SAT").wants(change, leads)
    assert not a_webhook(institution="MSPAS").wants(change, leads)
    assert a_webhook(plan=PLAN, commitment=17).wants(change, leads)
    assert not a_webhook(plan=PLAN, commitment=18).wants(change, leads)
    assert not a_webhook(plan="gt-2018-2020").wants(change, leads)
    assert a_webhook(events=frozenset({"progress_reported"})).wants(change, leads)
    assert not a_webhook(events=frozenset({"commitment_level_declared"})).wants(change, leads)
    assert not a_webhook(plan=PLAN, commitment=18, institution="SAT").wants(change, leads), "all of them must fit"
    with pytest.raises(CommitmentWithoutPlan):
        Filter(commitment=17)


def test_nothing_is_told_of_the_time_before_it_or_while_it_is_disabled() -> None:
    change = of_goal()
    assert a_webhook(after_position=change.position - 1).wants(change, ())
    assert not a_webhook(after_position=change.position).wants(change, ())
    assert not a_webhook().disable(DisabledReason.GONE, now=NOW).wants(change, ())


def test_an_institution_sees_its_own_and_the_point_of_contact_all() -> None:
    webhook = a_webhook()
    assert webhook.is_seen_by(Asker(institution="MINFIN", everything=False))
    assert not webhook.is_seen_by(Asker(institution="MSPAS", everything=False))
    assert not webhook.is_seen_by(Asker(institution=None, everything=False))
    assert webhook.is_seen_by(Asker(institution="SCSPR", everything=True))


def test_a_secret_is_never_shown_by_accident_and_holds_256_random_bits() -> None:
    webhook = a_webhook().rotate_secret(now=NOW)
    assert webhook.previous_secret is not None
    assert "whsec_" not in repr(webhook)
    assert "portal.example" not in repr(webhook)
    assert len(base64.b64decode(webhook.secret.removeprefix("whsec_"))) == 32
    assert webhook.secret != webhook.previous_secret


def test_both_secrets_verify_while_the_old_one_lives() -> None:
    now = datetime.now(UTC)
    old = a_webhook()
    new = old.rotate_secret(now=now)
    errand = Errand(delivery=a_delivery(), lease=uuid4(), url="", secrets=(new.secret, old.secret))
    headers = signed_headers(errand, now)
    for secret in (new.secret, old.secret):
        assert Verifier(secret).verify(errand.delivery.body, headers)["type"] == "ping"
    only_new = signed_headers(Errand(delivery=a_delivery(), lease=uuid4(), url="", secrets=(new.secret,)), now)
    assert len(only_new["webhook-signature"].split()) == 1


def test_what_the_docs_tell_receivers_to_do_verifies_our_messages(pytestconfig: pytest.Config) -> None:
    page = (pytestconfig.rootpath / "docs/architecture/webhooks.md").read_text("utf-8")
    told: dict[str, Any] = {}
    exec(page.partition("```python\n")[2].partition("```")[0], told)  # noqa: S102 - our own page
    webhook, delivery, now = a_webhook(), a_delivery(), datetime.now(UTC)
    headers = signed_headers(Errand(delivery=delivery, lease=uuid4(), url="", secrets=(webhook.secret,)), now)
    assert told["verified"](webhook.secret, headers, delivery.body)
    assert not told["verified"](webhook.secret, headers, delivery.body + b" ")
    assert not told["verified"](a_webhook().secret, headers, delivery.body)


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_it_is_tried_for_a_day_with_growing_pauses_and_then_ends_the_webhook(chance: float) -> None:
    delivery, now, pauses = a_delivery(), NOW, []
    ending = None
    while ending is None:
        delivery, ending = delivery.answered(FAILED, now=now, chance=chance)
        if delivery.next_try_at:
            pauses.append(delivery.next_try_at - now)
            now = delivery.next_try_at
    assert (ending, delivery.state) == (DisabledReason.UNDELIVERED_FOR_A_DAY, State.FAILED)
    assert now - NOW == PATIENCE, "the last try is when the day is over"
    assert pauses[:-2] == sorted(pauses[:-2])
    assert pauses[0] <= timedelta(seconds=6)
    assert 10 <= delivery.tries <= 13
    assert (delivery.last_status, delivery.last_trouble, delivery.next_try_at) == (500, Trouble.REFUSED, None)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([301, 400, 404, 429, 500, 503, None]),
            st.sampled_from([None, "0", "5", "999999999", "soon", "Wed, 21 Oct 2099 07:28:00 GMT"]),
            st.floats(0, 1),
            st.integers(0, 50_000),
        ),
        max_size=60,
    )
)
def test_whatever_a_receiver_answers_a_day_is_the_end_and_every_pause_is_ahead(answers: Any) -> None:
    delivery, now = a_delivery(), NOW
    for status, header, chance, late in answers:
        answer = Answer(status=status, trouble=None if status else Trouble.TIMEOUT, retry_after=header)
        delivery, ending = delivery.answered(answer, now=now, chance=chance)
        assert (delivery.state is State.FAILED) == (ending is not None) == (delivery.next_try_at is None)
        if ending:
            assert now - NOW >= PATIENCE
            return
        assert delivery.next_try_at is not None
        assert now < delivery.next_try_at <= NOW + PATIENCE
        now = delivery.next_try_at + timedelta(seconds=late)


def test_success_is_any_2xx_and_a_redirect_is_none() -> None:
    for status in (200, 202, 204, 299):
        delivered, ending = a_delivery().answered(Answer(status=status), now=NOW, chance=0.5)
        assert (delivered.state, delivered.tries, ending) == (State.DELIVERED, 1, None)
    for status in (199, 302, 307, 404):
        assert a_delivery().answered(Answer(status=status), now=NOW, chance=0.5)[0].state is State.WAITING


def test_gone_ends_at_once() -> None:
    delivery, ending = a_delivery().answered(Answer(status=410), now=NOW, chance=0.5)
    assert (delivery.state, ending) == (State.FAILED, DisabledReason.GONE)


def test_a_receiver_may_ask_for_a_longer_pause_within_limits() -> None:
    def pause(status: int, header: str) -> timedelta:
        after, _ = a_delivery().answered(Answer(status=status, retry_after=header), now=NOW, chance=0.5)
        assert after.next_try_at is not None
        return after.next_try_at - NOW

    assert pause(429, "3600") == timedelta(hours=1)
    assert pause(503, "Mon, 23 Nov 2026 16:00:00 GMT") == timedelta(hours=1)
    assert pause(503, "0") == timedelta(seconds=5), "never a shorter one"
    assert pause(503, "9" * 40) == timedelta(hours=8)
    assert pause(500, "3600") == timedelta(seconds=5), "only who is busy may ask"


@given(st.text())
def test_an_unreadable_pause_is_none(header: str) -> None:
    assert isinstance(retry_after(header, NOW), timedelta)
    assert retry_after("²", NOW) == timedelta()


def test_a_replay_has_a_day_of_its_own_under_the_same_id() -> None:
    delivery, _ = a_delivery().answered(Answer(status=410), now=NOW, chance=0.5)
    later = NOW + timedelta(days=9)
    again = delivery.replay(now=later)
    assert (again.id, again.state, again.next_try_at, again.tries) == (delivery.id, State.WAITING, later, 1)
    waiting, ending = again.answered(FAILED, now=later, chance=0.5)
    assert (ending, waiting.tries, waiting.next_try_at) == (None, 2, later + timedelta(seconds=5))


def test_the_same_description_changes_nothing() -> None:
    webhook = a_webhook()
    same = webhook.change(url=webhook.url, label="", wanted=webhook.filter, enabled=True, now=NOW)
    assert same is webhook
    stopped = webhook.change(url=webhook.url, label="", wanted=webhook.filter, enabled=False, now=NOW)
    assert (stopped.disabled_reason, stopped.version) == (DisabledReason.BY_REQUEST, 2)
    gone = webhook.disable(DisabledReason.GONE, now=NOW)
    kept = gone.change(url=webhook.url, label="", wanted=webhook.filter, enabled=False, now=NOW)
    assert kept.disabled_reason is DisabledReason.GONE
    started = gone.change(url=webhook.url, label="", wanted=webhook.filter, enabled=True, now=NOW)
    assert (started.disabled_at, started.disabled_reason) == (None, None)


def test_a_verdict_is_a_change_of_each_goal_that_cites_the_address() -> None:
    cited = [CitedPart(goal=GoalKey.of(PLAN, 17, goal), subgoal=part) for goal, part in ((1, None), (1, 2), (3, None))]
    event = VerdictChanged(
        evidence="ev-1",
        verdict=EvidenceVerdict.DEAD,
        before=EvidenceVerdict.SUSPECT,
        outcome=CheckOutcome.NOT_FOUND,
        flags=(),
        since=NOW,
        rests_on=(),
        rules="constancia 1",
        cited_by=tuple(cited),
    )
    said = recorded(event).model_copy(update={"source": "evidence"})
    changes = Change.all_of(event, said)
    assert [(one.commitment, one.goal) for one in changes] == [(17, 1), (17, 3)]
    message = json.loads(changes[0].message("https://constancia.example"))
    assert message["type"] == "evidence.verdict_changed"
    assert (message["data"]["verdict"], message["data"]["outcome"]) == ("dead", "not_found")
    webhook = Webhook.subscribe(
        "https://a.example", Filter(), label="", owner=None, after_position=99, by="x", now=NOW - timedelta(seconds=1)
    )
    assert webhook.wants(changes[0], ())
    later = Webhook.subscribe(
        "https://a.example", Filter(), label="", owner=None, after_position=0, by="x", now=NOW + timedelta(seconds=1)
    )
    assert not later.wants(changes[0], ())
