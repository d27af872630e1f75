"""Several processes on one port: started, watched, replaced and ended together."""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

from django_oacgen.grpc.server import AddressError

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
_TURN: Final = 0.1  # seconds between two looks at the processes
_PAUSE: Final = 1.0  # seconds between two starts in one place, where processes end at once
_EXTRA: Final = 5.0  # seconds beyond the grace, after which a process is killed
_LOG = logging.getLogger("django_oacgen.grpc")


@contextmanager
def reserved(host: str, port: int) -> Iterator[int]:
    """Hold a port that several processes will listen on, and yield its number; 0 is any.

    Nobody else may have it already: with shared ports, that would go unnoticed.
    """
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as alone:
            alone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            alone.bind(place)
            place = alone.getsockname()
        with socket.socket(family, kind) as held:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            held.bind(place)
            yield int(held.getsockname()[1])
    except OSError as error:
        raise AddressError(f"cannot listen on {host}:{port}: {error}") from error


class Family:
    """The parent of processes that all do the same.

    Their work is given two file descriptors: one ends when it is to end, and one is written a
    byte to when it is ready. `announce` is called once all are.
    """

    def __init__(
        self,
        count: int,
        work: Callable[[int, int], int],
        announce: Callable[[], object],
        grace: float,
    ) -> None:
        self._count = count
        self._work = work
        self._grace = grace
        self._started: dict[int, float] = {}  # when, by process id
        self._ending = False
        # Its other end closes with this process, however that dies; then the others end too.
        self._leash, self._hold = os.pipe()
        self._announce = announce
        self._heard, self._ready = os.pipe()
        os.set_blocking(self._heard, False)
        self._waiting = count

    def run(self) -> None:
        """Keep all processes running until SIGTERM or SIGINT, then end them."""
        for number in _SIGNALS:
            signal.signal(number, self._end)
        while not self._ending:
            for _ in range(self._count - len(self._started)):
                self._start()
            self._reap()
            self._listen()
            time.sleep(_TURN)
        self._finish()

    def _listen(self) -> None:
        """Announce, once, that all are ready."""
        if self._waiting <= 0:
            return
        try:
            self._waiting -= len(os.read(self._heard, self._waiting))
        except BlockingIOError:
            return
        if self._waiting == 0:
            self._announce()

    def _end(self, *_: object) -> None:
        self._ending = True

    def _start(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)  # the child is to hear them too
        process = os.fork()
        if not process:
            self._become()
        self._started[process] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)

    def _become(self) -> NoReturn:
        code = 1
        try:
            os.close(self._hold)
            for number in _SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
            code = self._work(self._leash, self._ready)
        except BaseException:
            _LOG.exception("a process failed")
        finally:
            os._exit(code)

    def _reap(self) -> None:
        """Take note of processes that have ended."""
        for process, began in list(self._started.items()):
            ended, status = os.waitpid(process, os.WNOHANG)
            if not ended:
                continue
            del self._started[process]
            if not self._ending:
                code = os.waitstatus_to_exitcode(status)
                _LOG.warning("process %d ended with %d; another takes its place", process, code)
                time.sleep(max(0.0, _PAUSE - (time.monotonic() - began)))

    def _finish(self) -> None:
        """Wait until all have ended; one that takes too long is killed."""
        patience = time.monotonic() + self._grace + _EXTRA
        self._tell(signal.SIGTERM)
        while self._started:
            self._reap()
            if time.monotonic() > patience:
                self._tell(signal.SIGKILL)
            time.sleep(_TURN)

    def _tell(self, number: signal.Signals) -> None:
        for process in self._started:
            os.kill(process, number)
