"""One OpenAPI document for the four services, and a page to read it on: no script, nothing from elsewhere."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import FastAPI

from constancia_web.openapi import OPERATIONS_PATHS, Document, merge

_ABOUT = (
    "What a government promised, what it did, and the proof. Agencies report with a token of their own; everything"
    " published is read without one."
)
_METHODS = ("get", "post", "put", "patch", "delete")
_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; overflow-wrap: anywhere }
summary { cursor: pointer; padding: .4rem 0 } code { font-size: .95em }
details { border-bottom: 1px solid #8888 } details > :not(summary) { margin-left: 1rem }
.method { display: inline-block; min-width: 4.5em; font-weight: 700 }
.deprecated { text-decoration: line-through }
th, td { text-align: left; padding: .1rem .8rem .1rem 0; vertical-align: top }
"""


def merged_document(apps: Mapping[str, FastAPI]) -> Document:
    """What `/openapi.json` says."""
    document = merge({service: app.openapi() for service, app in apps.items()}, info=_info(apps))
    for path in OPERATIONS_PATHS:  # whoever stands in front answers these in a way of its own
        document["paths"].pop(path, None)
    return document


def _info(apps: Mapping[str, FastAPI]) -> Document:
    """One title over all services."""
    info: Document = dict(next(iter(apps.values())).openapi()["info"])
    return info | {"title": "Constancia", "description": _ABOUT}


def docs_page(document: Document) -> str:
    """Every operation of `document` by tag, with its parameters, bodies and answers, as one page of HTML."""
    info = document["info"]
    by_tag: dict[str, list[str]] = {}
    for path, method, operation in _operations(document):
        by_tag.setdefault((operation.get("tags") or ["other"])[0], []).append(_operation(path, method, operation))
    sections = "".join(
        f'<section><h2 id="{escape(tag)}">{escape(tag)}</h2>{"".join(operations)}</section>'
        for tag, operations in sorted(by_tag.items())
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(info['title'])}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(info['title'])} <small>{escape(info['version'])}</small></h1>"
        f"<p>{escape(info.get('description') or info.get('summary') or '')}</p>"
        f'<p>OpenAPI {escape(document["openapi"])}: <a href="/openapi.json">/openapi.json</a></p>{sections}'
        "</main></body></html>"
    )


def _operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                yield path, method, item[method]


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    crossed = ' class="deprecated"' if operation.get("deprecated") else ""
    scopes = sorted({s for needed in operation.get("security", []) for scopes in needed.values() for s in scopes})
    return (
        f'<details id="{escape(operation["operationId"])}"><summary><span class="method">{method.upper()}</span> '
        f"<code{crossed}>{escape(path)}</code> {escape(operation.get('summary', ''))}</summary>"
        f"<p>{escape(operation.get('description', ''))}</p>"
        + (f"<p>Scope: <code>{escape(', '.join(scopes))}</code></p>" if scopes else "")
        + _table("Parameters", (_parameter(parameter) for parameter in operation.get("parameters", [])))
        + _table(
            "Body", ((kind, _model(body)) for kind, body in operation.get("requestBody", {}).get("content", {}).items())
        )
        + _table("Answers", ((status, _answer(answer)) for status, answer in operation["responses"].items()))
        + "</details>"
    )


def _parameter(parameter: dict[str, Any]) -> tuple[str, str]:
    needed = ", required" if parameter.get("required") else ""
    return parameter["name"], f"in {parameter['in']}{needed}. {parameter.get('description', '')}"


def _answer(answer: dict[str, Any]) -> str:
    models = ", ".join(filter(None, (_model(body) or kind for kind, body in answer.get("content", {}).items())))
    return f"{answer.get('description', '')} {f'({models})' if models else ''}"


def _model(body: dict[str, Any]) -> str:
    schema = body.get("schema", {})
    return str(schema.get("$ref", schema.get("title", ""))).rpartition("/")[2]


def _table(title: str, rows: Iterator[tuple[str, str]]) -> str:
    cells = "".join(f'<tr><th scope="row"><code>{escape(a)}</code></th><td>{escape(b)}</td></tr>' for a, b in rows)
    return f"<h3>{title}</h3><table>{cells}</table>" if cells else ""
