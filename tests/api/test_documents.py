"""The committed documents say what the code does: `make docs` makes them, these tests compare."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def document() -> Any:
    return json.loads((ROOT / "docs/openapi.json").read_text())


def test_the_openapi_document_is_that_of_the_apps(document: Any) -> None:
    command = [sys.executable, "-m", "constancia", "openapi"]
    made = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(made.stdout) == document, "run make openapi"


def test_the_openapi_document_is_valid(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def operations(document: Any) -> list[tuple[str, str, Any]]:
    verbs = {"get", "post", "put", "patch", "delete"}
    return [(p, v, o) for p, item in document["paths"].items() for v, o in item.items() if v in verbs]


def test_every_operation_is_described_and_refuses_with_problems(document: Any) -> None:
    names = Counter(operation["operationId"] for _, _, operation in operations(document))
    assert [name for name, count in names.items() if count > 1] == []
    for path, verb, operation in operations(document):
        place = f"{verb} {path}"
        assert operation.get("summary"), place
        assert operation.get("description"), place
        assert operation.get("tags"), place
        assert not path.endswith("/"), place
        refusals = {status: said for status, said in operation["responses"].items() if status >= "400"}
        for said in refusals.values():
            assert list(said["content"]) == ["application/problem+json"], place
        if operation["security"]:
            assert {"401", "403"} <= refusals.keys(), place


def test_the_documents_of_events_are_those_of_the_classes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "constancia_events.document", str(tmp_path)]
    subprocess.run(command, check=True, timeout=60)
    for file in tmp_path.iterdir():
        assert file.read_text() == (ROOT / "docs" / file.name).read_text(), f"run make docs: {file.name}"
