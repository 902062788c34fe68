"""A port in, the web process without the page around the fake assistant out."""

from __future__ import annotations

import sys

from assistant.web.app import listen, run
from tests.browser.fake_assistant import FakeAssistant
from tests.web import web_app

if __name__ == "__main__":
    run(web_app(FakeAssistant()), listen("127.0.0.1", int(sys.argv[1])))
