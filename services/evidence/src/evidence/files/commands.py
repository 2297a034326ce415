"""An institution uploads a file. The bytes are kept first; a row tells of them; the same bytes are there once."""

import base64
import binascii
import hashlib
import io
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from constancia_bus.transaction import Transaction
from evidence.blobs import Blobs
from evidence.files.errors import DigestDiffers, FileEmpty, FileTypeRefused
from evidence.files.tables import files
from evidence.files.types import TAKEN, type_of

FOLDER: Final = "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file whose bytes are stored."""

    sha256: str
    size: int
    media_type: str


async def keep_bytes(blobs: Blobs, content: bytes, *, claimed: str, digest: str | None) -> Kept:
    """Judge and store bytes, outside any transaction. Raises FileEmpty, FileTypeRefused, DigestDiffers."""
    if not content:
        raise FileEmpty
    if digest is not None and not _matches(content, digest):
        raise DigestDiffers
    media_type = type_of(content, claimed)
    if media_type not in TAKEN:
        raise FileTypeRefused(found=media_type, taken=", ".join(sorted(TAKEN)))
    stored = await blobs.put(io.BytesIO(content), FOLDER)
    return Kept(sha256=stored.sha256, size=stored.size, media_type=media_type)


async def upload_file(tx: Transaction, kept: Kept, institution: str | None) -> tuple[Any, bool]:
    """Put a stored file on record; its row, and whether it is new. The first upload of some bytes tells of them."""
    values = {"sha256": kept.sha256, "size": kept.size, "media_type": kept.media_type}
    values |= {"institution": institution, "uploaded_at": tx.now}
    made = await tx.connection.execute(insert(files).values(values).on_conflict_do_nothing().returning(files.c.sha256))
    is_new = made.first() is not None
    row = (await tx.connection.execute(select(files).where(files.c.sha256 == kept.sha256))).one()
    return row, is_new


def _matches(content: bytes, digest: str) -> bool:
    """Whether bytes have the digest of an RFC 9530 field; one that names no SHA-256 says nothing against them."""
    for part in digest.split(","):
        name, _, value = part.strip().partition("=")
        if name.strip().lower() == "sha-256":
            try:
                return base64.b64decode(value.strip().strip(":"), validate=True) == hashlib.sha256(content).digest()
            except (ValueError, binascii.Error):
                return False
    return True
