"""Calls to addresses that others named: what a name leads to is vetted, and the vetted address itself is called.

A name is looked up once for each call, so nobody can give one answer to the check and another to the connection.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from ipaddress import ip_address
from typing import Final

import httpx

from constancia_web.addresses import Address, AddressUnfit, Manners, Target, Unfit, check_address, read_target

Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]
"""Every address of a name, for a port; raises OSError when it has none."""

_LOOK_UP_SECONDS: Final = 5.0


async def resolve(host: str, port: int) -> Sequence[Address]:
    """What this machine's resolver says."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(entry[4][0]) for entry in found))


async def vet(url: str, manners: Manners, look_up: Resolve = resolve) -> Sequence[Address]:
    """The addresses that may be called for a URL. Raises AddressUnfit, also when only one of several is unfit."""
    return await _vetted(read_target(url, manners), manners, look_up)


async def _vetted(target: Target, manners: Manners, look_up: Resolve) -> Sequence[Address]:
    if target.address is not None:
        return [target.address]
    try:
        async with asyncio.timeout(_LOOK_UP_SECONDS):
            found = await look_up(target.host, target.port)
    except (OSError, ValueError) as cause:  # TimeoutError is an OSError, UnicodeError a ValueError
        raise AddressUnfit(Unfit.UNRESOLVED) from cause
    if not found:
        raise AddressUnfit(Unfit.UNRESOLVED)
    for address in found:
        check_address(address, manners)
    return found


class Vetted(httpx.AsyncBaseTransport):
    """A transport for httpx that calls only what is vetted, each request on a connection of its own.

    Raises AddressUnfit. Redirects come back through here too, so a client may follow them. Connections are not kept:
    they are made to an address, and two names that share one must not share what was verified for the other.
    """

    def __init__(self, manners: Manners, look_up: Resolve = resolve) -> None:
        self._manners = manners
        self._look_up = look_up
        self._tls = httpx.create_ssl_context()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Call the first of the vetted addresses that takes the connection; the name stays in Host and SNI."""
        target = read_target(str(request.url), self._manners)
        *others, last = await _vetted(target, self._manners, self._look_up)
        for address in others:
            try:
                return await self._call(request, target, address)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue  # nothing was sent
        return await self._call(request, target, last)

    async def _call(self, request: httpx.Request, target: Target, address: Address) -> httpx.Response:
        transport = httpx.AsyncHTTPTransport(verify=self._tls, trust_env=False)
        aimed = httpx.Request(
            request.method,
            request.url.copy_with(host=str(address)),
            headers=request.headers,  # Host is among them already
            stream=request.stream,
            extensions=request.extensions | {"sni_hostname": target.host},
        )
        try:
            response = await transport.handle_async_request(aimed)
        except BaseException:
            await transport.aclose()
            raise
        response.stream = _Closing(response.stream, transport)
        return response


class _Closing(httpx.AsyncByteStream):
    """A body whose end closes the connection that it came by."""

    def __init__(
        self, stream: httpx.SyncByteStream | httpx.AsyncByteStream, transport: httpx.AsyncHTTPTransport
    ) -> None:
        assert isinstance(stream, httpx.AsyncByteStream)  # noqa: S101 - tells the type checker what httpx promises
        self._stream = stream
        self._transport = transport

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()
        await self._transport.aclose()


def outbound_client(manners: Manners, *, user_agent: str, look_up: Resolve = resolve) -> httpx.AsyncClient:
    """A client for addresses that others named: no proxy, no netrc, no cookies of the environment, no redirects."""
    return httpx.AsyncClient(
        transport=Vetted(manners, look_up),
        trust_env=False,
        follow_redirects=False,
        headers={"User-Agent": user_agent, "Accept-Encoding": "identity"},
    )
