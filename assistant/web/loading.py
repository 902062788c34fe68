"""Advice alone and a function that builds an assistant in, something that answers at once out."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from assistant.domain import Tier
from assistant.events import Done, TriageReady
from corpus.errors import SpotterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.domain import Answer, Turn
    from assistant.events import Event
    from assistant.web.talk import Answers

LOADING = "The model and the index are still loading."


class Loading:
    """Answers through the assistant once it is built.

    Until then ``safety`` hears each message: triage is out at once, an emergency is answered at once, and
    only the rest waits for the build. A build that fails leaves ``safety`` answering, and ``fault`` says so.
    """

    def __init__(self, safety: Answers, build: Callable[[], Answers]) -> None:
        self._safety = safety
        self._build = build
        self._over = threading.Event()
        self._built: Answers | None = None
        self._failed = "Spotter could not start: run `spotter doctor`."
        threading.Thread(target=self._run, name="loading", daemon=True).start()

    @property
    def fault(self) -> str | None:
        """Why nothing can be answered from the article now, or None."""
        if self._built is not None:
            return self._built.fault
        return self._failed if self._over.is_set() else LOADING

    @property
    def lack(self) -> str | None:
        """What is missing beside that, or None."""
        return (self._built or self._safety).lack

    def reply(self, turns: Sequence[Turn]) -> Answer:
        """The whole answer."""
        return next(event.answer for event in self.events(turns) if isinstance(event, Done))

    def events(self, turns: Sequence[Turn]) -> Iterator[Event]:
        """The answer as it arrives, triage first and without waiting."""
        if self._built is not None:
            yield from self._built.events(turns)
            return
        first = self._safety.events(turns)
        heard = next(first)
        yield heard
        if isinstance(heard, TriageReady) and heard.triage.tier is Tier.EMERGENCY:
            yield from first
            return
        self._over.wait()
        if self._built is None:
            yield from first
            return
        yield from (event for event in self._built.events(turns) if not isinstance(event, TriageReady))

    def _run(self) -> None:
        try:
            self._built = self._build()
        except SpotterError as error:
            self._failed = str(error)
        finally:
            self._over.set()
