"""Copies over HTTP: what was kept, and the bytes themselves, served so that nothing in them can act on our origin."""

import base64
from typing import Annotated, Any, Final

import structlog
from fastapi import APIRouter, Depends, Path, Request, Response

from constancia_web.conditional import UNCHANGED, etag
from constancia_web.pages import Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads
from evidence.blobs import BlobChanged, BlobMissing, Blobs
from evidence.copies import queries
from evidence.copies.capturing import FOLDER
from evidence.copies.errors import CopyDamaged, CopyGivenUp
from evidence.copies.schemas import CopyOut
from evidence.copies.warc import unpack
from evidence.deps import EvidenceId
from evidence.means_of_verification import store as means_store
from evidence.probing.bodies import text_of_html

router = APIRouter(prefix="/v1/evidence/{evidence}/copies", tags=["copies"])
_log = structlog.get_logger(__name__)
_NEWEST: Final = 2**31 - 1
_SHOWN_INLINE: Final = frozenset({"text/plain", "image/png", "image/jpeg", "image/gif", "image/webp"})
SAFELY: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "public, max-age=31536000, immutable",
}
_BYTES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}

Sha256 = Annotated[
    str, Path(pattern=r"^[0-9a-f]{64}$", description="The SHA-256 of a copy, in hex.", examples=["0" * 64])
]


async def _blobs(request: Request) -> Blobs:
    blobs: Blobs = request.app.state.blobs
    return blobs


Store = Annotated[Blobs, Depends(_blobs)]


@router.get("", responses=problems(404, 422))
async def list_copies(evidence: EvidenceId, connection: Reads, paging: Paging) -> Page[CopyOut]:
    """Every copy of what an address returned, newest first; those whose bytes were given up are still told of."""
    await means_store.load(connection, evidence)
    [before] = paging.after(_NEWEST)
    found = await queries.page(connection, evidence, before=before, limit=paging.fetch)
    return paging.page(found, CopyOut.of, lambda row: (row.n,))


@router.get("/{sha256}", responses=problems(404, 422) | UNCHANGED)
async def get_copy(evidence: EvidenceId, sha256: Sha256, connection: Reads, response: Response) -> CopyOut:
    """One copy: when it was taken, from where, and its hashes."""
    row = await queries.one(connection, evidence, sha256)
    response.headers["ETag"] = etag(f"{sha256[:16]}-{row.dropped_at is not None}")
    return CopyOut.of(row)


@router.get("/{sha256}/warc", response_class=Response, responses=problems(404, 410, 422, 503) | _BYTES)
async def get_copy_warc(evidence: EvidenceId, sha256: Sha256, connection: Reads, blobs: Store) -> Response:
    """The WARC file, byte by byte what was captured: `sha256sum` gives its name, `warcio check` its inner digests."""
    content = await _content(connection, blobs, evidence, sha256)
    return _download(content, "application/warc", f"{evidence}-{sha256[:12]}.warc.gz", digest=sha256)


@router.get("/{sha256}/content", response_class=Response, responses=problems(404, 410, 422, 503) | _BYTES)
async def get_copy_content(evidence: EvidenceId, sha256: Sha256, connection: Reads, blobs: Store) -> Response:
    """The payload alone. Pages and whatever else could act are always a download; images and plain text are shown."""
    row = await queries.one(connection, evidence, sha256)
    unpacked = unpack(await _content(connection, blobs, evidence, sha256))
    kind = row.media_type.partition(";")[0]
    name = f"{evidence}-{sha256[:12]}{_ENDINGS.get(kind, '.bin')}"
    return _download(unpacked.payload, kind, name, inline=kind in _SHOWN_INLINE)


@router.get("/{sha256}/text", response_class=Response, responses=problems(404, 410, 422, 503) | _BYTES)
async def get_copy_text(evidence: EvidenceId, sha256: Sha256, connection: Reads, blobs: Store) -> Response:
    """The text that a person would have seen of a page, as plain text: safe to read here."""
    unpacked = unpack(await _content(connection, blobs, evidence, sha256))
    text = text_of_html(unpacked.payload, unpacked.media_type)
    return _download(text.encode(), "text/plain", f"{evidence}.txt", inline=True)


_ENDINGS: Final = {
    "text/html": ".html",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
    "application/xml": ".xml",
    "application/json": ".json",
    "application/zip": ".zip",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


async def _content(connection: Reads, blobs: Blobs, evidence: str, sha256: str) -> bytes:
    """The stored file, checked against its hash. Raises CopyNotFound, CopyGivenUp, CopyDamaged."""
    row = await queries.one(connection, evidence, sha256)
    if row.dropped_at is not None:
        raise CopyGivenUp(dropped_at=f"{row.dropped_at:%Y-%m-%d}", rule=row.rule)
    try:
        return await blobs.read(FOLDER, sha256)
    except (BlobMissing, BlobChanged) as cause:
        _log.error("copy_damaged", evidence=evidence, sha256=sha256, cause=type(cause).__name__)
        raise CopyDamaged from cause


def _download(content: bytes, kind: str, name: str, *, inline: bool = False, digest: str | None = None) -> Response:
    way = "inline" if inline else "attachment"
    media_type = f"{kind}; charset=utf-8" if kind == "text/plain" else kind
    headers = SAFELY | {"Content-Disposition": f'{way}; filename="{name}"'}
    if digest is not None:
        headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(digest)).decode()}:"
    return Response(content, media_type=media_type, headers=headers)
