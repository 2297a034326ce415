"""`constancia credentials`: what it makes is shown once, listed without secrets, and ended."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from constancia import cli


@pytest.fixture
def command(databases: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    @contextmanager
    def at_hand(_data: Path) -> Iterator[dict[str, str]]:
        yield databases

    monkeypatch.setattr(cli, "databases_of", at_hand)
    return CliRunner(env={"LC_ALL": "es_GT.UTF-8", "COLUMNS": "200"})


def test_keys_are_given_listed_and_ended(command: CliRunner) -> None:
    def said(*arguments: str, code: int = 0) -> str:
        result = command.invoke(cli.app, ["credentials", *arguments])
        assert result.exit_code == code, result.output
        return result.output

    issued = said("issue", "SCSPR", "--scope", "plan:admin", "--label", "Mesa", "--expires-on", "2199-12-31")
    client_id = issued.split()[1]
    keys = [re.findall(r"cst_([0-9a-f]{8})_(\S+)", said("key", client_id))[0] for _ in range(2)]
    assert keys[0][0] in said("key", client_id, code=1), "a third is refused, with those that stand"
    assert "Revocada" in said("key", client_id, "--revoke", keys[0][0])
    listed = said("list")
    assert all(word in listed for word in (client_id, "Mesa", "2199-12-31", f"{keys[1][0]} -"))
    assert keys[0][0] not in listed
    assert not any(secret in listed for _, secret in keys)
    assert "no tiene la clave" in said("key", client_id, "--revoke", "00000000", code=1)
    said("revoke", client_id)
    assert "fue revocada o venció" in said("key", client_id, code=1)
