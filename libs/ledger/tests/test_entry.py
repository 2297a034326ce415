import hashlib
from datetime import UTC, datetime, timedelta, timezone

from constancia_ledger.entry import commit, entry, leaf_hash

AT = datetime(2026, 11, 23, 15, 0, 0, 7, tzinfo=UTC)


def a_leaf(occurred_at: datetime = AT, body: bytes = b"{}") -> bytes:
    return entry(
        source="commitments",
        position=1,
        event_id="00000000-0000-4000-8000-000000000001",
        stream="goal/gt-2016-2018/3/2",
        version=4,
        type_="commitments.progress_reported.v1",
        occurred_at=occurred_at,
        recorded_at=AT,
        commitment=commit(b"salt", body),
    )


def test_the_bytes_of_a_leaf_never_change() -> None:
    """These bytes are promised for ever: when this fails, the code is wrong and not the test."""
    assert a_leaf().decode().splitlines() == [
        "constancia-entry-v1",
        "commitments",
        "1",
        "00000000-0000-4000-8000-000000000001",
        "goal/gt-2016-2018/3/2",
        "4",
        "commitments.progress_reported.v1",
        "2026-11-23T15:00:00.000007Z",
        "2026-11-23T15:00:00.000007Z",
        hashlib.sha256(b"salt{}").hexdigest(),
    ]


def test_an_instant_is_written_in_utc_whatever_zone_it_came_in() -> None:
    assert a_leaf(AT.astimezone(timezone(timedelta(hours=-6)))) == a_leaf()


def test_another_body_or_salt_is_another_leaf() -> None:
    assert a_leaf(body=b"{ }") != a_leaf()
    assert commit(b"other", b"{}") != commit(b"salt", b"{}")


def test_leaves_hash_as_in_rfc_6962() -> None:
    """The empty leaf of the RFC's own test vectors."""
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
