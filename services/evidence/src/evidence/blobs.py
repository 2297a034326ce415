"""Bytes kept under their own SHA-256, in a folder or in any store that speaks S3. The same bytes are there once."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, ObjectStore, S3Store, from_url

_PART: Final = 256 * 1024


class BlobMissing(Exception):
    """Nothing is kept under this hash."""


class BlobChanged(Exception):
    """What is kept under a hash is no longer what it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Bytes that are kept: their SHA-256 in hex, and how many there are."""

    sha256: str
    size: int


class Blobs:
    """The store of uploaded files and of copies, by folder. Built once for a process."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def of(cls, address: str, *, endpoint: str | None = None) -> "Blobs":
        """A store at a folder's path, or at `s3://bucket/prefix`, its keys and region in AWS_…."""
        if "://" not in address:
            return cls(LocalStore(Path(address).absolute(), mkdir=True))
        if endpoint is not None and address.startswith("s3://"):
            bucket, _, prefix = address.removeprefix("s3://").partition("/")
            plain = endpoint.startswith("http://")
            return cls(S3Store(bucket, prefix=prefix or None, endpoint=endpoint, client_options={"allow_http": plain}))
        return cls(from_url(address))

    async def put(self, content: IO[bytes], folder: str) -> Stored:
        """Keep what a file holds from its beginning; whole, or not at all."""
        digest, size = hashlib.sha256(), 0
        content.seek(0)
        while part := content.read(_PART):
            digest.update(part)
            size += len(part)
        content.seek(0)
        stored = Stored(sha256=digest.hexdigest(), size=size)
        await obstore.put_async(self._store, _place(folder, stored.sha256), content)
        return stored

    async def has(self, folder: str, sha256: str) -> bool:
        """Whether anything is kept under a hash."""
        try:
            await obstore.head_async(self._store, _place(folder, sha256))
        except (NotFoundError, FileNotFoundError):
            return False
        return True

    async def read(self, folder: str, sha256: str) -> bytes:
        """What is kept under a hash, checked against it. Raises BlobMissing, BlobChanged."""
        try:
            found = await obstore.get_async(self._store, _place(folder, sha256))
            content = bytes(await found.bytes_async())
        except (NotFoundError, FileNotFoundError) as cause:
            raise BlobMissing(sha256) from cause
        if hashlib.sha256(content).hexdigest() != sha256:
            raise BlobChanged(sha256)
        return content

    async def drop(self, folder: str, sha256: str) -> None:
        """Keep it no longer; nothing happens when it is not there."""
        try:
            await obstore.delete_async(self._store, _place(folder, sha256))
        except (NotFoundError, FileNotFoundError):
            return

    async def every(self, folder: str) -> AsyncIterator[tuple[str, float]]:
        """Each hash of a folder, with the time in seconds since 1970 at which it was kept."""
        async for some in obstore.list(self._store, prefix=folder):
            for one in some:
                yield str(one["path"]).rpartition("/")[2], one["last_modified"].timestamp()


def _place(folder: str, sha256: str) -> str:
    return f"{folder}/{sha256[:2]}/{sha256}"
