"""Allowed origins and a port in, the widget's routes and the API around the fake assistant out; without the page."""

from __future__ import annotations

import sys

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from assistant.web.api import api
from assistant.web.app import STATIC, guard_doors, listen, run
from assistant.web.demo import widget_routes
from assistant.web.gate import Gate
from assistant.web.limits import Limits
from corpus.notes import read_notes
from tests.browser.fake_assistant import CORPUS, FakeAssistant

if __name__ == "__main__":
    *origins, port = sys.argv[1:]
    listening = listen("127.0.0.1", int(port))
    answers = FakeAssistant()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(api(answers, Gate(answers, Limits()), CORPUS, read_notes(CORPUS)))
    app.include_router(widget_routes(CORPUS))
    app.mount("/spotter", StaticFiles(directory=STATIC))
    guard_doors(app, origins)
    run(app, listening)
