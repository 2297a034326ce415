"""What the API says of copies."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field


class CopyOut(BaseModel):
    """A copy of what an address returned. Its hash is of the WARC file's bytes, so anybody can check a download."""

    model_config = ConfigDict(frozen=True)

    evidence: str
    sha256: str = Field(description="Of the WARC file; told in an event when it was captured.")
    payload_sha256: str = Field(description="Of the payload alone, as it came.")
    captured_at: datetime
    media_type: str = Field(description="What the payload is, as its bytes show.")
    size: int = Field(description="Bytes of the payload.")
    final_url: str = Field(description="Where it came from, redirects followed.")
    status: int
    truncated: bool = Field(description="Whether only its beginning was kept, for its size.")
    dropped_at: datetime | None = Field(description="When its bytes were given up; null while they are there.")
    rule: str | None = Field(description="By which rule they were given up.")
    warc: str = Field(description="The file itself (WARC 1.1, gzip). `warcio check` and `sha256sum` verify it.")
    content: str = Field(description="The payload alone, as a download.")

    @classmethod
    def of(cls, row: Any) -> Self:
        """A copy as it is on record."""
        href = f"/v1/evidence/{row.evidence}/copies/{row.sha256}"
        names = ("evidence", "sha256", "payload_sha256", "captured_at", "media_type", "size", "final_url", "status")
        values = {name: getattr(row, name) for name in (*names, "truncated", "dropped_at", "rule")}
        return cls(**values, warc=f"{href}/warc", content=f"{href}/content")
