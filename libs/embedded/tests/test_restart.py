"""Servers outlive us or go with us, as it should be, and keep what they were given."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import nats as nats_client
import psutil
import pytest

from constancia_embedded import nats, postgres
from constancia_embedded.errors import ServerUnusable
from constancia_embedded.servers import (
    Standing,
    provisioned,
    running_nats,
    running_postgres,
    standing_nats,
    standing_postgres,
)


def ask(url: str, question: str) -> object:
    async def once() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(once())


def lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def pid_of(standing: Standing) -> int:
    assert standing.server is not None
    return standing.server.process.pid if isinstance(standing.server, nats.Nats) else standing.server.pid


def wait_until_fallen(standing: Standing) -> None:
    deadline = time.monotonic() + 5
    while not standing.fell():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_postgres_keeps_its_data_over_a_restart(tmp_path: Path) -> None:
    with running_postgres(tmp_path, {}) as admin_url:
        ask(provisioned(tmp_path, admin_url)["evidence"], "create table kept as select 7 as number")
    with running_postgres(tmp_path, {}) as admin_url:
        assert ask(provisioned(tmp_path, admin_url)["evidence"], "select number from kept") == 7


def test_a_left_over_postgres_is_taken_over_and_then_really_stopped(tmp_path: Path) -> None:
    left_over = postgres.start(tmp_path / "postgres")  # as after kill -9 of the platform: nobody stopped it
    with running_postgres(tmp_path, {}) as admin_url:
        assert ask(admin_url, "select pg_postmaster_start_time()")
        assert postgres.start(tmp_path / "postgres").pid == left_over.pid
    assert not lives(left_over.pid)


def test_a_server_that_ran_before_stays_when_asked_to(tmp_path: Path) -> None:
    server = postgres.start(tmp_path / "postgres")
    with running_postgres(tmp_path, {}, keep=True):
        pass
    assert postgres.is_running(tmp_path / "postgres")
    server.stop()
    assert not postgres.is_running(tmp_path / "postgres")


def test_postgres_recovers_after_it_was_killed(tmp_path: Path) -> None:
    server = postgres.start(tmp_path / "postgres")
    ask(server.admin_url, "create table kept as select 7 as number")
    os.kill(server.pid, signal.SIGKILL)
    with running_postgres(tmp_path, {}) as admin_url:
        assert ask(admin_url, "select number from kept") == 7


def test_a_pid_that_belongs_to_a_stranger_now_is_left_alone(tmp_path: Path) -> None:
    postgres.start(tmp_path / "postgres").stop()
    stale = tmp_path / "postgres" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{tmp_path / 'postgres'}\n1\n5432\n\n\n\nready\n")
    with running_postgres(tmp_path, {}) as admin_url:
        assert ask(admin_url, "select 1") == 1


def test_an_interrupted_first_start_leaves_no_half_database(tmp_path: Path) -> None:
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")
    with running_postgres(tmp_path, {}) as admin_url:
        assert ask(admin_url, "select 1") == 1


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ServerUnusable, match="PostgreSQL does not start in"):
        postgres.start(tmp_path / "file" / "postgres")


def test_an_unreachable_database_url_is_one_sentence_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(ServerUnusable) as refusal:
        provisioned(tmp_path, "postgresql://admin:hidden@127.0.0.1:1/postgres")
    assert "127.0.0.1:1" in str(refusal.value)
    assert "hidden" not in str(refusal.value)


def test_addresses_in_the_environment_win(tmp_path: Path) -> None:
    named = {"DATABASE_URL": "postgresql+asyncpg://u@elsewhere/db", "NATS_URL": "nats://elsewhere"}
    with running_postgres(tmp_path, named) as admin_url, running_nats(tmp_path, named) as urls:
        assert admin_url == "postgresql://u@elsewhere/db"
        assert urls["evidence"] == "nats://elsewhere"
    assert not (tmp_path / "postgres").exists()


async def _published(url: str) -> int:
    client = await nats_client.connect(url)
    stream = client.jetstream()
    await stream.add_stream(name="EV_EVIDENCE", subjects=["ev.evidence.>"])
    acknowledged = await stream.publish("ev.evidence.x", b"kept")
    await client.close()
    return acknowledged.seq


def test_nats_keeps_messages_and_port_over_a_restart(tmp_path: Path) -> None:
    with running_nats(tmp_path, {}) as first:
        assert asyncio.run(_published(first["evidence"])) == 1
    with running_nats(tmp_path, {}) as second:
        assert second == first
        assert asyncio.run(_published(second["evidence"])) == 2


def test_a_left_over_nats_is_replaced(tmp_path: Path) -> None:
    left_over = nats.start(tmp_path / "nats", [])
    with running_nats(tmp_path, {}) as urls:
        assert asyncio.run(_published(urls["evidence"])) == 1
        assert left_over.process.wait(1) is not None


def test_a_busy_port_is_given_up_for_a_free_one(tmp_path: Path) -> None:
    with running_nats(tmp_path, {}) as first:
        pass
    port = int((tmp_path / "nats" / "port").read_text())
    with socket.create_server(("127.0.0.1", port)), running_nats(tmp_path, {}) as second:
        assert second != first
        assert asyncio.run(_published(second["evidence"])) == 1


def test_a_stranger_with_the_pid_of_our_nats_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "nats").mkdir()
    (tmp_path / "nats" / "nats.pid").write_text(str(os.getpid()))
    with running_nats(tmp_path, {}) as urls:
        assert asyncio.run(_published(urls["evidence"])) == 1


def test_a_locale_that_the_machine_lacks_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "es_GT.UTF-8")
    monkeypatch.setenv("LC_ALL", "xx_XX.UTF-8")
    with running_postgres(tmp_path, {}) as admin_url:
        assert ask(admin_url, "select upper('atención')") == "ATENCIÓN"


def test_a_path_with_odd_letters_is_a_path(tmp_path: Path) -> None:
    data = tmp_path / "ñ d"
    with running_postgres(data, {}) as admin_url, running_nats(data, {}) as urls:
        assert ask(provisioned(data, admin_url)["evidence"], "select 1") == 1
        assert asyncio.run(_published(urls["evidence"])) == 1
    assert "ñ d" in (data / "nats" / "nats.conf").read_text("utf-8")


def test_files_are_in_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from constancia_embedded.passwords import write_private"
    subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", f"{script}; write_private(Path(sys.argv[1]), chr(241))", tmp_path / "f"],
        env={**os.environ, "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"},
        check=True,
    )
    assert (tmp_path / "f").read_bytes() == "ñ".encode()


def test_a_nats_that_does_not_start_says_why_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nats, "_config", lambda *_: r'{"server_name": "\u00f1"}')
    with pytest.raises(ServerUnusable, match=r"NATS does not start in .*nats-server: .*escape"):
        nats.start(tmp_path / "nats", [])
    assert not (tmp_path / "nats" / "nats.log").exists()


def test_a_fallen_server_begins_again_at_the_same_address_with_its_data(tmp_path: Path) -> None:
    with standing_postgres(tmp_path, {}) as database, standing_nats(tmp_path, {}) as bus:
        url = provisioned(tmp_path, database.addresses["postgres"])["evidence"]
        ask(url, "create table kept as select 7 as number")
        assert asyncio.run(_published(bus.addresses["evidence"])) == 1
        for standing in (database, bus):
            assert not standing.fell()
            os.kill(pid_of(standing), signal.SIGKILL)
            wait_until_fallen(standing)
            standing.begin_again()
            assert not standing.fell()
        assert ask(url, "select number from kept") == 7
        assert asyncio.run(_published(bus.addresses["evidence"])) == 2
        begun = [pid_of(database), pid_of(bus)]
    assert not any(lives(pid) for pid in begun), "the ones that began again are stopped too"


def test_a_server_keeps_its_port_or_does_not_begin_again(tmp_path: Path) -> None:
    with standing_nats(tmp_path, {}) as bus:
        assert isinstance(bus.server, nats.Nats)
        bus.server.stop()
        with socket.create_server(("127.0.0.1", bus.server.port)), pytest.raises(ServerUnusable, match="in use"):
            bus.begin_again()


def test_a_server_that_the_environment_names_never_falls(tmp_path: Path) -> None:
    with standing_nats(tmp_path, {"NATS_URL": "nats://elsewhere"}) as bus:
        assert not bus.fell()
