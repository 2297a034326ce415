"""Looks names up and lets only public addresses be connected to: at the name, and again when the socket opens."""

import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address
from typing import Any, Final

import aiodns
from aiohttp.abc import AbstractResolver, ResolveResult

from constancia_web.addresses import Address, AddressUnfit, Manners, check_address

LookUp = Callable[[str], Awaitable[Sequence[Address]]]
"""Every address of a name. Raises NoSuchName, NameTrouble."""

_NO_SUCH_NAME: Final = 4  # ARES_ENOTFOUND
_SECONDS: Final = 3.0


class NoSuchName(OSError):
    """The name does not exist (NXDOMAIN)."""


class NameTrouble(OSError):
    """Nobody could say whether the name exists, or it has no address for now."""


class Refused(OSError):
    """An address that is not public: never connected to."""


class Names:
    """The system's name servers, asked by c-ares, which tells a name that is not from a server that fails."""

    def __init__(self) -> None:
        self._resolver = aiodns.DNSResolver(timeout=_SECONDS, tries=2)

    async def __call__(self, name: str) -> Sequence[Address]:
        """Every address of a name, IPv4 first."""
        try:
            found = await self._resolver.getaddrinfo(name, family=socket.AF_UNSPEC, type=socket.SOCK_STREAM)
        except aiodns.error.DNSError as cause:
            raise (NoSuchName if cause.args and cause.args[0] == _NO_SUCH_NAME else NameTrouble) from cause
        addresses = dict.fromkeys(ip_address(_text(node.addr[0])) for node in found.nodes)
        return sorted(addresses, key=lambda address: address.version)

    async def close(self) -> None:
        """Let go of the name servers."""
        await self._resolver.close()


def _text(address: bytes | str) -> str:
    return address.decode() if isinstance(address, bytes) else address


class VettedNames(AbstractResolver):
    """A resolver for aiohttp: gives out the addresses of a name if all of them are public, and else none."""

    def __init__(self, look_up: LookUp, manners: Manners) -> None:
        self._look_up = look_up
        self._manners = manners

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The vetted addresses of a name. Raises NoSuchName, NameTrouble, Refused."""
        del family
        found = await self._look_up(host)
        if not found:
            raise NameTrouble
        for address in found:
            _vet(address, self._manners)
        return [_result(host, port, address) for address in found]

    async def close(self) -> None:
        """Nothing is held here."""


def vetted_sockets(manners: Manners) -> Callable[[Any], socket.socket]:
    """Make sockets for aiohttp: whatever led to an address, a literal or a changed answer, it is vetted once more."""

    def make(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = info
        _vet(ip_address(address[0].partition("%")[0]), manners)
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)  # noqa: FBT003 - the name of the system call says what it is
        return made

    return make


def _vet(address: Address, manners: Manners) -> None:
    try:
        check_address(address, manners)
    except AddressUnfit as cause:
        raise Refused from cause


def _result(host: str, port: int, address: Address) -> ResolveResult:
    return ResolveResult(
        hostname=host,
        host=str(address),
        port=port,
        family=socket.AF_INET if address.version == 4 else socket.AF_INET6,  # noqa: PLR2004 - the protocol's own number
        proto=0,
        flags=socket.AI_NUMERICHOST,
    )
