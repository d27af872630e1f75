"""All that waits: for an answer, for time to pass, for another thread or task."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from .call import Request, Response

if TYPE_CHECKING:
    from concurrent.futures import Future

    from .transport import AsyncTransport, Transport


class IO(Protocol):
    """The only part of a client that waits."""

    async def send(self, request: Request) -> Response:
        """Send one request, once."""
        ...

    async def release(self, response: Response) -> None:
        """Let go of a response that may be streaming still."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait before a retry."""
        ...

    async def wait(self, future: Future[None]) -> None:
        """Wait for what another thread or task does."""
        ...

    async def close(self) -> None:
        """Let go of all connections."""
        ...


class SyncIO:
    """Waits by blocking."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def send(self, request: Request) -> Response:
        """Block until the response is there."""
        return self.transport.send(request)

    async def release(self, response: Response) -> None:
        """Close the response."""
        response.close()

    async def sleep(self, seconds: float) -> None:
        """Block for a while."""
        time.sleep(seconds)

    async def wait(self, future: Future[None]) -> None:
        """Block until the future is done."""
        future.result()

    async def close(self) -> None:
        """Close the transport."""
        self.transport.close()


class AsyncIO:
    """Waits on the running event loop."""

    def __init__(self, transport: AsyncTransport) -> None:
        self.transport = transport

    async def send(self, request: Request) -> Response:
        """Wait until the response is there."""
        return await self.transport.send(request)

    async def release(self, response: Response) -> None:
        """Close the response."""
        closing = response.close()
        if closing is not None:
            await closing

    async def sleep(self, seconds: float) -> None:
        """Wait for a while."""
        import asyncio

        await asyncio.sleep(seconds)

    async def wait(self, future: Future[None]) -> None:
        """Wait until the future is done."""
        import asyncio

        await asyncio.wrap_future(future)

    async def close(self) -> None:
        """Close the transport."""
        await self.transport.aclose()
