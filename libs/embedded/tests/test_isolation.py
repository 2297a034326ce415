"""What one service may not do on the servers of another."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import nats
import nats.errors
import nats.js.errors
import pytest

from constancia_embedded.servers import provisioned, running_nats, running_postgres


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="constancia-test-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def databases(data: Path) -> Iterator[dict[str, str]]:
    with running_postgres(data, {}) as admin_url:
        provisioned(data, admin_url)
        yield provisioned(data, admin_url)  # a second time changes nothing


@pytest.fixture(scope="module")
def bus(data: Path) -> Iterator[dict[str, str]]:
    with running_nats(data, {}) as urls:
        yield urls


async def test_a_role_reaches_its_own_database(databases: dict[str, str]) -> None:
    connection = await asyncpg.connect(databases["evidence"])
    await connection.execute("create table kept (id int); drop table kept")
    assert await connection.fetchval("select current_user") == "constancia_evidence"
    await connection.close()


async def test_a_role_cannot_connect_to_the_database_of_another_service(databases: dict[str, str]) -> None:
    elsewhere = databases["evidence"].replace("/constancia_evidence?", "/constancia_commitments?")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="CONNECT"):
        await asyncpg.connect(elsewhere)


async def test_a_wrong_password_is_refused_even_on_the_socket(databases: dict[str, str]) -> None:
    guess = databases["evidence"].replace("constancia_evidence:", "constancia_evidence:x", 1)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(guess)


async def test_a_lost_password_file_is_no_lost_database(data: Path, databases: dict[str, str]) -> None:
    with running_postgres(data, {}, keep=True) as admin_url:
        (data / "secrets.json").rename(data / "lost.json")
        anew = await asyncio.to_thread(provisioned, data, admin_url)
        await (await asyncpg.connect(anew["evidence"])).close()
        (data / "lost.json").rename(data / "secrets.json")
        await asyncio.to_thread(provisioned, data, admin_url)
    await (await asyncpg.connect(databases["evidence"])).close()


def test_secrets_are_for_their_owner_alone(data: Path, databases: dict[str, str], bus: dict[str, str]) -> None:
    assert databases
    assert bus
    assert (data / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert (data / "nats" / "nats.conf").stat().st_mode & 0o777 == 0o600


async def test_a_service_keeps_its_own_stream_and_reads_the_others(bus: dict[str, str]) -> None:
    owner, reader = await nats.connect(bus["evidence"]), await nats.connect(bus["reporting"])
    await owner.jetstream().add_stream(name="EV_EVIDENCE", subjects=["ev.evidence.>"])
    await owner.jetstream().publish("ev.evidence.x", b"1")
    message = await reader.jetstream().get_msg("EV_EVIDENCE", 1, direct=False)
    assert message.data == b"1"
    subscription = await reader.jetstream().pull_subscribe("ev.evidence.>", stream="EV_EVIDENCE")
    (fetched,) = await subscription.fetch(1, timeout=2)
    await fetched.ack_sync()
    await owner.close()
    await reader.close()


@pytest.mark.parametrize("subject", ["ev.commitments.x", "sig.commitments"])
async def test_a_service_cannot_speak_for_another(bus: dict[str, str], subject: str) -> None:
    heard: asyncio.Queue[Exception] = asyncio.Queue()

    async def hear(error: Exception) -> None:
        heard.put_nowait(error)

    client = await nats.connect(bus["evidence"], error_cb=hear)
    await client.publish(subject, b"forged")
    async with asyncio.timeout(5):
        assert "permissions violation" in str(await heard.get()).lower()
    await client.close()


@pytest.mark.parametrize(
    "call", ["STREAM.DELETE.EV_COMMITMENTS", "STREAM.PURGE.EV_EVIDENCE", "STREAM.CREATE.EV_COMMITMENTS"]
)
async def test_a_service_cannot_purge_its_stream_nor_touch_anothers(bus: dict[str, str], call: str) -> None:
    async def hear(_error: Exception) -> None: ...

    client = await nats.connect(bus["evidence"], error_cb=hear)
    with pytest.raises(nats.errors.TimeoutError):
        await client.request(f"$JS.API.{call}", b"{}", timeout=0.3)
    await client.close()
