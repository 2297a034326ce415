"""How a letter leaves: by a mail server, or as a file in a folder."""

import os
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
from pydantic import SecretStr

from constancia_runtime.clock import Clock
from consultation.notices.letters import Letter
from consultation.settings import Settings

_SECONDS: Final = 30.0
_PORTS: Final = {"smtp": 587, "smtps": 465}


class NotSent(Exception):
    """The letter did not leave; nothing of it, and no address, is in this."""


class Mailer(Protocol):
    """Sends letters."""

    async def send(self, to: str, letter: Letter, number: int) -> None:
        """Send one; `number` is that of its notice. Raises NotSent."""
        ...


class FolderMailer:
    """Writes letters into a folder, which a mail program can open: the mailbox of the demonstration."""

    def __init__(self, folder: Path, sender: str, clock: Clock) -> None:
        self._folder, self._sender, self._clock = folder, sender, clock

    async def send(self, to: str, letter: Letter, number: int) -> None:
        """Write `0001.eml`, for its owner alone to read. Raises NotSent."""
        message = _message(self._sender, to, letter, self._clock)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            place = self._folder / f"{number:06}.eml"
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(message.as_bytes(policy=SMTP))
        except OSError as cause:
            raise NotSent(cause.strerror) from None


class SmtpMailer:
    """Hands letters to a mail server (RFC 5321), with TLS unless it is on this machine."""

    def __init__(self, url: SecretStr, sender: str, clock: Clock) -> None:
        self._url, self._sender, self._clock = urlsplit(url.get_secret_value()), sender, clock

    async def send(self, to: str, letter: Letter, number: int) -> None:  # noqa: ARG002 - the server numbers its own
        """Send one. Raises NotSent."""
        at = self._url
        here = at.hostname in {"127.0.0.1", "localhost", "::1"}
        try:
            await aiosmtplib.send(
                _message(self._sender, to, letter, self._clock),
                hostname=at.hostname,
                port=at.port or _PORTS[at.scheme],
                username=unquote(at.username) if at.username else None,
                password=unquote(at.password) if at.password else None,
                use_tls=at.scheme == "smtps",
                start_tls=None if here else at.scheme == "smtp",
                timeout=_SECONDS,
            )
        except (aiosmtplib.SMTPException, OSError, ValueError) as cause:
            raise NotSent(type(cause).__name__) from None  # what the server says may quote the address


def mailer_of(settings: Settings, clock: Clock) -> Mailer | None:
    """What the settings name: the server, else the folder, else nothing."""
    if settings.smtp_url is not None:
        return SmtpMailer(settings.smtp_url, settings.mail_from, clock)
    if settings.mail_folder is not None:
        return FolderMailer(settings.mail_folder, settings.mail_from, clock)
    return None


def _message(sender: str, to: str, letter: Letter, clock: Clock) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">") or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    message["Content-Language"] = letter.language  # behind the content, which drops such headers
    return message
