"""The corpus in; the widget's file and the demo, a host page that carries the first article and the widget, out."""

from __future__ import annotations

import gzip
from hashlib import sha256
from http import HTTPStatus
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse

from assistant.web.markup import element, esc, paragraph
from corpus.article import PassageKind

if TYPE_CHECKING:
    from corpus.article import Article, Corpus

WIDGET = Path(__file__).with_name("static") / "widget.js"
# What a strict host page needs, and no more: docs/widget.md promises that the widget lives under it.
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
HEAD = (
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    '<meta name="color-scheme" content="light dark"><link rel="icon" href="/spotter/icon.svg">'
    '<link rel="stylesheet" href="/spotter/demo.css"><script type="module" src="/widget.js"></script>'
)
ABOUT = (
    "This page stands for any site that carries the article. The button in the corner is Spotter’s widget: ask it "
    "something, then click a number in its answer to see the sentence marked here."
)
NO_ARTICLE = "The article cannot be read; `spotter doctor` says why."


def widget_routes(corpus: Corpus) -> APIRouter:
    """``GET /widget.js`` and ``GET /demo``. The file is read once, compressed, and named by its content."""
    router = APIRouter()
    plain = WIDGET.read_bytes()
    packed = gzip.compress(plain, mtime=0)
    headers = {
        "ETag": f'W/"{sha256(plain).hexdigest()[:16]}"',
        "Cache-Control": "public, max-age=300",
        "Vary": "Accept-Encoding",
    }
    page = demo_html(corpus.articles[0] if corpus.articles else None)

    @router.api_route("/widget.js", methods=["GET", "HEAD"])
    def widget(request: Request) -> Response:
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(plain, headers=headers, media_type="text/javascript")
        return Response(packed, headers=headers | {"Content-Encoding": "gzip"}, media_type="text/javascript")

    @router.get("/demo")
    def demo() -> HTMLResponse:
        return HTMLResponse(page)

    return router


def demo_html(article: Article | None) -> str:
    """A host page: the article as its site would set it, and the widget's one element at the end."""
    title = article.title if article else "Spotter"
    head = element("head", HEAD + element("title", esc(title)))
    text = _blocks(article) if article else paragraph(NO_ARTICLE)
    main = element("main", element("article", element("h1", esc(title)) + text))
    aside = element("aside", paragraph(ABOUT), aria_label="About this page")
    body = element("body", aside + main + element("spotter-chat", ""))
    return "<!doctype html>" + element("html", head + body, lang="en")


def _blocks(article: Article) -> str:
    """Headings and passages in the order of the text; bullets in a row are one list."""
    placed = [(s.start, f"h{min(s.level, 5) + 1}", s.title) for s in article.sections]
    placed += [(p.start, "li" if p.kind is PassageKind.BULLET else "p", p.text) for p in article.passages]
    runs = groupby(sorted(placed), lambda block: block[1] == "li")
    written = ((listed, "".join(element(tag, esc(text)) for _, tag, text in run)) for listed, run in runs)
    return "".join(element("ul", inner) if listed else inner for listed, inner in written)
