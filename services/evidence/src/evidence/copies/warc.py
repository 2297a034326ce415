"""Writes what an address returned as a WARC 1.1 file that stands by itself (ISO 28500), and reads it again."""

import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import IO, Any, Final
from uuid import NAMESPACE_URL, uuid5

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from evidence.probing.bodies import decoded, sha256
from evidence.probing.probe import Exchange, Hop

_IN_MEMORY: Final = 1024 * 1024
_MOST_READ: Final = 64 * 1024 * 1024
_ASSUMED: Final = frozenset({"transfer-encoding", "connection", "keep-alive"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """What a WARC file of ours holds."""

    url: str
    captured_at: str
    status: int
    media_type: str
    payload: bytes
    """With its content-encoding undone."""


def write_warc(exchange: Exchange, body: IO[bytes], *, at: datetime, hops: Sequence[Hop], operator: str) -> IO[bytes]:
    """The file, in memory while it is small. The same exchange at the same instant gives the same bytes.

    The body is as it came; our client has undone its transfer-encoding, so that header is told as `X-Archive-Orig-…`,
    as archives do. The digests inside are SHA-1 in base 32, which every tool for WARC checks.
    """
    out: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - given to the caller
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def add(kind: str, payload: IO[bytes] | None, http: StatusAndHeaders | None, **headers: str) -> str:
        identity = f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{kind} {exchange.url} {stamp}')}>"
        told = {"WARC-Record-ID": identity, "WARC-Date": stamp}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        record = writer.create_warc_record(
            exchange.url, kind, payload=payload, http_headers=http, warc_headers_dict=told
        )
        writer.write_record(record)
        if record.raw_stream is not None and record.raw_stream is not payload:
            record.raw_stream.close()  # warcio reads a payload into a file of its own, and leaves it
        return identity

    info = {
        "software": f"Constancia/{version('constancia-evidence')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "operator": operator,
        "robots": "obey",
    }
    about = "".join(f"{name}: {value}\r\n" for name, value in info.items()).encode()
    add("warcinfo", io.BytesIO(about), None, Content_Type="application/warc-fields")
    answered = StatusAndHeaders(
        f"{exchange.status} {exchange.reason}".rstrip(), list(_headers(exchange)), protocol=exchange.http_version
    )
    more = {} if exchange.is_whole else {"WARC_Truncated": "length"}
    response = add("response", body, answered, WARC_IP_Address=exchange.address, **more)
    path = exchange.url.partition("://")[2].partition("/")[2]
    asked = StatusAndHeaders(
        f"{exchange.method} /{path} HTTP/1.1", list(exchange.request_headers), is_http_request=True
    )
    add("request", io.BytesIO(), asked, WARC_Concurrent_To=response)
    way = "".join(f"via: {hop.url} {hop.status}\r\n" for hop in hops[:-1])
    if way:
        add(
            "metadata",
            io.BytesIO(way.encode()),
            None,
            Content_Type="application/warc-fields",
            WARC_Concurrent_To=response,
        )
    return out


def unpack(warc: bytes) -> Unpacked:
    """The answer in a WARC file. Raises ValueError where there is none."""
    for record in ArchiveIterator(io.BytesIO(warc)):
        if record.rec_type != "response":
            continue
        http: Any = record.http_headers
        raw = record.raw_stream.read(_MOST_READ)
        return Unpacked(
            url=record.rec_headers.get_header("WARC-Target-URI"),
            captured_at=record.rec_headers.get_header("WARC-Date"),
            status=int(http.get_statuscode()),
            media_type=http.get_header("Content-Type") or "",
            payload=decoded(raw, http.get_header("Content-Encoding") or "", _MOST_READ),
        )
    raise ValueError("no response")


def payload_sha256(body: IO[bytes]) -> str:
    """Of a body as it came."""
    body.seek(0)
    digest = sha256(body.read())
    body.seek(0)
    return digest


def _headers(exchange: Exchange) -> Iterator[tuple[str, str]]:
    for name, value in exchange.response_headers:
        kept = f"X-Archive-Orig-{name}" if name.lower() in _ASSUMED else name
        yield kept, value.replace("\r", " ").replace("\n", " ")
