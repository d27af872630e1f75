"""The health service: all is well until the server ends.

gRPC's own waits for every watcher to have read the news; one that does not read would keep the
server from ending, and one that does would keep it for as long as calls may take.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable

from grpc import StatusCode
from grpc.aio import ServicerContext
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthServicer


class Health(HealthServicer):
    """Tells of the server, by the name "", and of each service."""

    def __init__(self, services: Iterable[str]) -> None:
        self._services = {"", *services}
        self._ended = asyncio.Event()

    def end(self) -> None:
        """Have bad news from now on."""
        self._ended.set()

    async def Check(
        self,
        request: HealthCheckRequest,
        context: ServicerContext[HealthCheckRequest, HealthCheckResponse],
    ) -> HealthCheckResponse:
        """Say how a service is."""
        if request.service not in self._services:
            await context.abort(StatusCode.NOT_FOUND, f"there is no service {request.service!r}")
        return self._answer(request)

    async def Watch(
        self,
        request: HealthCheckRequest,
        context: ServicerContext[HealthCheckRequest, HealthCheckResponse],
    ) -> AsyncIterator[HealthCheckResponse]:
        """Say how a service is, and say so again at the end."""
        yield self._answer(request)
        await self._ended.wait()
        yield self._answer(request)

    def _answer(self, request: HealthCheckRequest) -> HealthCheckResponse:
        if request.service not in self._services:
            return HealthCheckResponse(status=HealthCheckResponse.SERVICE_UNKNOWN)
        if self._ended.is_set():
            return HealthCheckResponse(status=HealthCheckResponse.NOT_SERVING)
        return HealthCheckResponse(status=HealthCheckResponse.SERVING)
