"""Which addresses of the outside a server of ours may call: rules alone, nothing is looked up or opened here.

Whoever names an address for us to call could otherwise reach what only we can reach (server-side request forgery).
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

import httpx

Address = IPv4Address | IPv6Address

_V4: Final = {
    "this network": ("0.0.0.0/8",),
    "private": ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
    "shared by a carrier": ("100.64.0.0/10",),
    "loopback": ("127.0.0.0/8",),
    # 169.254.169.254 is where most clouds keep the keys of a machine; 168.63.129.16 is Azure's, though it looks public.
    "link-local": ("169.254.0.0/16",),
    "metadata": ("168.63.129.16/32",),
    "protocol assignments": ("192.0.0.0/24", "192.88.99.0/24"),
    "documentation": ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"),
    "benchmarking": ("198.18.0.0/15",),
    "multicast": ("224.0.0.0/4",),
    "reserved": ("240.0.0.0/4",),
}
_V6: Final = {
    "loopback": ("::1/128",),
    "IPv4 in disguise": ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48"),
    "a tunnel": ("2001::/32", "2002::/16"),
    "protocol assignments": ("2001::/23",),
    "documentation": ("2001:db8::/32", "3fff::/20"),
    "private": ("fc00::/7",),
    "link-local": ("fe80::/10", "fec0::/10"),
    "multicast": ("ff00::/8",),
}
_V4_RANGES: Final = [(IPv4Network(text), name) for name, texts in _V4.items() for text in texts]
_V6_RANGES: Final = [(IPv6Network(text), name) for name, texts in _V6.items() for text in texts]
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
_LABEL: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LONGEST_NAME: Final = 253
_PORT_OF: Final = {"https": 443, "http": 80}


class Unfit(StrEnum):
    """Why an address is not called."""

    UNREADABLE = "unreadable"
    SCHEME = "scheme"
    CREDENTIALS = "credentials"
    PORT = "port"
    HOST = "host"
    NOT_PUBLIC = "not_public"
    UNRESOLVED = "unresolved"


class AddressUnfit(Exception):
    """An address may not be called. Holds the reason alone: neither the address nor what its name leads to."""

    def __init__(self, reason: Unfit) -> None:
        self.reason = reason
        super().__init__(reason.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What may be called: these schemes on these ports, and with `loopback`, for tests, this machine on any port."""

    schemes: frozenset[str] = frozenset({"https"})
    ports: frozenset[int] = field(default=frozenset({443, 8443}))
    loopback: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads: a literal address, or a name that is still to be looked up."""

    host: str
    port: int
    address: Address | None


def why_not_public(address: Address) -> str | None:
    """The kind of special range that an address lies in (IANA's registries, RFC 6890); None for a public one."""
    ranges = _V4_RANGES if isinstance(address, IPv4Address) else _V6_RANGES
    for network, name in ranges:
        if address in network:
            return name
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return "reserved"
    return None


def check_address(address: Address, manners: Manners) -> None:
    """Let an address pass, or raise AddressUnfit."""
    if why_not_public(address) is not None and not (manners.loopback and address.is_loopback):
        raise AddressUnfit(Unfit.NOT_PUBLIC)


def read_target(url: str, manners: Manners) -> Target:
    """Where a URL leads, read by the parser that the client calls with. Raises AddressUnfit for what is never called.

    A name passes here and is judged by what it resolves to when it is called.
    """
    try:
        parsed = httpx.URL(url)
        host = parsed.raw_host.decode("ascii").lower()
    except (httpx.InvalidURL, ValueError, TypeError) as cause:
        raise AddressUnfit(Unfit.UNREADABLE) from cause
    if parsed.scheme not in _PORT_OF:
        raise AddressUnfit(Unfit.SCHEME)
    if parsed.userinfo:
        raise AddressUnfit(Unfit.CREDENTIALS)
    address = _literal(host)
    here = manners.loopback and address is not None and address.is_loopback
    if parsed.scheme not in (_PORT_OF if here else manners.schemes):
        raise AddressUnfit(Unfit.SCHEME)
    port = _PORT_OF[parsed.scheme] if parsed.port is None else parsed.port
    if port not in manners.ports and not here:
        raise AddressUnfit(Unfit.PORT)
    if address is not None:
        check_address(address, manners)
    return Target(host, port, address)


def _literal(host: str) -> Address | None:
    """The address that a host is written as; None for a name. Raises AddressUnfit for a host that is neither.

    What ends in a number is an address to some resolvers (2130706433, 0x7f.1, 0177.0.0.1), so it is one in the usual
    form, or nothing (URL Standard, "ends in a number").
    """
    bare = host.removeprefix("[").removesuffix("]")
    try:
        return ip_address(bare)
    except ValueError:
        pass
    labels = bare.split(".")
    fit = len(bare) <= _LONGEST_NAME and len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    if not fit or _NUMBER.fullmatch(labels[-1]):
        raise AddressUnfit(Unfit.HOST)
    return None
