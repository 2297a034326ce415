"""`constancia verify`: whether a receipt is genuine, and a report what its data says, without asking anybody."""

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from constancia.refusals import Refused
from constancia.terminal import Terminal, told

verify = typer.Typer(no_args_is_help=True, help="Check what the platform vouches for; needs no server.")
KEYS_PATH: Final = "/.well-known/constancia-receipt-keys.json"
GENUINE = """\
Genuine: signed with key {kid} by {issuer}
Comment: {comment}
Received: {received_at} (UTC)
SHA-256 of the text: {text_sha256}"""
MATCHES = "The text is the one that came in"
DIFFERS = "The text is NOT the one that came in"
REDACTED = "The text in the file was changed after it came in; give yours with --text"
OWN_KEYS = "The keys are those of the file itself: they prove nothing until you compare them with {address}"
ON_RECORD = "The record holds it, with the same hash and time"
NOT_ON_RECORD = "The record does NOT hold it as the receipt says"
SAME = "{name}: as its data says"
OTHER = "{name}: as its data says, but NOT the file that the record has"
NOT_SAME = "{name}: NOT as its data says"
NO_DATA = "{file} is not the data of a report; fetch it beside the other files"
NO_FILES = "There is no file of a report in {folder}"
_SECONDS: Final = 10.0


@verify.command("receipt")
@told
def receipt(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file, or a file with the JWS alone.")],
    keys: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help=f"The platform's public keys, kept from {KEYS_PATH}."),
    ] = None,
    text: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Your text, where you have it; in UTF-8.")
    ] = None,
    server: Annotated[
        str | None, typer.Option(metavar="ORIGIN", help="Ask this server too whether its record still holds it.")
    ] = None,
) -> None:
    """Check a receipt offline: its signature, and your text. Exit code 1 when anything is not as it should be."""
    terminal = Terminal()
    held = _read(file)
    known = json.loads(keys.read_text("utf-8")) if keys else held.get("keys")
    if server is not None:
        known = _fetched(server)
    if known is None:
        raise Refused("No keys to verify with: give --keys, or --server")
    said, kid = _checked(held["receipt"], known)
    shown = {"kid": kid, "issuer": said.issuer, "comment": said.comment, "text_sha256": said.text_sha256}
    terminal.answer(GENUINE, received_at=said.received_at.isoformat(), **shown)
    good = True
    words = text.read_text("utf-8") if text else held.get("text")
    if words is not None:
        same = _same(words, said.text_sha256)
        good = same or text is None
        terminal.answer(MATCHES if same else DIFFERS if text else REDACTED)
    if keys is None and server is None:
        terminal.answer(OWN_KEYS, address=said.issuer + KEYS_PATH)
    if server is not None:
        on_record = _on_record(server, held["receipt"])
        good = good and on_record
        terminal.answer(ON_RECORD if on_record else NOT_ON_RECORD)
    if not good:
        raise typer.Exit(1)


@verify.command("report")
@told
def report(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="With the files of a report.")],
    server: Annotated[
        str | None, typer.Option(metavar="ORIGIN", help="Ask this server too for the hashes that the record has.")
    ] = None,
) -> None:
    """Check the files of a report: each is rendered again from its data, and must be the same to the last byte."""
    from reporting.reports.document import Document  # noqa: PLC0415 - takes a moment
    from reporting.reports.rendering.formats import FILES, RENDERERS, Form, name_of  # noqa: PLC0415

    terminal, good, seen = Terminal(), True, 0
    on_record: dict[str, str] | None = None
    for name, language, form in FILES:
        file, model = folder / name, folder / name_of(language, Form.JSON)
        if not file.exists():
            continue
        try:
            document = Document.model_validate_json(model.read_bytes())
        except (OSError, ValueError) as cause:
            raise Refused(NO_DATA, file=model) from cause
        if server is not None and on_record is None:
            on_record = _hashes(server, document.plan, document.number)
        content = file.read_bytes()
        same = RENDERERS[form].render(document) == content
        known = on_record is None or on_record.get(name) == hashlib.sha256(content).hexdigest()
        terminal.answer(SAME if same and known else OTHER if same else NOT_SAME, name=name)
        good, seen = good and same and known, seen + 1
    if not seen:
        raise Refused(NO_FILES, folder=folder)
    if not good:
        raise typer.Exit(1)


def _hashes(server: str, plan: str, number: int) -> dict[str, str]:
    import httpx  # noqa: PLC0415

    try:
        answer = httpx.get(f"{server.rstrip('/')}/v1/plans/{plan}/reports/{number}", timeout=_SECONDS)
        return {one["name"]: one["sha256"] for one in answer.raise_for_status().json()["files"]}
    except (httpx.HTTPError, ValueError, KeyError) as cause:
        raise Refused("{server} does not answer about the report", server=server) from cause


def _read(file: Path) -> dict[str, Any]:
    content = file.read_text("utf-8").strip()
    if not content.startswith("{"):
        return {"receipt": "".join(content.split())}
    try:
        held = json.loads(content)
        return {"receipt": str(held["receipt"]), "text": held.get("text"), "keys": held.get("keys")}
    except (ValueError, KeyError, AttributeError) as cause:
        raise Refused("{file} is no receipt", file=file) from cause


def _checked(receipt: str, keys: dict[str, Any]) -> tuple[Any, str]:
    from joserfc import jws  # noqa: PLC0415 - takes a moment
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    from constancia_web.tokens import EDDSA  # noqa: PLC0415
    from consultation.receipts.receipt import Receipt  # noqa: PLC0415

    try:
        found = jws.deserialize_compact(receipt, KeySet.import_key_set(keys), registry=EDDSA)  # type: ignore[arg-type]
        return Receipt.read(found.payload), str(found.headers().get("kid"))
    except (JoseError, ValueError, TypeError, KeyError) as cause:
        raise Refused("NOT genuine: these keys did not sign it, or something in it was changed") from cause


def _same(words: str, text_sha256: str) -> bool:
    from consultation.comments.wording import fingerprint, tidied  # noqa: PLC0415

    return text_sha256 in {fingerprint(words), fingerprint(tidied(words))}


def _fetched(server: str) -> dict[str, Any]:
    import httpx  # noqa: PLC0415

    try:
        answer = httpx.get(server.rstrip("/") + KEYS_PATH, timeout=_SECONDS)
        found: dict[str, Any] = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as cause:
        raise Refused("{server} does not answer with its keys", server=server) from cause
    return found


def _on_record(server: str, receipt: str) -> bool:
    import httpx  # noqa: PLC0415

    try:
        answer = httpx.post(
            server.rstrip("/") + "/v1/receipts/verification", json={"receipt": receipt}, timeout=_SECONDS
        )
        return bool(answer.raise_for_status().json()["on_record"])
    except (httpx.HTTPError, ValueError, KeyError) as cause:
        raise Refused("{server} does not answer about the receipt", server=server) from cause
