"""A function that builds an assistant in, something that answers at once out; it builds in the background."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from corpus.errors import SpotterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.domain import Answer, Event, Turn
    from assistant.web.talk import Answers

log = logging.getLogger(__name__)

LOADING = "The model and the index are still loading."


class Loading:
    """Answers through the assistant once it is built; a question that comes earlier waits for it.

    A build that fails is told by ``fault``, and every question then raises that ``SpotterError``.
    """

    def __init__(self, build: Callable[[], Answers]) -> None:
        self._build = build
        self._over = threading.Event()
        self._built: Answers | None = None
        self._broken: SpotterError | None = None
        threading.Thread(target=self._run, name="loading", daemon=True).start()

    @property
    def fault(self) -> str | None:
        """Why nothing can be answered from the article now, or None."""
        if self._built is not None:
            return self._built.fault
        return str(self._broken) if self._broken else LOADING

    def reply(self, turns: Sequence[Turn]) -> Answer:
        """The built assistant's answer."""
        return self._ready().reply(turns)

    def events(self, turns: Sequence[Turn]) -> Iterator[Event]:
        """The built assistant's events."""
        yield from self._ready().events(turns)

    def _ready(self) -> Answers:
        self._over.wait()
        if self._built is None:
            raise self._broken or SpotterError(LOADING)
        return self._built

    def _run(self) -> None:
        try:
            self._built = self._build()
        except SpotterError as fault:
            self._broken = fault
        finally:
            if self._built is None and self._broken is None:
                self._broken = SpotterError("Spotter could not start; its log names the fault. Run `spotter doctor`.")
            self._over.set()
