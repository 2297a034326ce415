import pytest

from constancia_runtime.logs import place_of
from constancia_runtime.trace import Trace


def test_a_trace_is_continued_in_a_span_of_its_own() -> None:
    header = f"00-{'a' * 32}-{'b' * 16}-01"
    trace = Trace.parse(header)
    assert trace.trace_id == "a" * 32
    assert trace.span_id != "b" * 16
    assert Trace.parse(trace.header).trace_id == trace.trace_id


@pytest.mark.parametrize(
    "header", [None, "", "nonsense", f"00-{'0' * 32}-{'b' * 16}-01", f"00-{'A' * 32}-{'b' * 16}-01"]
)
def test_what_is_no_trace_begins_a_new_one(header: str | None) -> None:
    trace = Trace.parse(header)
    assert len(trace.trace_id) == 32
    assert set(trace.trace_id) != {"0"}


def test_the_place_of_an_error_holds_nothing_that_was_typed() -> None:
    with pytest.raises(ValueError, match="example") as caught:
        int("somebody@example.org")
    said = place_of(caught.value)
    assert said.startswith("ValueError at test_trace.py:")
    assert "example.org" not in said
