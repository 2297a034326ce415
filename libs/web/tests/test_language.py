"""Which language a request is answered in."""

import pytest

from constancia_web.language import language_in_header, language_of


@pytest.mark.parametrize(
    ("query", "header", "expected"),
    [
        (b"", None, "es"),
        (b"", b"en", "en"),
        (b"", b"en-GB,en;q=0.9", "en"),
        (b"", b"es;q=0.4, en;q=0.5", "en"),
        (b"", b"en;q=0", "es"),
        (b"", b"en;q=nan, fr", "es"),
        (b"", b"en;q=, \xff", "es"),
        (b"", b"es, en", "es"),
        (b"", b"qu, *;q=0.1", "es"),
        (b"lang=en", b"es", "en"),
        (b"lang=xx&lang=en", b"es", "en"),
        (b"lang=xx", b"en", "en"),
        (b"slang=en", None, "es"),
        (b"lang=%65n", None, "en"),
    ],
)
def test_the_query_wins_then_the_header_then_spanish(query: bytes, header: bytes | None, expected: str) -> None:
    headers = [] if header is None else [(b"accept-language", header)]
    assert language_of({"query_string": query, "headers": headers}) == expected


def test_lines_of_one_header_are_one_list() -> None:
    headers = [(b"accept-language", b"es;q=0.1"), (b"accept-language", b"en;q=0.2")]
    assert language_of({"query_string": b"", "headers": headers}) == "en"
    assert language_in_header(b"") == "es"
