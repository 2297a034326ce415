"""Documents that generators like, and four that become one."""

import copy
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, FastAPI
from openapi_spec_validator import validate

from constancia_web.app import create_api
from constancia_web.openapi import Abilities, DocumentsClash, finish, merge
from constancia_web.tokens import Actor, ScopesMissing, requires
from constancia_web.translations import Translations


def test_the_document_is_valid_and_refuses_by_problem_everywhere(app: FastAPI) -> None:
    document = app.openapi()
    validate(document)
    assert document["openapi"].startswith("3.1")
    assert "HTTPValidationError" not in str(document)
    create = document["paths"]["/v1/things"]["post"]
    assert create["operationId"] == "create_thing"
    assert create["security"] == []
    assert {"201", "400", "413", "415", "422", "429"} == create["responses"].keys()
    assert document["paths"]["/healthz"]["get"]["operationId"] == "things_get_health"
    for item in document["paths"].values():
        for operation in item.values():
            for status, response in operation["responses"].items():
                if status >= "4":
                    assert response["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Problem")


def test_secured_operations_name_their_scope(app: FastAPI) -> None:
    document = app.openapi()
    assert document["paths"]["/v1/secret"]["get"]["security"] == [{"oauth2": ["reports:write"]}]
    flow = document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == "/oauth2/token"
    assert flow["scopes"].keys() == {"reports:write", "plan:admin"}


def test_of_several_scopes_each_alone_is_enough_in_the_document_and_a_refusal_names_all() -> None:
    app = FastAPI(title="things", version="1")

    @app.get("/v1/either")
    async def get_either(_actor: Annotated[Actor, requires("reports:write", "plan:admin")]) -> None: ...

    document = finish(app.openapi(), Abilities(api_keys=True))
    asked = document["paths"]["/v1/either"]["get"]["security"]
    assert asked == [{"oauth2": ["reports:write"]}, {"oauth2": ["plan:admin"]}, {"apiKey": []}]
    scopes = document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["scopes"]
    assert scopes.keys() == {"reports:write", "plan:admin"}
    refused = ScopesMissing(scope="reports:write", others="plan:admin")
    assert str(refused) == "This needs the scope reports:write, or else plan:admin; your token has neither"
    assert refused.challenge == 'Bearer error="insufficient_scope", scope="reports:write"'


def test_two_functions_of_one_name_are_refused() -> None:
    router = APIRouter()
    for path in ("/a", "/b"):

        @router.get(path)
        async def same() -> None: ...

    with pytest.raises(ValueError, match="same"):
        create_api(
            service="x", title="X", description="", version="1", public_url="https://x.example", routers=[router],
            lifespan=None, translations=Translations.load("constancia_web"),
        )  # fmt: skip


def document(service: str, path: str, schema: str, scope: str = "a") -> dict[str, Any]:
    operation = {"operationId": f"get_{path[1:]}", "tags": [service], "responses": {"200": {"description": "ok"}}}
    health = {"operationId": f"{service}_get_health", "responses": {"200": {"description": "ok"}}}
    flows = {"clientCredentials": {"tokenUrl": "/oauth2/token", "scopes": {scope: scope}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": service, "version": "1"},
        "servers": [{"url": "https://x.example"}],
        "paths": {path: {"get": operation}, "/healthz": {"get": health}},
        "components": {
            "schemas": {"Problem": {"type": "object"}, schema: {"type": "string"}},
            "securitySchemes": {"oauth2": {"type": "oauth2", "flows": flows}},
        },
        "tags": [{"name": service}, {"name": "operations"}],
    }


ONE, TWO = document("one", "/a", "A", "a"), document("two", "/b", "B", "b")


def test_merging_is_a_union_in_a_fixed_order() -> None:
    merged = merge({"two": TWO, "one": ONE})
    assert merged == merge({"one": ONE, "two": TWO})
    validate(merged)
    assert list(merged["paths"]) == ["/a", "/b", "/healthz"]
    assert merged["paths"]["/healthz"]["get"]["operationId"] == "get_health"
    assert list(merged["components"]["schemas"]) == ["A", "B", "Problem"]
    scheme = merged["components"]["securitySchemes"]["oauth2"]
    assert scheme["flows"]["clientCredentials"]["scopes"] == {"a": "a", "b": "b"}
    assert [tag["name"] for tag in merged["tags"]] == ["one", "operations", "two"]
    assert merged["servers"] == [{"url": "https://x.example"}]
    assert document("one", "/a", "A", "a") == ONE


def test_clashes_are_named() -> None:
    schema = copy.deepcopy(TWO)
    schema["components"]["schemas"]["A"] = {"type": "integer"}
    with pytest.raises(DocumentsClash, match="schemas/A differs between one and two"):
        merge({"one": ONE, "two": schema})
    with pytest.raises(DocumentsClash, match="GET /a is both in one and two"):
        merge({"one": ONE, "two": document("two", "/a", "B")})
    operation = copy.deepcopy(TWO)
    operation["paths"]["/b"]["get"]["operationId"] = "get_a"
    with pytest.raises(DocumentsClash, match="operationId get_a"):
        merge({"one": ONE, "two": operation})
    scheme = copy.deepcopy(TWO)
    scheme["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["tokenUrl"] = "/elsewhere"
    with pytest.raises(DocumentsClash, match="securitySchemes/oauth2"):
        merge({"one": ONE, "two": scheme})
