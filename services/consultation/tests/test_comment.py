"""Rules of comments, without a database."""

from datetime import UTC, datetime, timedelta, timezone

from constancia_events.vocabulary import Sector
from consultation.comments.aggregate import Comment

RECEIVED_AT = datetime(2017, 9, 19, 15, 7, tzinfo=UTC)


def a_comment(
    text: dict[str, str] | None = None,
    *,
    consultation: str = "gt-2016-2018-1",
    received_at: datetime = RECEIVED_AT,
    sector: Sector = Sector.CITIZEN,
) -> Comment:
    return Comment.of(
        b"key",
        consultation,
        received_at=received_at,
        sector=sector,
        text=text or {"es": "Los felicito", "en": "Well done"},
    )


def test_the_same_comment_has_the_same_id_whatever_its_time_zone_and_the_order_of_its_languages() -> None:
    in_guatemala = RECEIVED_AT.astimezone(timezone(timedelta(hours=-6)))
    again = a_comment({"en": "Well done", "es": "Los felicito"}, received_at=in_guatemala)
    assert again == a_comment()


def test_comments_that_differ_in_anything_are_different() -> None:
    others = [
        a_comment(),
        a_comment({"es": "Los felicito."}),
        a_comment(consultation="gt-2016-2018-2"),
        a_comment(received_at=RECEIVED_AT + timedelta(microseconds=1)),
        a_comment(sector=Sector.ACADEMIA),
    ]
    assert len({comment.id for comment in others}) == len(others)


def test_taking_the_same_twice_says_nothing() -> None:
    assert a_comment().receive(a_comment()) is None


def test_the_event_carries_the_key_and_no_word_of_the_text() -> None:
    comment = a_comment()
    received = comment.receive(None)
    assert received is not None
    event = received[1]
    assert (event.comment, event.consultation, event.sector) == (comment.id, "gt-2016-2018-1", Sector.CITIZEN)
    assert b"felicito" not in event.body()
