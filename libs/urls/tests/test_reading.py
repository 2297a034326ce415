"""What a printed address means, and what odd ones were probably meant to be."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constancia_urls.reading import Fault, read


@pytest.mark.parametrize(
    ("printed", "url", "host", "site"),
    [
        ("http://www.minfin.gob.gt", "http://www.minfin.gob.gt/", "www.minfin.gob.gt", "minfin.gob.gt"),
        (" HTTP://A.gob.gt:80/x y?a=+b#c ", "http://a.gob.gt/x%20y?a=+b", "a.gob.gt", "a.gob.gt"),
        ("https://educación.gob.gt/ñ", "https://xn--educacin-13a.gob.gt/%C3%B1", "xn--educacin-13a.gob.gt", None),
        ("https://a.gt:8443/%20%C3%B1", "https://a.gt:8443/%20%C3%B1", "a.gt:8443", "a.gt"),
        ("http://2130706433/", "http://127.0.0.1/", "127.0.0.1", "127.0.0.1"),
        ("http://0x7f.1/", "http://127.0.0.1/", "127.0.0.1", "127.0.0.1"),
        ("http://[::1]:81/", "http://[::1]:81/", "[::1]:81", "[::1]"),
    ],
)
def test_the_normal_form_is_what_a_browser_would_request(printed: str, url: str, host: str, site: str | None) -> None:
    reading = read(printed)
    assert (reading.url, reading.host) == (url, host)
    assert site is None or reading.site == site


@pytest.mark.parametrize(
    ("printed", "faults"),
    [
        ("https://a.gob.gt/", ()),
        ("http://a.gob.gt/", (Fault.INSECURE,)),
        ("https://goo.gl/JtrDgf", (Fault.SHORTENED,)),
        ("https://www.bit.ly/x", (Fault.SHORTENED,)),
        ("https://user:secret@a.gob.gt/", (Fault.NOT_PUBLIC,)),
        ("https://10.1.2.3/", (Fault.NOT_PUBLIC,)),
        ("https://intranet/", (Fault.NOT_PUBLIC,)),
        ("https://a.gob.gt:9443/", (Fault.NOT_PUBLIC,)),
        ("https://a.gob.gt/a b.pdf", (Fault.MALFORMED,)),
        ("www.a.gob.gt", (Fault.MALFORMED,)),
        ("mailto:somebody@example.org", (Fault.MALFORMED,)),
        ("javascript:alert(1)", (Fault.MALFORMED,)),
        ("", (Fault.MALFORMED,)),
    ],
)
def test_what_is_wrong_with_an_address_is_told(printed: str, faults: tuple[Fault, ...]) -> None:
    assert read(printed).faults == faults


@pytest.mark.parametrize(
    ("printed", "proposal", "why"),
    [
        ("www.minfin.gob.gt/x", "http://www.minfin.gob.gt/x", ["scheme_missing"]),
        ("minfin.gob.gt", "http://minfin.gob.gt", ["scheme_missing"]),
        ("http://http://a.gob.gt/x", "http://a.gob.gt/x", ["scheme_doubled"]),
        ("http://https//a.gob.gt/x", "https://a.gob.gt/x", ["scheme_doubled"]),
        ("htttp://a.gob.gt", "http://a.gob.gt", ["scheme_mistyped"]),
        ("http:/a.gob.gt/x", "http://a.gob.gt/x", ["scheme_mistyped"]),
        ("http:\\\\a.gob.gt\\b\\c.pdf", "http://a.gob.gt/b/c.pdf", ["backslashes"]),
        ("http://a.gob.gt/acta 1.pdf", "http://a.gob.gt/acta%201.pdf", ["spaces"]),
        ("http://a. gob.gt/x", "http://a.gob.gt/x", ["spaces"]),
        ("(http://a.gob.gt/x).", "http://a.gob.gt/x", ["punctuation"]),
        ("http://a.gob.gt/x_(y)", None, None),
        ("http://a.gob.gt/\u200bx", "http://a.gob.gt/x", ["invisible"]),
        ("http://a.gob.gt/xhttp://b.gob.gt/y", "http://a.gob.gt/x", ["glued"]),
        ("http://a.gt/18/http:/a.gt/19/b.pdf", "http://a.gt/19/b.pdf", ["scheme_doubled"]),
        ("https://web.archive.org/web/2017/http://a.gob.gt/", None, None),
        ("http://a.gob.gt/x?file=C:\\y z", "http://a.gob.gt/x?file=C:\\y%20z", ["spaces"]),
        ("ftp://a.gob.gt/x", None, None),
        ("not an address", None, None),
        ("mailto:somebody@example.org", None, None),
    ],
)
def test_an_odd_address_gets_a_proposal_with_its_reasons(
    printed: str, proposal: str | None, why: list[str] | None
) -> None:
    repair = read(printed).repair
    assert (repair and repair.url) == proposal
    assert (repair and list(repair.why)) == why


@given(st.text(max_size=200) | st.text(max_size=60).map(lambda text: f"http://a.gob.gt/{text}"))
def test_no_text_breaks_the_reader_and_its_normal_form_is_its_own(text: str) -> None:
    reading = read(text)
    assert reading.printed == text
    if reading.url is not None:
        again = read(reading.url)
        assert (again.url, again.host, again.fragment) == (reading.url, reading.host, None)
    if reading.repair is not None:
        assert read(reading.repair.url).url is not None


def test_every_address_of_the_plan_of_guatemala_is_read(pytestconfig: pytest.Config) -> None:
    path = pytestconfig.rootpath / "deploy/standalone/src/constancia/demo/gt-2016-2018.json"
    plan = json.loads(path.read_text(encoding="utf-8"))
    printed = {e["url"] for c in plan["commitments"] for g in c["goals"] for e in g["evidence"]}
    readings = [read(url) for url in printed]
    assert len(readings) == 207
    assert all(reading.url is not None for reading in readings)
    faults = Counter(fault for reading in readings for fault in reading.faults)
    assert faults == {Fault.INSECURE: 169, Fault.MALFORMED: 18, Fault.SHORTENED: 2}
    repaired = Counter(why.value for reading in readings if reading.repair for why in reading.repair.why)
    assert repaired == {"spaces": 17, "scheme_doubled": 1}
