"""Messages to webhooks on their way: each arrives, signed, at least once; who cannot be reached is left in peace."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from ipaddress import ip_address
from typing import Any
from uuid import uuid4

import pytest
import structlog
from pydantic import SecretStr
from sqlalchemy import text
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from commitments.reactions.status_changed import tell_webhooks
from commitments.webhook import courier as module
from commitments.webhook import store
from commitments.webhook.changes import Change
from commitments.webhook.commands.settle_try import settle_try
from commitments.webhook.courier import Courier
from commitments.webhook.delivery import Delivery
from constancia_bus.signal import CommitSignal
from constancia_bus.transaction import Transactions
from constancia_events.commitments import ProgressReported
from constancia_events.event import Recorded
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import Level
from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer, eventually, load_plan
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform
from constancia_testing.receiver import ENDLESS, RESET, SLOW, Call, Receiver, receiving
from constancia_web.addresses import Address, Manners
from constancia_web.outbound import outbound_client

HOOKS = "/v1/webhooks"
PLAN = "gt-2016-2018"


@pytest.fixture(autouse=True)
def tests_may_call_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_ALLOW_LOOPBACK", "true")


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def platform(start_platform: StartPlatform) -> Any:
    async with start_platform("commitments", workers=False) as platform:
        yield platform


@pytest.fixture
async def owner(platform: Platform) -> dict[str, str]:
    return await token(platform)


async def token(platform: Platform) -> dict[str, str]:
    """Of the point of contact, who may be there before any plan is."""
    return await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")


async def subscribe(platform: Platform, headers: dict[str, str], url: str, **body: Any) -> Any:
    made = await platform.client.post(HOOKS, json={"url": url} | body, headers=headers)
    assert made.status_code == 201, made.text
    return made.json()


async def ping(platform: Platform, headers: dict[str, str], webhook: str) -> str:
    answer = await platform.client.post(f"{HOOKS}/{webhook}/test", headers=headers)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def transactions(platform: Platform) -> Transactions:
    url = SecretStr(platform.databases["commitments"])
    return Transactions(platform.apps["commitments"].state.engine, platform.clock, CommitSignal(url))


@pytest.fixture
async def courier(platform: Platform) -> AsyncIterator[Courier]:
    async with outbound_client(Manners(loopback=True), user_agent="Constancia-Webhooks/test") as client:
        yield Courier(transactions(platform), client)


async def staged(platform: Platform) -> int:
    """How many events wait for their place in the log."""
    async with platform.apps["commitments"].state.engine.connect() as connection:
        return int((await connection.execute(text("select count(*) from event_stage"))).scalar_one())


class Kept:
    """What the API says of the deliveries of a webhook, with a token that is always fresh."""

    def __init__(self, platform: Platform, webhook: str) -> None:
        self.platform = platform
        self.webhook = webhook

    async def deliveries(self) -> list[dict[str, Any]]:
        path = f"{HOOKS}/{self.webhook}/deliveries"
        answer = await self.platform.client.get(path, headers=await token(self.platform))
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def of_webhook(self) -> dict[str, Any]:
        answer = await self.platform.client.get(f"{HOOKS}/{self.webhook}", headers=await token(self.platform))
        found: dict[str, Any] = answer.json()
        return found


async def test_a_report_arrives_signed_at_those_who_want_to_know(
    start_platform: StartPlatform, document: bytes, clock: FixedClock, receiver: Receiver
) -> None:
    clock.turn_to(datetime.now(UTC))  # a receiver refuses what is older than five minutes by its own clock
    async with start_platform("commitments") as platform, receiving() as other:
        await load_plan(platform.client, platform.databases["commitments"], document)
        await eventually(partial(staged, platform), lambda count: count == 0)
        minfin = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")
        made = await subscribe(
            platform, minfin, receiver.url, institution="MINFIN", events=["progress_reported"], plan=PLAN
        )
        await subscribe(platform, minfin, other.url, plan=PLAN, commitment=1)
        await subscribe(platform, minfin, other.url, institution="MSPAS")
        goal = f"/v1/plans/{PLAN}/commitments/17/goals/1"
        answer = await platform.client.post(
            f"{goal}/reports", json={"level": "complete"}, headers=minfin | {"If-Match": "*"}
        )
        assert answer.status_code == 201

        async def came() -> list[Call]:
            return receiver.calls

        [call] = await eventually(came, lambda calls: len(calls) > 0)
        assert call.headers["user-agent"].startswith("Constancia-Webhooks/0.1.0 (+http")
        told = Verifier(made["secret"]).verify(call.body, call.headers)
        assert told["type"] == "commitments.progress_reported"
        assert (told["data"]["commitment"], told["data"]["goal"], told["data"]["level"]) == (17, 1, "complete")
        assert f'"{told["data"]["version"]}"' == answer.headers["etag"]
        assert told["data"]["url"].endswith(goal)
        assert "minfin" not in call.body.decode(), "who wrote is not public"
        with pytest.raises(WebhookVerificationError):
            Verifier(made["secret"]).verify(call.body.replace(b"complete", b"initiate"), call.headers)
        kept = Kept(platform, made["id"])
        [delivery] = await eventually(kept.deliveries, lambda found: found[0]["state"] == "delivered")
        assert (delivery["id"], delivery["tries"], delivery["last_status"]) == (call.headers["webhook-id"], 1, 204)
        assert other.calls == [], "neither that commitment nor that institution; nor what was loaded before"


async def test_an_event_that_comes_twice_is_told_once(
    platform: Platform, owner: dict[str, str], receiver: Receiver
) -> None:
    made = await subscribe(platform, owner, receiver.url)
    event = ProgressReported(
        goal=GoalKey.of(PLAN, 17, 1),
        subgoal=None,
        level=Level.COMPLETE,
        effective_on=date(2026, 11, 23),
        effective_at=platform.clock.now(),
    )
    recorded = Recorded(
        event=event,
        event_id=str(uuid4()),
        source="commitments",
        position=1,
        stream=event.goal.stream,
        version=9,
        occurred_at=platform.clock.now(),
        recorded_at=platform.clock.now(),
        correlation="0" * 32,
    )
    wake = asyncio.Event()
    for _ in range(2):
        await tell_webhooks(transactions(platform), "https://constancia.example", wake, event, recorded)
    assert wake.is_set()
    assert len(await Kept(platform, made["id"]).deliveries()) == 1
    assert Change.of(event, recorded).at == platform.clock.now()


async def test_what_fails_is_tried_again_under_the_same_id(
    platform: Platform, owner: dict[str, str], receiver: Receiver, courier: Courier, clock: FixedClock
) -> None:
    receiver.acts = [500, RESET, 200]
    made = await subscribe(platform, owner, receiver.url)
    sent = await ping(platform, owner, made["id"])
    assert await courier.round() == 1
    assert await courier.round() == 0, "not before its time"
    clock.advance(seconds=6)
    assert await courier.round() == 1
    [waiting] = await Kept(platform, made["id"]).deliveries()
    assert (waiting["state"], waiting["last_trouble"], waiting["last_status"]) == ("waiting", "unreachable", None)
    clock.advance(seconds=36)
    assert await courier.round() == 1
    clock.advance(days=1)
    assert await courier.round() == 0
    assert [call.headers["webhook-id"] for call in receiver.calls] == [sent] * 3
    assert len({call.headers["webhook-timestamp"] for call in receiver.calls}) == 3, "each try has its own time"
    [done] = await Kept(platform, made["id"]).deliveries()
    assert (done["state"], done["tries"], done["last_status"], done["last_trouble"]) == ("delivered", 3, 200, None)


async def test_after_a_day_it_is_disabled_with_a_notice_that_names_no_address(
    platform: Platform, owner: dict[str, str], receiver: Receiver, courier: Courier, clock: FixedClock
) -> None:
    receiver.acts = [500]
    made = await subscribe(platform, owner, receiver.url)
    kept, beginning = Kept(platform, made["id"]), clock.now()
    await ping(platform, owner, made["id"])
    with structlog.testing.capture_logs() as logs:
        for _ in range(20):
            await courier.round()
            [delivery] = await kept.deliveries()
            if delivery["state"] != "waiting":
                break
            clock.turn_to(datetime.fromisoformat(delivery["next_try_at"]))
    assert (delivery["state"], delivery["last_trouble"]) == ("failed", "refused")
    assert clock.now() - beginning == timedelta(days=1)
    assert delivery["tries"] == len(receiver.calls) >= 10
    webhook = await kept.of_webhook()
    assert (webhook["enabled"], webhook["disabled_reason"]) == (False, "undelivered_for_a_day")
    assert datetime.fromisoformat(webhook["disabled_at"]) == clock.now()
    [notice] = [line for line in logs if line["event"] == "webhook_disabled"]
    assert (notice["webhook"], notice["owner"]) == (made["id"], "SCSPR")
    assert receiver.url not in str(logs)
    seen = (await platform.client.get(f"{HOOKS}?disabled=true", headers=await token(platform))).json()["items"]
    assert [one["id"] for one in seen] == [made["id"]]


async def test_one_that_is_gone_is_disabled_at_once_with_all_that_waited(
    platform: Platform, owner: dict[str, str], receiver: Receiver, courier: Courier, clock: FixedClock
) -> None:
    receiver.acts = [503, 410]
    made = await subscribe(platform, owner, receiver.url)
    await ping(platform, owner, made["id"])
    await courier.round()
    clock.advance(seconds=6)
    await courier.round()
    webhook = await Kept(platform, made["id"]).of_webhook()
    assert (webhook["disabled_reason"], len(receiver.calls)) == ("gone", 2)


async def test_bad_receivers_cost_a_try_and_never_the_courier(
    platform: Platform,
    owner: dict[str, str],
    receiver: Receiver,
    courier: Courier,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_TOTAL_SECONDS", 0.3)
    made = await subscribe(platform, owner, receiver.url)
    kept = Kept(platform, made["id"])
    redirect = b"HTTP/1.1 307 Elsewhere\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    endless_head = b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 300_000
    for act, state, status, trouble in (
        (SLOW, "waiting", None, "timeout"),
        (redirect, "waiting", 307, "refused"),
        (b"SSH-2.0-OpenSSH\r\n", "waiting", None, "unreachable"),
        (endless_head, "waiting", None, "unreachable"),
        (b"", "waiting", None, "unreachable"),
        (ENDLESS, "delivered", 200, None),
    ):
        receiver.acts = [act]
        await ping(platform, await token(platform), made["id"])
        assert await courier.round() == 1
        newest = (await kept.deliveries())[0]
        seen = (newest["state"], newest["last_status"], newest["last_trouble"])
        assert seen == (state, status, trouble), act
        clock.turn_to(datetime.fromisoformat(newest["next_try_at"] or clock.now().isoformat()))
    assert not any(b"169.254" in call.body for call in receiver.calls)


async def test_a_name_that_now_leads_inside_is_not_called_and_counts_as_a_failed_try(
    platform: Platform, owner: dict[str, str], receiver: Receiver
) -> None:
    answers = ["93.184.215.14", "169.254.169.254"]

    async def rebinding(_host: str, _port: int) -> Sequence[Address]:
        return [ip_address(answers.pop(0))]

    check = platform.apps["commitments"].state.check_address
    platform.apps["commitments"].state.check_address = type(check)(Manners(), rebinding)
    made = await subscribe(platform, owner, "https://rebinding.example.org/")
    await ping(platform, owner, made["id"])
    async with outbound_client(Manners(), user_agent="test", look_up=rebinding) as client:
        await Courier(transactions(platform), client).round()
    [delivery] = await Kept(platform, made["id"]).deliveries()
    assert (delivery["state"], delivery["last_trouble"]) == ("waiting", "address_refused")
    assert answers == []


async def test_a_replay_is_the_same_message_under_the_same_id(
    platform: Platform, owner: dict[str, str], receiver: Receiver, courier: Courier
) -> None:
    made = await subscribe(platform, owner, receiver.url)
    sent = await ping(platform, owner, made["id"])
    await courier.round()
    again = await platform.client.post(f"{HOOKS}/{made['id']}/deliveries/{sent}/replay", headers=owner)
    assert (again.status_code, again.json()["id"], again.json()["state"]) == (202, sent, "waiting")
    assert await courier.round() == 1
    first, second = receiver.calls
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    [delivery] = await Kept(platform, made["id"]).deliveries()
    assert (delivery["state"], delivery["tries"]) == ("delivered", 2)


async def test_a_courier_that_dies_between_sending_and_keeping_it_sends_again_under_the_same_id(
    platform: Platform,
    owner: dict[str, str],
    receiver: Receiver,
    courier: Courier,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = await subscribe(platform, owner, receiver.url)
    sent = await ping(platform, owner, made["id"])

    async def dies(*_: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as dying:
        dying.setattr(module, "settle_try", dies)
        with pytest.raises(ConnectionResetError):
            await courier.round()
    assert await courier.round() == 0, "it may still be on its way"
    clock.advance(seconds=61)
    assert await courier.round() == 1
    assert [call.headers["webhook-id"] for call in receiver.calls] == [sent, sent]
    [delivery] = await Kept(platform, made["id"]).deliveries()
    assert delivery["state"] == "delivered"


async def test_two_couriers_deliver_each_message_once(
    platform: Platform, owner: dict[str, str], receiver: Receiver, courier: Courier
) -> None:
    sent = set()
    for _ in range(10):
        made = await subscribe(platform, owner, receiver.url)
        sent.add(await ping(platform, owner, made["id"]))
    second = Courier(transactions(platform), courier.client)
    both = [asyncio.create_task(one.run()) for one in (courier, second)]

    async def came() -> list[str]:
        return [call.headers["webhook-id"] for call in receiver.calls]

    await eventually(came, lambda ids: set(ids) == sent)
    for task in both:
        task.cancel()
    await asyncio.gather(*both, return_exceptions=True)
    assert sorted(await came()) == sorted(sent)


async def test_one_that_never_answers_leaves_room_for_the_others(
    platform: Platform, owner: dict[str, str], receiver: Receiver, courier: Courier
) -> None:
    async with receiving() as stuck:
        stuck.acts = [SLOW]
        slow, quick = [(await subscribe(platform, owner, one.url))["id"] for one in (stuck, receiver)]
        async with transactions(platform)(actor="test") as tx:
            for webhook, count in ((slow, 100), (quick, 1)):
                made = [Delivery.of(webhook, "ping", b"{}", now=tx.now) for _ in range(count)]
                await store.add_deliveries(tx, made)
        running = asyncio.create_task(courier.run())

        async def came() -> tuple[int, int]:
            return len(receiver.calls), len(stuck.calls)

        seen = await eventually(came, lambda both: both[0] == 1 and both[1] >= 4)
        assert seen == (1, 4), "no more than four at once"
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_what_is_replayed_while_on_its_way_is_not_settled_by_the_old_try(
    platform: Platform, owner: dict[str, str], receiver: Receiver, courier: Courier
) -> None:
    made = await subscribe(platform, owner, receiver.url)
    sent = await ping(platform, owner, made["id"])
    path = f"{HOOKS}/{made['id']}"
    waiting: list[asyncio.Task[Any]] = []
    receiver.acts = [410, 204]

    def replay(_call: Call) -> None:
        receiver.on_call = None
        again = platform.client.post(f"{path}/deliveries/{sent}/replay", headers=owner)
        waiting.append(asyncio.ensure_future(again))

    receiver.on_call = replay

    async def settled_late(tx: Any, command: Any) -> None:
        await asyncio.wait(waiting)
        await settle_try(tx, command)

    with pytest.MonkeyPatch.context() as late:
        late.setattr(module, "settle_try", settled_late)
        await courier.round()
    assert (await Kept(platform, made["id"]).of_webhook())["enabled"], "the try that was replayed does not count"
    [delivery] = await Kept(platform, made["id"]).deliveries()
    assert (delivery["state"], len(receiver.calls)) == ("delivered", 2)


async def test_a_webhook_that_is_removed_while_its_message_is_on_its_way_is_no_trouble(
    platform: Platform, owner: dict[str, str], receiver: Receiver, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    for status in (204, 410):
        made = await subscribe(platform, owner, receiver.url)
        await ping(platform, owner, made["id"])
        receiver.acts = [status]

        async def removed_first(tx: Any, command: Any, path: str = f"{HOOKS}/{made['id']}") -> None:
            gone = await platform.client.delete(path, headers=owner | {"If-Match": "*"})
            assert gone.status_code == 204
            await settle_try(tx, command)

        with monkeypatch.context() as patch:
            patch.setattr(module, "settle_try", removed_first)
            assert await courier.round() == 1


async def test_old_deliveries_are_forgotten(
    platform: Platform, owner: dict[str, str], receiver: Receiver, courier: Courier, clock: FixedClock
) -> None:
    made = await subscribe(platform, owner, receiver.url)
    await ping(platform, owner, made["id"])
    await courier.round()
    clock.advance(days=31)
    await courier._forget()
    assert await Kept(platform, made["id"]).deliveries() == []
