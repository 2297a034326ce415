"""Files over HTTP: uploaded by institutions, given out to everybody once something cites them."""

from datetime import datetime
from typing import Annotated, Any, Final, Self

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select, text

from constancia_web.problems import problems
from constancia_web.reads import Reads
from evidence.blobs import BlobChanged, BlobMissing
from evidence.copies.endpoints import SAFELY, Sha256, Store
from evidence.copies.errors import CopyDamaged
from evidence.deps import Citer, OpenTransaction
from evidence.files.commands import FOLDER, keep_bytes, upload_file
from evidence.files.errors import FileNotFound
from evidence.files.tables import files
from evidence.files.types import TAKEN

router = APIRouter(prefix="/v1/evidence/files", tags=["evidence"])
_CITED: Final = text("select 1 from uses where evidence = :evidence limit 1")
_BYTES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in sorted(TAKEN)},
    }
}


class FileOut(BaseModel):
    """An uploaded file. Cite it by its `sha256`."""

    model_config = ConfigDict(frozen=True)

    sha256: str
    media_type: str = Field(description="What the bytes are found to be.")
    size: int
    uploaded_at: datetime

    @classmethod
    def of(cls, row: Any) -> Self:
        """A file as it is on record."""
        return cls(sha256=row.sha256, media_type=row.media_type, size=row.size, uploaded_at=row.uploaded_at)


@router.post(
    "",
    status_code=201,
    responses=problems(400, 401, 403, 413, 415, 422) | {200: {"model": FileOut}},
    openapi_extra=_BODY,
)
async def upload_evidence_file(
    request: Request,
    actor: Citer,
    blobs: Store,
    transaction: OpenTransaction,
    response: Response,
    content_type: Annotated[str, Header(include_in_schema=False)] = "",
    repr_digest: Annotated[str | None, Header(description="SHA-256 of the bytes (RFC 9530), to be compared.")] = None,
) -> FileOut:
    """Upload a document, data or a picture as the request's body, 8 MiB at most; then cite it by its hash.

    The same bytes again give the file that is there (200). It is public once something cites it. Its name is not kept.
    """
    kept = await keep_bytes(blobs, await request.body(), claimed=content_type, digest=repr_digest)
    async with transaction(actor=actor.client_id) as tx:
        row, is_new = await upload_file(tx, kept, actor.institution)
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = f"/v1/evidence/files/{kept.sha256}"
    return FileOut.of(row)


@router.get("/{sha256}", response_class=Response, responses=problems(404, 422, 503) | _BYTES)
async def get_evidence_file(sha256: Sha256, connection: Reads, blobs: Store) -> Response:
    """The bytes of a file that something cites, as a download that can do nothing here."""
    from evidence.means_of_verification.aggregate import evidence_id  # noqa: PLC0415 - cites files, and is cited here

    row = (await connection.execute(select(files).where(files.c.sha256 == sha256))).first()
    cited = {"evidence": evidence_id(f"urn:sha256:{sha256}")}
    if row is None or await connection.scalar(_CITED, cited) is None:
        raise FileNotFound(sha256=sha256)
    try:
        content = await blobs.read(FOLDER, sha256)
    except (BlobMissing, BlobChanged) as cause:
        raise CopyDamaged from cause
    name = f"{sha256[:12]}{TAKEN.get(row.media_type, '.bin')}"
    headers = SAFELY | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=row.media_type, headers=headers)
