"""Files of a consultation: what is public, as CSV, JSON and Data Package; and nothing else."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import frictionless

from consultation.exports.tables import COLUMNS

BASE = "/v1/consultations/{}/export"


async def rows(public: Any, consultation: str, name: str) -> list[dict[str, str]]:
    answer = await public.client.get(f"{BASE.format(consultation)}/{name}.csv")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_every_table_is_as_its_package_describes_it(public: Any, tmp_path: Path) -> None:
    consultation = await public.announce(kind="proposals")
    made = await public.comment(consultation, 'Con "comillas", comas\ny líneas', title="Título", theme=2)
    spam = await public.comment(consultation, "Compre", title="Ya")
    await public.moderate(consultation, [spam["comment"]], "hide", rule="advertising")
    path = f"/v1/consultations/{consultation}/proposals/{made['comment']}/steps"
    declined = {"step": "declined", "reason": {"es": "No es de este plan", "en": "Not of this plan"}}
    await public.client.post(path, json=declined, headers=public.contact)
    for of in (consultation, "gt-2016-2018-1"):
        package = (await public.client.get(f"{BASE.format(of)}/datapackage.json")).json()
        assert [one["name"].replace("-", "_") for one in package["resources"]] == list(COLUMNS)
        for resource in package["resources"]:
            address = resource["path"].removeprefix("http://testserver")
            file = tmp_path / Path(address).name
            file.write_bytes((await public.client.get(address)).content)
            resource["path"] = file.name
        (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
        report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
        assert report.valid, report.flatten(["type", "note"])


async def test_the_hidden_leave_their_place_and_the_held_are_not_there(public: Any) -> None:
    consultation = await public.announce()
    seen = await public.comment(consultation, "A la vista")
    hidden = await public.comment(consultation, "Palabras feas", name="Alguien")
    await public.comment(consultation, "En espera", checked=False)
    await public.moderate(consultation, [hidden["comment"]], "hide", rule="insult_or_threat")
    found = {row["id"]: row for row in await rows(public, consultation, "comments")}
    assert set(found) == {seen["comment"], hidden["comment"]}
    assert (found[hidden["comment"]]["text"], found[hidden["comment"]]["rule"]) == ("", "insult_or_threat")
    everything = (await public.client.get(f"{BASE.format(consultation)}/all.json")).text
    for word in ("feas", "Alguien", "En espera"):
        assert word not in everything
    assert json.loads(everything)["statement"]["all"]["received"] == 3


async def test_a_cell_that_a_spreadsheet_would_compute_is_kept_from_it(public: Any) -> None:
    consultation = await public.announce()
    texts = ["=HYPERLINK(A1)", "+1+1", "-2", "@SUM(A1)"]
    for text in texts:
        await public.comment(consultation, text)
    found = [row["text"] for row in await rows(public, consultation, "comments")]
    assert sorted(found) == sorted(f"'{text}" for text in texts)


async def test_for_excel_it_begins_with_a_mark_and_the_workshop_is_whole(public: Any, section: dict[str, Any]) -> None:
    answer = await public.client.get(f"{BASE.format('gt-2016-2018-1')}/questionnaire.csv?bom=1")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in answer.content
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    said = [point for one in section["workshop"]["answers"] for points in one["points"].values() for point in points]
    assert sorted(row["point"] for row in found) == sorted(said)
    assert (await public.client.get(f"{BASE.format('gt-2016-2018-1')}/people.csv")).status_code == 422
