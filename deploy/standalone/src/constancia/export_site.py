"""`constancia export-site`: every public page with its files, as a folder that works with the server switched off."""

import asyncio
import html
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Annotated, Final
from urllib.parse import urljoin, urlsplit

import httpx
import typer

from constancia.refusals import Refused
from constancia.terminal import Terminal, bars, told

BEGINNING: Final = ("/", "/en/", "/paises/", "/en/countries/", "/consultas/", "/en/consultations/", "/catalog.jsonld")
EXPORTED: Final = "{pages} pages and {files} files are in {folder}; {left} addresses need the server and lead to it"
AWAY: Final = "{server} does not answer"
NOT_EMPTY: Final = "{folder} is not empty; name a new folder"
_AT_ONCE: Final = 4
_SECONDS: Final = 60.0
_MOST: Final = 50_000
_LINK: Final = re.compile(r'(?P<name>\b(?:href|src|action|data-stream|content)=")(?P<address>[^"]*)"')
_LIVE: Final = re.compile(r'<script type="module" src="/static/live\.[0-9a-f]+\.js"></script>')
_STAYS: Final = re.compile(
    r"/($|en/|planes/|evidencia/|paises/|consultas/|static/|catalog\.jsonld$"
    r"|v1/plans/[^/]+/(open-data/|feed\.|calendar\.ics|badge\.|reports/\d+/files/|commitments/\d+/badge\.|compliance$"
    r"|clock$|findings(\.csv)?$))"
)
"""What is exported; everything else leads to the server."""
_NEEDS_SERVER: Final = re.compile(
    r"(/comentar|/comment|/formulario|/form|/recibo|/receipt|/buscar|/search)(/|$)|/v1/evidence"
)
_COPY: Final = '<div class="past" role="note"><p><strong>{}</strong> {} <a href="{}">{}</a></p></div>'
_SAID: Final = {
    "es": ("Copia estática.", "Esta página se copió el {at} (UTC). Lo que vive está en", "{origin}"),
    "en": ("A static copy.", "This page was copied on {at} (UTC). What lives is at", "{origin}"),
}


@told
def export_site(
    into: Annotated[Path, typer.Option(help="A new folder for it.")],
    server: Annotated[
        str, typer.Option(envvar="CONSTANCIA_SERVER", help="Origin of the platform.")
    ] = "http://127.0.0.1:8080",
) -> None:
    """Write every public page, style, picture, table and report as files that refer to each other."""
    if into.exists() and any(into.iterdir()):
        raise Refused(NOT_EMPTY, folder=into)
    terminal = Terminal()
    with bars(terminal) as bar:
        copy = Copy(origin=server.rstrip("/"), folder=into, step=bar("Pages"))
        asyncio.run(copy.make())
    terminal.answer(EXPORTED, pages=copy.pages, files=copy.files, left=len(copy.left), folder=into)


