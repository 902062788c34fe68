"""Something that answers in, the web process around it without the page out; and answers that wait to be let go."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from assistant.domain import Role
from assistant.events import TriageReady
from assistant.web.api import api
from assistant.web.app import guard_doors
from assistant.web.gate import Gate
from assistant.web.limits import Limits
from assistant.web.metrics import Counted
from assistant.web.openai import openai_api
from assistant.web.openapi import description, openapi_api, refusals
from corpus.notes import read_notes
from tests.browser.fake_assistant import CORPUS, FakeAssistant, triage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.domain import Turn
    from assistant.events import Event
    from assistant.web.talk import Answers

UNLIMITED = Limits(rate="off")


def web_app(answers: Answers, limits: Limits = UNLIMITED, allowed_origins: Sequence[str] = ()) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    gate = Gate(answers, limits)
    app.include_router(api(answers, gate, CORPUS, read_notes(CORPUS)))
    app.include_router(openai_api(gate))
    app.include_router(openapi_api())
    app.router.routes.extend(refusals())
    guard_doors(app, allowed_origins, limits.trusted_proxies)
    app.add_middleware(Counted, metrics=gate.metrics, routes=description()["paths"])
    return app


def said(*texts: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text} for text in texts]}


class Held(FakeAssistant):
    """Hears at once and looks up nothing until it is released; ``steps`` counts the events that were asked for."""

    def __init__(self) -> None:
        self.looking = threading.Semaphore(0)  # one more for each question that is being looked up
        self.release = threading.Event()
        self.steps = 0

    def events(self, turns: Sequence[Turn]) -> Iterator[Event]:
        yield TriageReady(triage(next(t.text for t in reversed(turns) if t.role is Role.USER)))
        self.looking.release()
        assert self.release.wait(30)
        for event in list(super().events(turns))[1:]:
            self.steps += 1
            yield event


class Broken(FakeAssistant):
    """Hears, and breaks with the person's words in its fault."""

    def events(self, turns: Sequence[Turn]) -> Iterator[Event]:
        yield TriageReady(triage(turns[-1].text))
        raise RuntimeError(f"cannot answer {turns[-1].text}")
