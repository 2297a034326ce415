"""Certificates: what is wrong with one, what it says, and the link that its server forgot to send."""

import ssl
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

import aiohttp
import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID
from yarl import URL

from constancia_events.checks import CheckFlag
from evidence.probing.probe import Tls

# X509_V_ERR_… of OpenSSL.
_NAME_MISMATCH: Final = frozenset({62, 64})
_UNREAD: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FAULTS: Final = {10: CheckFlag.TLS_EXPIRED, 9: CheckFlag.TLS_NOT_YET_VALID}


def fault_of(error: Exception) -> CheckFlag | None:
    """What is wrong with a refused certificate; None where it is another site's."""
    code = getattr(error, "verify_code", None)
    if code in _NAME_MISMATCH:
        return None
    return _FAULTS.get(code or 0, CheckFlag.TLS_UNTRUSTED)


def unverified_context() -> ssl.SSLContext:
    """To look at a page whose certificate has a fault; never to send anything that matters."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@lru_cache(maxsize=1_024)
def facts_of(raw: bytes) -> Tls:
    """What a certificate says, from its DER."""
    try:
        certificate = x509.load_der_x509_certificate(raw)
        return Tls(
            subject=certificate.subject.rfc4514_string(),
            issuer=certificate.issuer.rfc4514_string(),
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
        )
    except ValueError:
        return Tls(subject="", issuer="", not_before=_UNREAD, not_after=_UNREAD)


async def completed_context(
    session: aiohttp.ClientSession, url: str, ca_file: str | None, limit: int
) -> ssl.SSLContext | None:
    """A context that knows the intermediate certificate that a server does not send; None where that is not the fault.

    The certificate itself says where its issuer's is (RFC 5280, section 4.2.2.1). It is trusted no more than if the
    server had sent it: the chain must still end in an authority that we know.
    """
    leaf = await _presented(session, url)
    for address in _issuer_addresses(leaf) if leaf else ():
        async with session.get(URL(address), allow_redirects=False) as response:
            raw = await response.content.read(min(limit, 65_536))
        context = httpx.create_ssl_context()
        if ca_file is not None:
            context.load_verify_locations(ca_file)
        context.verify_flags &= ~ssl.VERIFY_X509_PARTIAL_CHAIN
        try:
            context.load_verify_locations(cadata=_pem(raw))
        except (ValueError, ssl.SSLError):
            continue
        if await _presented(session, url, context) is not None:
            return context
    return None


async def _presented(
    session: aiohttp.ClientSession, url: str, context: ssl.SSLContext | None = None
) -> x509.Certificate | None:
    """The certificate that a server shows; None where a connection with this context is refused."""
    try:
        async with session.head(
            URL(url, encoded=True), allow_redirects=False, ssl=context or unverified_context()
        ) as seen:
            shown: bytes | None = getattr(seen, "certificate", None)
            return None if shown is None else x509.load_der_x509_certificate(shown)
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None


def _issuer_addresses(leaf: x509.Certificate) -> list[str]:
    try:
        access = leaf.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    found = [
        one.access_location.value
        for one in access
        if one.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        and isinstance(one.access_location, x509.UniformResourceIdentifier)
    ]
    return [address for address in found if address.startswith("http://")][:2]


def _pem(raw: bytes) -> str:
    load = x509.load_pem_x509_certificate if raw.lstrip().startswith(b"-----") else x509.load_der_x509_certificate
    return load(raw).public_bytes(Encoding.PEM).decode()
