"""The static copy of the site: whole, every link of it holds, and nothing in it asks the server."""

import asyncio
import html
import json
import os
import re
from functools import partial
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner

from constancia.cli import app
from constancia.export_site import file_of, is_exported
from constancia_testing.orders import Orders
from constancia_testing.people import eventually, load_plan
from constancia_testing.processes import Processes

RUN = CliRunner(env={"LANG": "C", "LC_ALL": "C"})
PLAN = "gt-2016-2018"


async def prepared(processes: Processes, orders: Orders) -> None:
    document = files("constancia").joinpath("demo", "gt-2016-2018.json").read_bytes()
    async with processes.client() as client:
        await load_plan(client, orders.database_urls["commitments"], document)
        for path in (f"/v1/plans/{PLAN}/compliance", f"/consultas/{PLAN}-1"):
            await eventually(partial(client.get, path), lambda answer: answer.is_success, within=60)


def broken(folder: Path, origin: str) -> list[tuple[str, str]]:
    """Links of the copy that lead nowhere in it: to no file, to no place in a page, or to the root of a server."""
    found = []
    for page in folder.rglob("*.html"):
        markup = re.sub(
            r'<div class="past" role="note">.*?</div>', "", page.read_text("utf-8"), count=1
        )  # names the server
        for printed in re.findall(r'\b(?:href|src|data-stream)="([^"]*)"', markup):
            address, _, place = html.unescape(printed).partition("#")
            if re.match(r"[a-z]+:", address):
                if address.startswith(origin) and is_exported(address.removeprefix(origin)):
                    found.append((str(page), printed))
                continue
            target = Path(os.path.normpath(page.parent / address)) if address else page
            if (
                address.startswith("/")
                or not target.is_file()
                or (place and target.suffix == ".html" and f'id="{place}"' not in target.read_text("utf-8"))
            ):
                found.append((str(page), printed))
    return found


@pytest.mark.timeout(240)
def test_the_copy_is_whole_and_every_link_of_it_holds(processes: Processes, orders: Orders, tmp_path: Path) -> None:
    asyncio.run(prepared(processes, orders))
    folder = tmp_path / "copy"
    done = RUN.invoke(app, ["export-site", "--into", str(folder), "--server", processes.url])
    assert done.exit_code == 0, done.output
    processes.kill_api()
    for path in (
        "index.html",
        "en/index.html",
        f"planes/{PLAN}/compromisos/17/index.html",
        f"en/plans/{PLAN}/findings/index.html",
        f"planes/{PLAN}/datos/index.html",
        f"consultas/{PLAN}-1/index.html",
        f"v1/plans/{PLAN}/open-data/goals.csv",
        "catalog.jsonld",
    ):
        assert (folder / path).is_file(), path
    assert broken(folder, processes.url) == []
    goals = json.loads((folder / f"v1/plans/{PLAN}/open-data/goals.json").read_text("utf-8"))
    assert len(goals["items"]) == 92
    plan = (folder / f"planes/{PLAN}/index.html").read_text("utf-8")
    assert "Copia estática." in plan
    assert "live." not in "".join(re.findall(r"<script[^>]*>", plan))
    assert f'action="{processes.url}/planes/{PLAN}"' in plan, "forms lead to the server"
    again = RUN.invoke(app, ["export-site", "--into", str(folder), "--server", processes.url])
    assert again.exit_code == 1
    assert "not empty" in again.output


def test_without_a_server_it_says_so(tmp_path: Path) -> None:
    done = RUN.invoke(app, ["export-site", "--into", str(tmp_path / "copy"), "--server", "http://127.0.0.1:9"])
    assert done.exit_code == 1
    assert "does not answer" in done.output


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/planes/gt-2016-2018", "planes/gt-2016-2018/index.html"),
        ("/paises/?sort=relevant", "paises/index~sort_relevant.html"),
        ("/v1/plans/p/badge.svg?lang=es", "v1/plans/p/badge~lang_es.svg"),
        ("/static/site.1a2b.css", "static/site.1a2b.css"),
        ("/../../etc/passwd", "etc/passwd/index.html"),
        ("/a/%2e%2e/b.csv", "a/_2e_2e/b.csv"),
    ],
)
def test_an_address_is_one_file_below_the_folder(address: str, file: str) -> None:
    assert file_of(address) == file
