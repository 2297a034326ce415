"""Forms as browsers send them, and as nobody should."""

import pytest
from starlette.requests import Request

from constancia_pages.forms import MOST_BYTES, TOO_LONG, UNREADABLE, FormRefused, typed

FORM = b"application/x-www-form-urlencoded"


def a_request(media_type: bytes = FORM) -> Request:
    return Request({"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", media_type)]})


def test_what_was_typed_is_read_with_one_kind_of_line_break_and_unknown_inputs_are_left_out() -> None:
    body = b"text=uno%0D%0Ados+%C3%B1&other=x&empty="
    assert typed(a_request(FORM + b"; charset=UTF-8"), body, {"text", "empty"}) == {"text": "uno\ndos ñ", "empty": ""}


@pytest.mark.parametrize(
    ("body", "media_type"),
    [(b"text=%FF", FORM), (b"text=\xff", FORM), (b"{}", b"application/json"), (b"&".join([b"a=1"] * 41), FORM)],
    ids=["not UTF-8", "no ASCII", "JSON", "many"],
)
def test_what_no_form_sends_is_refused(body: bytes, media_type: bytes) -> None:
    with pytest.raises(FormRefused) as refused:
        typed(a_request(media_type), body, {"text"})
    assert (refused.value.status, refused.value.by_input[0][1].message) == (422, UNREADABLE)


def test_a_form_has_an_end() -> None:
    with pytest.raises(FormRefused) as refused:
        typed(a_request(), b"text=" + b"x" * MOST_BYTES, {"text"})
    assert (refused.value.status, refused.value.by_input[0][1].message) == (413, TOO_LONG)
