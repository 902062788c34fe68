"""The API's description (``openapi.yaml``) in; the description, a page that shows it and refusals beside it out."""

from __future__ import annotations

import json
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from fastapi import APIRouter
from starlette.responses import HTMLResponse
from starlette.routing import Route

from assistant.web.faults import NOWHERE, error
from assistant.web.markup import element, esc, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = Path(__file__).with_name("openapi.yaml")
GUESTS = ("/", "/mcp")  # applications of their own answer there, wrong methods included
PAGE = '<!doctype html><html lang="en"><head>{head}</head><body><main>{main}</main></body></html>'
HEAD = (
    '<meta charset="utf-8"><title>Spotter: API</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><link rel="icon" href="/spotter/icon.svg">'
    '<link rel="stylesheet" href="/spotter/docs.css">'
)


@cache
def description() -> dict[str, Any]:
    """The whole description, with this version of Spotter in it."""
    read: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    read["info"]["version"] = version("spotter-chat")
    return read


def openapi_api() -> APIRouter:
    """The routes that tell about the others."""
    router = APIRouter()

    @router.get("/openapi.json")
    def openapi() -> dict[str, Any]:
        return description()

    @router.get("/api/docs")
    def docs() -> HTMLResponse:
        return HTMLResponse(docs_html(description()))

    return router


def refusals() -> Iterator[Route]:
    """Routes for what no other took: wrong methods of known addresses, unknown addresses among them. They go last."""
    for path, operations in description()["paths"].items():
        allowed = ", ".join(sorted(operations)).upper()
        refusal = error(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", f"Use {allowed} here.")
        refusal.headers["Allow"] = allowed
        if path not in GUESTS:
            yield Route(path, refusal)
    for beside in ("/api", "/v1"):
        yield Route(f"{beside}/{{rest:path}}", error(HTTPStatus.NOT_FOUND, *NOWHERE))


def docs_html(described: dict[str, Any]) -> str:
    """The description as a page without a script: each route with what goes in and comes out, then the shapes."""
    info = described["info"]
    intro = element("h1", esc(f"{info['title']}'s API")) + paragraph(info["summary"]) + paragraph(info["description"])
    file = element("p", element("a", "openapi.json", href="/openapi.json"))
    groups = "".join(_group(described, tag) for tag in described["tags"])
    shapes = element("h2", "Shapes") + "".join(_shape(*item) for item in described["components"]["schemas"].items())
    return PAGE.format(head=HEAD, main=intro + file + groups + shapes)


def _group(described: dict[str, Any], tag: dict[str, str]) -> str:
    inside = [
        _operation(described, f"{method.upper()} {path}", operation)
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
        if tag["name"] in operation["tags"]
    ]
    return element("h2", esc(tag["name"].capitalize())) + paragraph(tag["description"]) + "".join(inside)


def _operation(described: dict[str, Any], name: str, operation: dict[str, Any]) -> str:
    head = element("h3", element("code", esc(name))) + paragraph(f"{operation['summary']}.")
    asked = _found(described, operation.get("requestBody", {}))
    sent = "".join(_content(media, content) for media, content in asked.get("content", {}).items())
    answers = "".join(
        element("dt", element("code", esc(status))) + element("dd", _response(_found(described, response)))
        for status, response in operation["responses"].items()
    )
    takes = element("p", f"Takes {sent}") + paragraph(asked.get("description", "")) if sent else ""
    return element("section", head + paragraph(operation.get("description", "")) + takes + element("dl", answers))


def _response(response: dict[str, Any]) -> str:
    gives = "".join(_content(media, content) for media, content in response.get("content", {}).items())
    return esc(response["description"]) + (f" {gives}" if gives else "")


def _content(media: str, content: dict[str, Any]) -> str:
    example = f" {element('pre', esc(json.dumps(content['example'], indent=2)))}" if "example" in content else ""
    return f"{element('code', esc(media))} {_kind(content['schema'])}{example}"


def _shape(name: str, schema: dict[str, Any]) -> str:
    rows = "".join(
        element("dt", element("code", esc(field))) + element("dd", f"{_kind(kind)} {esc(kind.get('description', ''))}")
        for field, kind in schema.get("properties", {}).items()
    )
    return element("section", element("h3", esc(name), id=name) + (element("dl", rows) if rows else _kind(schema)))


def _kind(schema: dict[str, Any]) -> str:
    """What a schema asks for in a few words, with a link where it is a shape of its own."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return element("a", esc(name), href=f"#{name}")
    if "items" in schema:
        return f"list of {_kind(schema['items'])}"
    if "enum" in schema or "const" in schema:
        return " or ".join(element("code", esc(str(value))) for value in schema.get("enum", [schema.get("const")]))
    kinds = schema.get("type", "anything")
    return esc(" or ".join(kinds) if isinstance(kinds, list) else kinds)


def _found(described: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """The part itself, or what it refers to among the components."""
    if "$ref" not in part:
        return part
    _, _, group, name = part["$ref"].split("/")
    found: dict[str, Any] = described["components"][group][name]
    return found
