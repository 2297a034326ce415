"""`constancia report`: a self-assessment report from its first word to its publication, over the API of a platform."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final, Self

import httpx
import typer

from constancia.refusals import Refused
from constancia.terminal import Terminal, bars, told

report = typer.Typer(no_args_is_help=True, help="Self-assessment reports of a plan; needs a key with plan:admin.")

Plan = Annotated[str, typer.Argument(help="Of the plan, as gt-2016-2018.")]
Number = Annotated[int, typer.Argument(min=1, help="Of the report, from 1.")]
Server = Annotated[str, typer.Option(envvar="CONSTANCIA_SERVER", help="Origin of the platform.")]
Key = Annotated[str | None, typer.Option(envvar="CONSTANCIA_API_KEY", help="API key of a point of contact.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
HERE: Final = "http://127.0.0.1:8080"
STARTED: Final = "Report {number} of plan {plan} is begun"
WRITTEN: Final = "Section {section} is written; it is text {version} of it"
READY: Final = "Edition {edition} is ready; its files are in {folder}"
FAILED: Final = "Edition {edition} could not be made: {why}"
PUBLISHED: Final = "Published; the files of the report are in {folder}"
AWAY: Final = "{server} does not answer"
_SECONDS: Final = 30.0
_LOOK_SECONDS: Final = 0.5
_PATIENCE_SECONDS: Final = 600.0


@report.command("start")
@told
def start(  # noqa: PLR0913, PLR0917 - the options of a command
    plan: Plan,
    kind: Annotated[str, typer.Option(help="mid_term, end_of_term or half_yearly.")] = "mid_term",
    as_of: Day = None,
    consultation: Annotated[
        str | None, typer.Option(help="One on this self-assessment that was held before, as gt-2016-2018-1.")
    ] = None,
    server: Server = HERE,
    key: Key = None,
) -> None:
    """Begin a report; `--as-of` is the day that it tells of."""
    body = {"kind": kind, "as_of": _day(as_of), "consultation": consultation}
    with _Platform(server, key) as platform:
        made = platform.send("POST", f"/v1/plans/{plan}/reports", body)
    Terminal().answer(STARTED, number=made["number"], plan=plan)


@report.command("figures")
@told
def figures(plan: Plan, as_of: Day = None, server: Server = HERE) -> None:
    """List every figure that a section can insert, as `{{ goals.complete.percent }}`."""
    query = f"?as_of={_day(as_of)}" if as_of else ""
    with _Platform(server, None) as platform:
        found = platform.send("GET", f"/v1/plans/{plan}/figures{query}")
    Terminal().table(("Figure", "Value"), ((one["key"], one["text"]) for one in found["items"]))


@report.command("write")
@told
def write(  # noqa: PLR0913, PLR0917 - the options of a command
    plan: Plan,
    number: Number,
    section: Annotated[
        str, typer.Argument(help="introduction, process, participation, achievements, consultation or conclusions.")
    ],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Its text in Spanish, as Markdown.")],
    english: Annotated[
        Path | None, typer.Option("--en", exists=True, dir_okay=False, help="The same in English.")
    ] = None,
    server: Server = HERE,
    key: Key = None,
) -> None:
    """Write a section of a report."""
    text = {"es": file.read_text("utf-8")} | ({"en": english.read_text("utf-8")} if english else {})
    with _Platform(server, key) as platform:
        said = platform.send("PUT", f"/v1/plans/{plan}/reports/{number}/sections/{section}", {"text": text})
    Terminal().answer(WRITTEN, section=section, version=said["section_version"])


@report.command("make")
@told
def make(  # noqa: PLR0913, PLR0917 - the options of a command
    plan: Plan,
    number: Number,
    purpose: Annotated[str, typer.Option(help="preview, comment or final.")] = "preview",
    opens_on: Day = None,
    closes_on: Day = None,
    into: Annotated[Path, typer.Option(help="Folder for its files.")] = Path(),
    server: Server = HERE,
    key: Key = None,
) -> None:
    """Have an edition made, see how far it is, and fetch its files."""
    terminal = Terminal()
    body = {"purpose": purpose} | {
        name: _day(day) for name, day in (("opens_on", opens_on), ("closes_on", closes_on)) if day
    }
    with _Platform(server, key) as platform, bars(terminal) as bar:
        asked = platform.send("POST", f"/v1/plans/{plan}/reports/{number}/editions", body)
        path = f"/v1/plans/{plan}/reports/{number}/editions/{asked['edition']}"
        edition = platform.until_made(path, bar("Files"))
        if edition["state"] == "failed":
            raise Refused(FAILED, edition=edition["edition"], why=edition["failure"])
        platform.fetch(edition["files"], into)
    terminal.answer(READY, edition=edition["edition"], folder=into)


@report.command("publish")
@told
def publish(
    plan: Plan,
    number: Number,
    into: Annotated[Path, typer.Option(help="Folder for its files.")] = Path(),
    server: Server = HERE,
    key: Key = None,
) -> None:
    """Publish the final edition: from then on it is frozen, and the log has the hash of each file."""
    with _Platform(server, key) as platform:
        said = platform.send("POST", f"/v1/plans/{plan}/reports/{number}/publication")
        platform.fetch(said["files"], into)
    Terminal().answer(PUBLISHED, folder=into)


class _Platform:
    """A platform by its API; what it refuses is told in its own words."""

    def __init__(self, server: str, key: str | None) -> None:
        self._server = server.rstrip("/")
        language = Terminal().language
        headers = {"Accept-Language": language, "If-Match": "*"} | ({"X-API-Key": key} if key else {})
        self._client = httpx.Client(base_url=self._server, headers=headers, timeout=_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Send a request and read its JSON. Raises Refused with what the platform says."""
        return self._answer(method, path, body).json()

    def until_made(self, path: str, step: Callable[[int, int], None]) -> dict[str, Any]:
        """Look at an edition until it is made, or has failed. Raises Refused."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            edition: dict[str, Any] = self.send("GET", path)
            step(edition["files_made"], edition["files_in_all"])
            if edition["state"] != "waiting":
                return edition
            if time.monotonic() > deadline:
                raise Refused(FAILED, edition=edition["edition"], why=edition["failure"])
            time.sleep(_LOOK_SECONDS)

    def fetch(self, files: list[dict[str, Any]], folder: Path) -> None:
        """Put files into a folder, each under its name."""
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            (folder / file["name"]).write_bytes(self._answer("GET", file["href"], None).content)

    def _answer(self, method: str, path: str, body: dict[str, Any] | None) -> httpx.Response:
        try:
            answer = self._client.request(method, path, json=body) if body else self._client.request(method, path)
        except httpx.HTTPError as cause:
            raise Refused(AWAY, server=self._server) from cause
        if answer.is_success:
            return answer
        try:
            problem = answer.json()
            faults = [f"{one.get('pointer') or one.get('parameter')}: {one['detail']}" for one in problem["errors"]]
            why = "\n".join([problem["detail"], *faults])
        except (ValueError, KeyError, TypeError):
            why = f"HTTP {answer.status_code}"
        raise Refused("{why}", why=why)


def _day(day: datetime | None) -> str | None:
    return day.date().isoformat() if day else None
