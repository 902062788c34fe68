"""How far a job is, in; a progress bar on a terminal out, once the job has taken a second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE_S = 1.0


class Bar:
    """Called with (done, total). Quick jobs and output that is no terminal show nothing."""

    def __init__(self, label: str, stream: TextIO) -> None:
        self._label = label
        self._stream = stream
        self._started = time.monotonic()
        self._progress: Progress | None = None

    def __call__(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` parts are ready."""
        if self._progress is None:
            if not self._stream.isatty() or time.monotonic() - self._started < PATIENCE_S:
                return
            self._progress = self._open(total)
        self._progress.update(self._progress.task_ids[0], completed=done)
        if done >= total:
            self._progress.stop()

    def _open(self, total: int) -> Progress:
        from rich.console import Console  # noqa: PLC0415 - quick jobs never pay for it
        from rich.progress import Progress  # noqa: PLC0415

        progress = Progress(console=Console(file=self._stream))
        progress.add_task(self._label, total=total)
        progress.start()
        return progress
