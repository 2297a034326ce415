"""`constancia verify receipt`: offline, with the platform's keys, or with nothing but the file."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import OKPKey
from typer.testing import CliRunner

from constancia.cli import app
from consultation.comments.wording import fingerprint
from consultation.receipts.keys import ReceiptKeys
from consultation.receipts.receipt import Receipt

TEXT = "Espero que no borren mi comentario"
RUN = CliRunner(env={"LANG": "C", "LC_ALL": "C"})


@pytest.fixture
def keys() -> ReceiptKeys:
    return ReceiptKeys([OKPKey.generate_key("Ed25519", parameters={"use": "sig", "alg": "EdDSA"}, auto_kid=True)])


@pytest.fixture
def receipt(keys: ReceiptKeys) -> str:
    said = Receipt(
        code="7K3M9-Q2XWV-B8T4H-N5RCD",
        consultation="gt-2016-2018-1",
        comment="gt-2016-2018-1-c" + "0" * 32,
        sector="citizen",
        text_sha256=fingerprint(TEXT),
        received_at=datetime(2017, 9, 29, 18, 45, tzinfo=UTC),
        issuer="https://constancia.example",
    )
    return keys.sign(said.payload())


def written(file: Path, said: Any) -> str:
    file.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
    return str(file)


def test_it_is_genuine_with_the_platforms_keys_and_the_authors_text(
    tmp_path: Path, keys: ReceiptKeys, receipt: str
) -> None:
    file = written(tmp_path / "receipt.txt", receipt[:40] + "\n" + receipt[40:])
    known, text = written(tmp_path / "keys.json", keys.public()), written(tmp_path / "mine.txt", f"{TEXT}\r\n")
    done = RUN.invoke(app, ["verify", "receipt", file, "--keys", known, "--text", text])
    assert done.exit_code == 0, done.output
    assert "Genuine" in done.output
    assert "The text is the one that came in" in done.output


def test_the_file_that_the_page_gives_is_checked_by_itself_and_says_what_that_is_worth(
    tmp_path: Path, keys: ReceiptKeys, receipt: str
) -> None:
    said = {"receipt": receipt, "text": TEXT, "keys": keys.public()}
    done = RUN.invoke(app, ["verify", "receipt", written(tmp_path / "recibo.json", said)])
    assert done.exit_code == 0
    assert "they prove nothing until you compare them" in done.output
    redacted = said | {"text": "Espero que no borren [dato personal retirado]"}
    done = RUN.invoke(app, ["verify", "receipt", written(tmp_path / "recibo.json", redacted)])
    assert (done.exit_code, "give yours with --text" in done.output) == (0, True)


def test_another_text_other_keys_and_a_changed_receipt_are_told_apart(
    tmp_path: Path, keys: ReceiptKeys, receipt: str
) -> None:
    file, known = written(tmp_path / "r", receipt), written(tmp_path / "k", keys.public())
    other = written(tmp_path / "t", TEXT + ".")
    done = RUN.invoke(app, ["verify", "receipt", file, "--keys", known, "--text", other])
    assert (done.exit_code, "The text is NOT the one that came in" in done.output) == (1, True)
    strange = OKPKey.generate_key("Ed25519", auto_kid=True)
    forged = written(tmp_path / "f", {"keys": [strange.as_dict(private=False)]})
    assert RUN.invoke(app, ["verify", "receipt", file, "--keys", forged]).exit_code == 1
    head, body, seal = receipt.split(".")
    changed = written(tmp_path / "c", f"{head}.{body[:-3]}AAA.{seal}")
    assert RUN.invoke(app, ["verify", "receipt", changed, "--keys", known]).exit_code == 1
    assert RUN.invoke(app, ["verify", "receipt", file]).exit_code == 1, "no keys at all"
    assert RUN.invoke(app, ["verify", "receipt", written(tmp_path / "j", '{"a": 1}')]).exit_code == 1


def test_it_speaks_spanish_and_a_server_that_is_away_is_said(tmp_path: Path, receipt: str) -> None:
    file = written(tmp_path / "r", receipt)
    away = RUN.invoke(app, ["verify", "receipt", file, "--server", "http://127.0.0.1:1"], env={"LC_ALL": "es_GT"})
    assert (away.exit_code, "no responde con sus claves" in away.output) == (1, True)
