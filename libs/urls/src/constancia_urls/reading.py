"""Reads an address as it was printed: what would be requested, whose it is, and what is wrong with it. Pure.

The normal form is that of the URL Standard (WHATWG), as browsers have it: what a citizen's click would open.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

import ada_url
from publicsuffixlist import PublicSuffixList

from constancia_urls.repair import Repair, repair_of
from constancia_urls.shorteners import is_shortener

_SCHEMES: Final = {"http:": 80, "https:": 443}
_USUAL_PORTS: Final = frozenset({"", "80", "443", "8080", "8443"})
_SUFFIXES: Final = PublicSuffixList()
_UNFIT: Final = re.compile(r"[\s\\<>\"{}|^`\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


class Fault(StrEnum):
    """What is wrong with a printed address, however the one who answers for it fares."""

    MALFORMED = "malformed"
    SHORTENED = "shortened"
    NOT_PUBLIC = "not_public"
    INSECURE = "insecure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a printed address means. `url`, `host` and `site` are None where it leads nowhere on the web."""

    printed: str
    url: str | None = None
    """What is requested: normal form, without fragment; internationalised names in ASCII."""
    fragment: str | None = None
    host: str | None = None
    """The name, or `name:port` where the port is not its scheme's own."""
    site: str | None = None
    """The registered domain (publicsuffix.org) that the host is of; the host itself for an IP address."""
    scheme: str | None = None
    """The scheme as it was understood, also one that is never requested."""
    faults: tuple[Fault, ...] = ()
    repair: Repair | None = None


@lru_cache(maxsize=8_192)
def read(printed: str) -> Reading:
    """What an address means, exactly as it was printed. Never raises."""
    parsed = _parsed(printed.strip())
    repair = repair_of(printed)
    is_web = parsed is not None and parsed.protocol in _SCHEMES and parsed.hostname != ""
    if parsed is None or not is_web:
        scheme = None if parsed is None else parsed.protocol.rstrip(":")
        return Reading(printed=printed, scheme=scheme, faults=(Fault.MALFORMED,), repair=repair)
    malformed = repair is not None or _UNFIT.search(printed.partition("?")[0]) is not None
    faults = {
        Fault.MALFORMED: malformed,
        Fault.SHORTENED: is_shortener(parsed.hostname),
        Fault.NOT_PUBLIC: _is_not_public(parsed),
        Fault.INSECURE: parsed.protocol == "http:",
    }
    fragment = parsed.hash[1:] or None
    parsed.hash = ""
    return Reading(
        printed=printed,
        url=parsed.href.removesuffix("#"),
        fragment=fragment,
        host=parsed.host,
        site=_site_of(parsed.hostname),
        scheme=parsed.protocol.rstrip(":"),
        faults=tuple(fault for fault, holds in faults.items() if holds),
        repair=repair,
    )


def _parsed(text: str) -> ada_url.URL | None:
    try:
        return ada_url.URL(text)
    except ValueError:
        return None


def _is_not_public(parsed: ada_url.URL) -> bool:
    """Whether not everybody can open it: credentials in it, a private or local host, a port of its own."""
    name = parsed.hostname
    address = _address(name)
    if address is not None:
        local = not address.is_global
    else:
        local = "." not in name.rstrip(".") or name.rstrip(".").endswith((".local", ".localhost", ".internal", ".lan"))
    return local or parsed.username != "" or parsed.password != "" or parsed.port not in _USUAL_PORTS


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name.strip("[]"))
    except ValueError:
        return None


def _site_of(name: str) -> str:
    if _address(name) is not None:
        return name
    return _SUFFIXES.privatesuffix(name.rstrip(".")) or name
