"""A port in, the real web process around the fake assistant out."""

from __future__ import annotations

import sys

from assistant.web.app import build_app, listen, run
from corpus.notes import read_notes
from tests.browser.fake_assistant import CHECKLIST, CORPUS, FakeAssistant

if __name__ == "__main__":
    listening = listen("127.0.0.1", int(sys.argv[1]))
    run(build_app(FakeAssistant(), CORPUS, CHECKLIST, read_notes(CORPUS)), listening)
