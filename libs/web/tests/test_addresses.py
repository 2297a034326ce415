"""No address that somebody names leads a server of ours to what only it can reach."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constancia_web.addresses import AddressUnfit, Manners, Unfit, read_target, why_not_public

PUBLIC_LOOKING = "https://{}/hook"


@pytest.mark.parametrize(
    "host",
    [
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.8.8.8",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::1]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:8.8.8.8]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::a9fe:a9fe]",
        "[64:ff9b:1::1]",
        "[100::1]",
        "[2001::1]",
        "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
        "[2001:10::1]",
        "[2001:db8::1]",
        "[2002:7f00:1::1]",
        "[2002:a9fe:a9fe::]",
        "[3fff::1]",
        "[4000::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[fec0::1]",
        "[ff02::1]",
    ],
)
def test_special_addresses_are_not_public(host: str) -> None:
    with pytest.raises(AddressUnfit) as refused:
        read_target(PUBLIC_LOOKING.format(host), Manners())
    assert refused.value.reason is Unfit.NOT_PUBLIC


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://2130706433/", Unfit.HOST),
        ("https://0x7f000001/", Unfit.HOST),
        ("https://0x7f.0.0.1/", Unfit.HOST),
        ("https://0x7f.1/", Unfit.HOST),
        ("https://017700000001/", Unfit.HOST),
        ("https://127.1/", Unfit.HOST),
        ("https://127.0.1/", Unfit.HOST),
        ("https://a.0x7f/", Unfit.HOST),
        ("https://127%2e0.0.1/", Unfit.HOST),
        ("https://localhost/", Unfit.HOST),
        ("https://intranet/", Unfit.HOST),
        ("https://portal..gob.gt/", Unfit.HOST),
        ("https://-a.gob.gt/", Unfit.HOST),
        (f"https://{'a' * 64}.gob.gt/", Unfit.HOST),
        ("https:///hook", Unfit.HOST),
        ("https://", Unfit.HOST),
        ("http://portal.gob.gt/", Unfit.SCHEME),
        ("http://127.0.0.1/", Unfit.SCHEME),
        ("ftp://portal.gob.gt/", Unfit.SCHEME),
        ("file:///etc/passwd", Unfit.SCHEME),
        ("javascript:alert(1)", Unfit.SCHEME),
        ("gopher://portal.gob.gt:443/", Unfit.SCHEME),
        ("//portal.gob.gt/", Unfit.SCHEME),
        ("portal.gob.gt", Unfit.SCHEME),
        ("", Unfit.SCHEME),
        ("https://user@portal.gob.gt/", Unfit.CREDENTIALS),
        ("https://user:word@portal.gob.gt/", Unfit.CREDENTIALS),
        ("https://portal.gob.gt\\@127.0.0.1/", Unfit.CREDENTIALS),
        ("https://portal.gob.gt@127.0.0.1/", Unfit.CREDENTIALS),
        ("https://portal.gob.gt:22/", Unfit.PORT),
        ("https://portal.gob.gt:80/", Unfit.PORT),
        ("https://portal.gob.gt:0/", Unfit.PORT),
        ("https://portal.gob.gt:5432/", Unfit.PORT),
        ("https://portal.gob.gt:99999/", Unfit.PORT),
        ("https://0177.0.0.1/", Unfit.UNREADABLE),
        ("https://portal.gob.gt:no/", Unfit.UNREADABLE),
        ("https://[::1/", Unfit.UNREADABLE),
        ("https://por tal.gob.gt/", Unfit.HOST),
        ("https://portal.gob.gt\n.evil.org/", Unfit.UNREADABLE),
        ("https://\ud800.gob.gt/", Unfit.UNREADABLE),
        ("https://①②⑦.⓪.⓪.①/", Unfit.UNREADABLE),
        ("https://127。0。0。1/", Unfit.NOT_PUBLIC),
    ],
)
def test_what_is_never_called_is_told_why(url: str, reason: Unfit) -> None:
    with pytest.raises(AddressUnfit) as refused:
        read_target(url, Manners())
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://portal.gob.gt/hook?x=1", "portal.gob.gt", 443),
        ("HTTPS://Portal.GOB.gt:8443/", "portal.gob.gt", 8443),
        ("https://niñez.gob.gt/", "xn--niez-hqa.gob.gt", 443),
        ("https://8.8.8.8/", "8.8.8.8", 443),
        ("https://[2606:4700::1111]/", "2606:4700::1111", 443),
    ],
)
def test_public_addresses_are_called(url: str, host: str, port: int) -> None:
    target = read_target(url, Manners())
    assert (target.host, target.port) == (host, port)


def test_loopback_is_for_tests_alone_and_nothing_else_private_with_it() -> None:
    tests = Manners(loopback=True)
    assert read_target("http://127.0.0.1:5999/", tests).port == 5999
    assert read_target("http://[::1]:5999/", tests).port == 5999
    for url in ("http://10.0.0.1:5999/", "https://10.0.0.1/", "http://portal.gob.gt/", "https://[::ffff:127.0.0.1]/"):
        with pytest.raises(AddressUnfit):
            read_target(url, tests)


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_is_called_in_the_disguise_of_another(address: IPv4Address) -> None:
    number = int(address)
    for prefix, shift in (("::", 0), ("::ffff:0:0", 0), ("64:ff9b::", 0), ("2002::", 80)):
        disguised = IPv6Address(int(IPv6Address(prefix)) | number << shift)
        assert why_not_public(disguised) is not None


@given(st.ip_addresses())
def test_whatever_python_knows_to_be_special_is_refused(address: IPv4Address | IPv6Address) -> None:
    special = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    if special or address.is_reserved or address.is_unspecified:
        assert why_not_public(ip_address(str(address))) is not None
