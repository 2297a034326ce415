"""What a child process is told, and what it answers."""

from pathlib import Path
from typing import Final

from pydantic import BaseModel

READY: Final = b"ready\n"
"""The line that a child writes once it is at work."""


class Addresses(BaseModel):
    """Where one service finds its servers, with its passwords in them."""

    database_url: str
    nats_url: str


class Orders(BaseModel):
    """What a child process is told on its standard input; secrets are never in arguments or the environment."""

    public_url: str
    log_level: str
    log_json: bool
    services: dict[str, Addresses]
    consultation_secret: str | None = None
    """What e-mail addresses are sealed with; None where the environment says it."""
    mailbox: Path | None = None
    """Where notices are written; None where nobody set a folder."""
    blobs: Path | None = None
    """Where uploaded files and copies of evidence are kept; None where the environment says it."""
    run: Path | None = None
    """The folder in which worker processes say how they are; None where nobody asks."""
    workers: int = 1
    """How many worker processes there are."""
