"""When a request is sent again."""

from __future__ import annotations

from dataclasses import dataclass

from .call import Request, Response
from .errors import APIConnectionError

_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})


@dataclass(frozen=True, slots=True)
class Retry:
    """How often, and for how long, a request that failed is sent again.

    Idempotent methods are retried after 429, 502, 503, 504 and lost connections; POST and
    PATCH after 429, or where the connection was never made. The wait is random, up to
    `first` seconds and twice as much each time; `Retry-After` is honoured. Nothing waits
    for more than `longest` seconds, nor beyond `total` seconds after the first attempt.
    `Retry(times=0)` never retries.
    """

    times: int = 2
    first: float = 0.5
    longest: float = 60.0
    total: float = 120.0

    def delay(
        self,
        tries: int,
        elapsed: float,
        request: Request,
        outcome: Response | APIConnectionError,
    ) -> float | None:
        """Return the seconds to wait before the next attempt, or None to give up."""
        if tries >= self.times or not replayable(request):
            return None
        idempotent = request.method in _IDEMPOTENT
        after: float | None = None
        if isinstance(outcome, Response):
            busy = idempotent and outcome.status in (502, 503, 504)
            if outcome.status != 429 and not busy:
                return None
            after = outcome.retry_after
        elif outcome.sent and not idempotent:
            return None
        wait = self._jitter(tries) if after is None else after
        return wait if wait <= self.longest and elapsed + wait <= self.total else None

    def _jitter(self, tries: int) -> float:
        from random import uniform  # slow to load, and most calls need no retry

        return uniform(0, min(self.longest, self.first * 2**tries))


def replayable(request: Request) -> bool:
    """Whether the body can be sent again from its start."""
    content = request.content
    return content is None or isinstance(content, bytes) or content.rewindable
