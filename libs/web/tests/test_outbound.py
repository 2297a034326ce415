"""The address that is called is the address that was vetted."""

import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from constancia_testing.receiver import receiving
from constancia_web.addresses import Address, AddressUnfit, Manners, Unfit
from constancia_web.outbound import outbound_client, vet

PUBLIC, HERE, METADATA = "93.184.215.14", "127.0.0.1", "169.254.169.254"


class Names:
    """A resolver that gives its answers in turn, the last one for ever."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[Address]:
        self.asked.append(host)
        return [ip_address(text) for text in (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])]


async def fails(_host: str, _port: int) -> Sequence[Address]:
    raise OSError("no such name")


async def test_a_name_is_judged_by_every_address_that_it_leads_to() -> None:
    assert await vet("https://portal.gob.gt/", Manners(), Names([PUBLIC])) == [ip_address(PUBLIC)]
    for answer in ([METADATA], [PUBLIC, METADATA], [METADATA, PUBLIC], ["::ffff:10.0.0.1"], [HERE]):
        with pytest.raises(AddressUnfit) as refused:
            await vet("https://portal.gob.gt/", Manners(), Names(answer))
        assert refused.value.reason is Unfit.NOT_PUBLIC
    for nothing in (Names([]), fails):
        with pytest.raises(AddressUnfit) as refused:
            await vet("https://portal.gob.gt/", Manners(), nothing)
        assert refused.value.reason is Unfit.UNRESOLVED


async def test_a_name_that_is_public_when_asked_and_private_when_called_is_not_called() -> None:
    async with receiving() as receiver:
        manners = Manners(schemes=frozenset({"http"}), ports=frozenset({receiver.port}))
        names = Names([PUBLIC], [HERE])
        url = f"http://rebinding.example.org:{receiver.port}/"
        await vet(url, manners, names)
        async with outbound_client(manners, user_agent="test", look_up=names) as client:
            with pytest.raises(AddressUnfit):
                await client.get(url)
        assert receiver.calls == []


async def test_one_look_up_serves_both_the_check_and_the_connection() -> None:
    async with receiving() as receiver:
        manners = Manners(schemes=frozenset({"http"}), ports=frozenset({receiver.port}), loopback=True)
        names = Names([HERE], [METADATA])
        url = f"http://portal.example.org:{receiver.port}/hook"
        async with outbound_client(manners, user_agent="test", look_up=names) as client:
            assert (await client.post(url, content=b"{}")).status_code == 204
        assert names.asked == ["portal.example.org"]
        [call] = receiver.calls
        assert (call.line, call.body) == ("POST /hook HTTP/1.1", b"{}")
        assert call.headers["host"] == f"portal.example.org:{receiver.port}", "the name that was meant"


async def test_a_redirect_to_a_private_address_is_not_followed_even_by_a_client_that_follows() -> None:
    async with receiving() as receiver:
        manners = Manners(loopback=True)
        location = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n"
        receiver.acts = [location]
        async with outbound_client(manners, user_agent="test") as client:
            assert (await client.get(receiver.url)).status_code == 302
            with pytest.raises(AddressUnfit):
                await client.get(receiver.url, follow_redirects=True)


async def test_the_next_address_is_tried_where_one_takes_no_connection() -> None:
    async with receiving() as receiver:
        manners = Manners(schemes=frozenset({"http"}), ports=frozenset({receiver.port}), loopback=True)
        names = Names(["::1", "127.0.0.1"])  # nothing listens on the first
        async with outbound_client(manners, user_agent="test", look_up=names) as client:
            assert (await client.get(f"http://portal.example.org:{receiver.port}/")).status_code == 204


async def test_no_proxy_of_the_environment_stands_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    async with receiving() as receiver, outbound_client(Manners(loopback=True), user_agent="test") as client:
        assert (await client.get(receiver.url)).status_code == 204


def certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate for a name that signs itself: its file, and a server's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, private = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem, private)
    return pem, context


async def test_the_certificate_must_be_that_of_the_name_though_the_address_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem, context = certificate(tmp_path, "portal.example.org")
    asked: list[str | None] = []
    context.sni_callback = lambda _object, name, _context: asked.append(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    async with receiving(context) as receiver:
        manners = Manners(ports=frozenset({receiver.port}), loopback=True)
        async with outbound_client(manners, user_agent="test", look_up=Names([HERE])) as client:
            assert (await client.get(f"https://portal.example.org:{receiver.port}/")).status_code == 204
            with pytest.raises(httpx.ConnectError):
                await client.get(f"https://another.example.org:{receiver.port}/")
    assert asked == ["portal.example.org", "another.example.org"]
