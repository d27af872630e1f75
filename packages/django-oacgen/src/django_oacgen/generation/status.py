"""One line on a terminal about what is being done, once that takes long."""

from __future__ import annotations

from threading import Lock, Timer
from types import TracebackType
from typing import Any

_SECONDS = 1.0


class Status:
    """Shows the current step on a terminal after a second, and leaves no trace of it.

    `stream` is Django's wrapper of standard output or error.
    """

    def __init__(self, stream: Any, seconds: float = _SECONDS) -> None:
        self._stream = stream
        self._lock = Lock()
        self._step = ""
        self._shown = False
        self._timer = Timer(seconds, self._begin)
        self._timer.daemon = True

    def __enter__(self) -> Status:
        if self._stream.isatty():
            self._timer.start()
        return self

    def __call__(self, step: str) -> None:
        """Show `step` instead of the one before."""
        with self._lock:
            self._step = step
            if self._shown:
                self._draw(f"{step} ...")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            if self._shown:
                self._draw("")
            self._shown = False
            self._stream = None  # in case that the timer fires just now

    def _begin(self) -> None:
        with self._lock:
            if self._stream is not None:
                self._shown = True
                self._draw(f"{self._step} ...")

    def _draw(self, text: str) -> None:
        self._stream.write(f"\r\x1b[K{text}", str, "")
        self._stream.flush()