@dataclass(slots=True, kw_only=True)
class Copy:
    """A copy in the making; `left` are addresses that lead to the server."""

    origin: str
    folder: Path
    step: Callable[[int, int], None]
    pages: int = 0
    files: int = 0
    left: set[str] = field(default_factory=set)
    _seen: dict[str, str] = field(default_factory=dict)
    """Where each address is written, below the folder."""
    _waiting: list[str] = field(default_factory=list)
    _gone: set[str] = field(default_factory=set)
    _bodies: dict[str, tuple[str, str]] = field(default_factory=dict)

    async def make(self) -> None:
        """Read everything, then write the pages, whose links are only then known to hold. Raises Refused."""
        async with httpx.AsyncClient(base_url=self.origin, timeout=_SECONDS) as client:
            for address in BEGINNING:
                self._want(address)
            while self._waiting and len(self._seen) < _MOST:
                batch, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
                await asyncio.gather(*(self._fetch(client, address) for address in batch))
                self.step(len(self._seen) - len(self._waiting), len(self._seen))
        for address, (where, markup) in self._bodies.items():
            self._write(where, self._rewritten(address, where, markup).encode())

    def _want(self, address: str) -> None:
        if address not in self._seen and address not in self._gone:
            self._seen[address] = file_of(address)
            self._waiting.append(address)

    async def _fetch(self, client: httpx.AsyncClient, address: str) -> None:
        try:
            answer = await client.get(address, follow_redirects=True)
        except httpx.HTTPError as cause:
            raise Refused(AWAY, server=self.origin) from cause
        if not answer.is_success:
            self._gone.add(address)
            return
        if answer.headers.get("content-type", "").startswith("text/html") and "/files/" not in address:
            self.pages += 1
            self._bodies[address] = (self._seen[address], answer.text)
            for found in self._links(address, answer.text):
                self._want(found)
        else:
            self.files += 1
            self._write(self._seen[address], answer.content)

    def _links(self, page: str, markup: str) -> Iterator[str]:
        for found in _LINK.finditer(markup):
            if found["name"] in {'href="', 'src="'}:
                address = self._own(page, html.unescape(found["address"]))
                if address is not None and is_exported(address):
                    yield address.partition("#")[0]

    def _own(self, page: str, address: str) -> str | None:
        """The path and query of an address of this site; None for any other."""
        whole = urlsplit(urljoin(self.origin + page, address))
        if f"{whole.scheme}://{whole.netloc}" != self.origin:
            return None
        query = f"?{whole.query}" if whole.query else ""
        return f"{whole.path}{query}" + (f"#{whole.fragment}" if whole.fragment else "")

    def _rewritten(self, page: str, where: str, markup: str) -> str:
        """The page with its own links made relative, and what needs the server made absolute."""

        def link(found: re.Match[str]) -> str:
            printed = html.unescape(found["address"])
            if not printed.startswith(("/", self.origin)):
                return found[0]
            own = self._own(page, printed)
            if own is None:
                return found[0]
            address, _, fragment = own.partition("#")
            kept = found["name"] in {'href="', 'src="'} and address in self._seen and address not in self._gone
            if not kept:
                self.left.add(address)
                return f'{found["name"]}{html.escape(self.origin + own)}"'
            target = posixpath.relpath(self._seen[address], posixpath.dirname(where) or ".")
            return f'{found["name"]}{html.escape(target)}{"#" + html.escape(fragment) if fragment else ""}"'

        language = "en" if page.startswith("/en/") else "es"
        strong, said, name = _SAID[language]
        at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
        note = _COPY.format(
            strong, said.format(at=at), self.origin + html.escape(page), name.format(origin=self.origin)
        )
        markup = _LINK.sub(link, _LIVE.sub("", markup))
        return re.sub(r"(<main[^>]*>)", lambda main: main[1] + note, markup, count=1)

    def _write(self, where: str, content: bytes) -> None:
        target = self.folder / PurePosixPath(where)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def is_exported(address: str) -> bool:
    """Whether an address is part of the copy: public pages as they are now, and their files."""
    path, _, query = address.partition("?")
    if "as_of=" in query or "cursor=" in query or _NEEDS_SERVER.search(path):
        return False
    return _STAYS.match(path) is not None


def file_of(address: str) -> str:
    """Where an address is written: a page as `…/index.html`, a query as a part of the name."""
    path, _, query = address.partition("#")[0].partition("?")
    parts = [re.sub(r"[^\w.~-]", "_", part) for part in path.strip("/").split("/") if part not in {"", ".", ".."}]
    marks = re.sub(r"[^\w.~-]", "_", query)
    name = parts[-1] if parts else ""
    is_file = "." in name and not path.endswith("/")
    if is_file:
        stem, _, ending = name.rpartition(".")
        parts[-1] = f"{stem}~{marks}.{ending}" if marks else name
        return "/".join(parts)
    return "/".join([*parts, f"index~{marks}.html" if marks else "index.html"])
