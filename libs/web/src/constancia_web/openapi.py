"""OpenAPI 3.1 documents: one of a service made fit for generators, and the four of them made one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from constancia_db.idempotency import HEADER
from constancia_web.idempotent import KEY_PATTERN
from constancia_web.problems import Problem, ProblemFault, problems
from constancia_web.tokens import SCOPES

Document = dict[str, Any]

OPERATIONS_PATHS: Final = ("/healthz", "/readyz")
_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_REF: Final = "#/components/schemas/{model}"


class DocumentsClash(Exception):
    """Two documents say different things under one name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What a service can do beyond what every one can: take API keys, and carry a repeated POST out once."""

    api_keys: bool = False
    idempotency: bool = False


def finish(document: Document, abilities: Abilities | None = None) -> Document:
    """Complete a document of FastAPI: Problem instead of its own 422, what the kit adds and refuses, security, tags.

    Raises DocumentsClash for an operationId used twice.
    """
    abilities = abilities or Abilities()
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for own in ("HTTPValidationError", "ValidationError"):
        schemas.pop(own, None)
    for model in (Problem, ProblemFault):
        schema = model.model_json_schema(ref_template=_REF)
        schema.pop("$defs", None)
        schemas[model.__name__] = schema
    scopes: dict[str, str] = {}
    for path, method, operation in _operations(document):
        _complete(operation, abilities)
        if path.startswith("/v1/"):
            _say_of_the_api(method, operation, schemas, abilities)
        if path.startswith(("/v1/", "/oauth2/")):
            operation["responses"].setdefault("429", problems(429)[429])
        operation["responses"] = dict(sorted(operation["responses"].items()))
        scopes.update({s: SCOPES.get(s, s) for needed in operation["security"] for s in needed.get("oauth2", [])})
    schemes = document["components"].get("securitySchemes", {})
    if not abilities.api_keys:
        schemes.pop("apiKey", None)
    oauth2 = schemes.get("oauth2")
    if oauth2 is not None:
        oauth2["flows"]["clientCredentials"]["scopes"] = dict(sorted(scopes.items()))
    _refuse_repeated_ids({document["info"]["title"]: document})
    tags = sorted({tag for _, _, operation in _operations(document) for tag in operation.get("tags", [])})
    document["tags"] = [{"name": tag} for tag in tags]
    return document


def merge(documents: Mapping[str, Document], *, info: Document | None = None) -> Document:
    """One document of several, by service name; the same input in any order gives the same output.

    Components that are equal are kept once. Raises DocumentsClash for components of one name that differ, and for an
    operationId, or a path and method, that two services use. `/healthz` and `/readyz`, which every service has for
    itself, are kept once. `info` is that of the first service by name unless given.
    """
    if not documents:
        message = "no documents to merge"
        raise ValueError(message)
    ordered = dict(sorted(documents.items()))
    first = next(iter(ordered.values()))
    merged: Document = {"openapi": first["openapi"], "info": info or first["info"]}
    servers = [server for document in ordered.values() for server in document.get("servers", [])]
    if servers:
        merged["servers"] = [server for n, server in enumerate(servers) if server not in servers[:n]]
    merged["paths"] = _merged_paths(ordered)
    merged["components"] = _merged_components(ordered)
    merged["tags"] = _merged_tags(ordered)
    _refuse_repeated_ids({"the merged document": merged})
    return merged


def _complete(operation: Document, abilities: Abilities) -> None:
    secured = bool(operation.get("security"))
    # In OpenAPI the entries of the list are alternatives, and the scopes within one are all needed; of those that
    # `requires` names, any one is enough. Only the scopes of OAuth 2.0 are scopes.
    enough = [scope for needed in operation.get("security", []) for scope in needed.get("oauth2", [])]
    alternatives: list[Document] = [{"oauth2": [scope]} for scope in enough]
    operation["security"] = [*alternatives, *([{"apiKey": []}] if alternatives and abilities.api_keys else [])]
    responses = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]
        responses.update({str(status): body for status, body in problems(422).items()})
    expected = [*((400, 413, 415, 422) if "requestBody" in operation else ()), *((401, 403, 503) if secured else ())]
    for status, body in problems(*expected).items():
        responses.setdefault(str(status), body)


def _say_of_the_api(method: str, operation: Document, schemas: Document, abilities: Abilities) -> None:
    """What the kit does around every operation of the API, as parameters and refusals."""
    names = _members(operation, schemas) if method == "get" else []
    if names:
        # No parameter: an answer of some members only breaks the schema of the whole, which OpenAPI cannot say.
        operation[SPARSE] = names
        operation["responses"].setdefault("422", problems(422)[422])
    if method == "post" and abilities.idempotency:
        operation.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)
        for status, body in problems(409, 422).items():
            operation["responses"].setdefault(str(status), body)


def _members(operation: Document, schemas: Document) -> list[str]:
    """The names that `fields` may hold: members of the model that is answered, or of the items of its page."""
    schema = _referred(operation["responses"].get("200", {}).get("content", {}).get("application/json"), schemas)
    members: Document = schema.get("properties", {})
    if members.keys() == {"items", "next_cursor"}:
        members = _referred({"schema": members["items"].get("items", {})}, schemas).get("properties", {})
    return list(members)


def _referred(content: Document | None, schemas: Document) -> Document:
    name = (content or {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    found: Document = schemas.get(name, {})
    return found


SPARSE: Final = "x-fields"
"""Which members the query parameter `fields` may name (docs/architecture/access.md)."""
_IDEMPOTENCY_KEY: Final[Document] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": (
        "Yours to choose, a UUID for instance. The same request with the same key is carried out once: within 24 hours"
        " it gets the first answer again, with Idempotent-Replayed: true."
    ),
    "schema": {"type": "string", "pattern": KEY_PATTERN, "title": HEADER},
}


def _operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, item in document.get("paths", {}).items():
        for method in _METHODS:
            if method in item:
                yield path, method, item[method]


def _refuse_repeated_ids(documents: Mapping[str, Document]) -> None:
    seen: dict[str, str] = {}
    for name, document in documents.items():
        for path, method, operation in _operations(document):
            place, operation_id = f"{method.upper()} {path}", operation.get("operationId")
            if operation_id is not None and operation_id in seen:
                message = f"{name}: operationId {operation_id} is both {seen[operation_id]} and {place}"
                raise DocumentsClash(message)
            if operation_id is not None:
                seen[operation_id] = place


def _merged_paths(documents: Mapping[str, Document]) -> Document:
    paths: Document = {}
    owners: dict[tuple[str, str], str] = {}
    for service, document in documents.items():
        for path, item in document.get("paths", {}).items():
            if path in OPERATIONS_PATHS and path in paths:
                continue
            for member, value in item.items():
                if (path, member) in owners:
                    message = f"{member.upper()} {path} is both in {owners[path, member]} and {service}"
                    raise DocumentsClash(message)
                owners[path, member] = service
                paths.setdefault(path, {})[member] = _without_service(value, service, path)
    return dict(sorted(paths.items()))


def _without_service(operation: Any, service: str, path: str) -> Any:
    if path not in OPERATIONS_PATHS:
        return operation
    return {**operation, "operationId": operation["operationId"].removeprefix(f"{service}_")}


def _merged_components(documents: Mapping[str, Document]) -> Document:
    components: Document = {}
    owners: dict[tuple[str, str], str] = {}
    for service, document in documents.items():
        for kind, named in document.get("components", {}).items():
            kept = components.setdefault(kind, {})
            for name, content in named.items():
                if name in kept and kept[name] != content:
                    content = _united_scopes(kept[name], content)  # noqa: PLW2901 - the same thing, completed
                    if content is None:
                        message = f"{kind}/{name} differs between {owners[kind, name]} and {service}"
                        raise DocumentsClash(message)
                owners.setdefault((kind, name), service)
                kept[name] = content
    return {kind: dict(sorted(components[kind].items())) for kind in sorted(components)}


def _united_scopes(one: Document, other: Document) -> Document | None:
    """A security scheme with the scopes of both, when it is the same but for them; None when it is not."""
    try:
        flows, added = one["flows"]["clientCredentials"], other["flows"]["clientCredentials"]
    except (KeyError, TypeError):
        return None
    scopes = dict(sorted({**flows["scopes"], **added["scopes"]}.items()))
    united = {**one, "flows": {**one["flows"], "clientCredentials": {**flows, "scopes": scopes}}}
    as_other = {**other, "flows": {**other["flows"], "clientCredentials": {**added, "scopes": scopes}}}
    return united if united == as_other else None


def _merged_tags(documents: Mapping[str, Document]) -> list[Document]:
    tags: dict[str, Document] = {}
    for document in documents.values():
        for tag in document.get("tags", []):
            tags[tag["name"]] = {**tags.get(tag["name"], {}), **tag}
    return [tags[name] for name in sorted(tags)]
