"""Rpcs on grpc.aio: the loop waits for callers, Django works in threads."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Final, NoReturn, TypeAlias, TypeVar, cast

import grpc
from google.protobuf.message import Message
from grpc import StatusCode
from grpc.aio import ServicerContext

from django_oacgen.grpc import access, response, tracing
from django_oacgen.grpc.exchange import Answer, Backend, Headers, Request
from django_oacgen.grpc.forms import Uploaded
from django_oacgen.grpc.pool import Pool, check
from django_oacgen.grpc.request import (
    PASSED,
    Caller,
    address_of,
    headers_of,
    message_of,
    request_of,
    upload_of,
)
from django_oacgen.grpc.status import Refusal, invalid, pushback
from django_oacgen.grpc.stubs import Rpc
from django_oacgen.grpc.tracing import Observed
from django_oacgen.grpc.upstream import Unreachable

Context: TypeAlias = ServicerContext[bytes, bytes]
T = TypeVar("T")

STALLED: Final = 60.0  # seconds after which a caller that does not read its stream is left
_LOG = logging.getLogger("django_oacgen.grpc")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is done at once, and how large an upload may be, in bytes.

    There may be as many `streams` from callers as to them.
    """

    threads: int
    calls: int
    streams: int
    upload: int


class Bridge:
    """Answers rpcs with what the REST API says; made once for a process."""

    def __init__(
        self, backend: Backend, domain: str, limits: Limits, passed: Iterable[str] = ()
    ) -> None:
        self._backend = backend
        self._domain = domain
        self._limits = limits
        self._passed = PASSED | {name.lower() for name in passed}
        self._calls = Pool("calls", limits.threads, limits.calls)
        # A stream lasts as long as its caller likes, so it never takes the place of a call.
        self._streams = Pool("streams", limits.streams, limits.streams)
        self._uploads = 0

    @property
    def running(self) -> int:
        """How many calls are under way."""
        return len(self._calls.work) + len(self._streams.work)

    def close(self) -> None:
        """Take no more work; what runs goes on."""
        self._calls.close()
        self._streams.close()

    def handlers(self, services: Mapping[str, Sequence[Rpc]]) -> Iterator[grpc.GenericRpcHandler]:
        """Yield what a server needs to serve them."""
        for service, rpcs in services.items():
            methods = {rpc.name: self._handler(rpc) for rpc in rpcs}
            yield grpc.method_handlers_generic_handler(service, methods)

    def _handler(self, rpc: Rpc) -> Any:
        """Return the handler of one rpc; bytes go in and out, since threads do the rest."""
        behaviour = self._streamed(rpc) if rpc.streams else self._answered(rpc)
        match rpc.uploads, rpc.streams:
            case False, False:
                return grpc.unary_unary_rpc_method_handler(behaviour)
            case False, True:
                return grpc.unary_stream_rpc_method_handler(behaviour)
            case True, False:
                return grpc.stream_unary_rpc_method_handler(behaviour)
            case _:
                return grpc.stream_stream_rpc_method_handler(behaviour)

    # --- On the loop ---

    def _answered(self, rpc: Rpc) -> Callable[[Any, Context], Any]:
        async def answer(sent: Any, context: Context) -> bytes:
            with _observed(rpc, self._caller(context)) as (seen, caller):
                try:
                    sending = await self._received(rpc, sent)
                    work = self._in_thread(self._calls, sending, self._one, rpc, caller, seen)
                    data, headers = await work
                except Refusal as refusal:
                    await _refuse(context, rpc, refusal, seen)
                context.set_trailing_metadata((("x-http-status", str(seen.http)),))
                if headers:
                    await context.send_initial_metadata(headers)
                return data

        return answer

    def _streamed(self, rpc: Rpc) -> Callable[[Any, Context], Any]:
        async def stream(sent: Any, context: Context) -> None:
            with _observed(rpc, self._caller(context)) as (seen, caller):
                try:
                    sending = await self._received(rpc, sent)
                    outlet = _Outlet(context, asyncio.get_running_loop())
                    args = (rpc, caller, seen, outlet)
                    with closing(outlet):
                        await self._in_thread(self._streams, sending, self._many, *args)
                except Refusal as refusal:
                    await _refuse(context, rpc, refusal, seen)
                except _Gone:
                    seen.end(StatusCode.CANCELLED)

        return stream

    async def _received(self, rpc: Rpc, sent: bytes | AsyncIterator[bytes]) -> Sending:
        """Take in a message, or all of a stream of them.

        A stream is taken in before a thread is asked for, so that a slow one holds none.
        """
        if isinstance(sent, bytes):
            return Sending(lambda caller: request_of(rpc, message_of(rpc, sent), caller))
        check("uploads", self._uploads, self._limits.streams)
        uploaded = Uploaded(rpc.call, self._limits.upload)
        self._uploads += 1
        try:
            start = await _uploaded(rpc, sent, uploaded)
        except BaseException:
            uploaded.close()
            raise
        finally:
            self._uploads -= 1
        return Sending(lambda caller: upload_of(rpc, start, uploaded, caller), uploaded)

    def _caller(self, context: Context) -> Caller:
        left = cast(float | None, context.time_remaining())  # its type forgets None
        return Caller(
            address_of(context.peer()),
            headers_of(context.invocation_metadata() or (), self._passed),
            None if left is None else time.monotonic() + left,
        )

    async def _in_thread(
        self, pool: Pool, sending: Sending, work: Callable[..., T], *args: object
    ) -> T:
        """Run work in a thread; work that nobody waits for any longer does not begin."""
        try:
            future = pool.submit(work, sending, *args)
        except BaseException:
            sending.done(None)
            raise
        future.add_done_callback(sending.done)
        return await asyncio.wrap_future(future)

    # --- In threads ---

    def _one(
        self, sending: Sending, rpc: Rpc, caller: Caller, seen: Observed
    ) -> tuple[bytes, list[tuple[str, str]]]:
        with self._at_work(rpc, seen):
            answer = self._backend(sending.request(caller))
            seen.http = answer.status
            response.checked(rpc, answer, self._domain)
            data = response.message_of(rpc, answer).SerializeToString()
            return data, response.metadata_of(answer.headers)

    def _many(
        self, sending: Sending, rpc: Rpc, caller: Caller, seen: Observed, outlet: _Outlet
    ) -> None:
        with self._at_work(rpc, seen):
            answer = self._backend(sending.request(caller))
            with closing(answer), outlet.fed_by(answer):
                seen.http = answer.status
                response.checked(rpc, answer, self._domain)
                outlet.begin(answer.status, response.metadata_of(answer.headers))
                with closing(response.messages_of(rpc, answer)) as messages:
                    for message in messages:
                        outlet.send(message.SerializeToString())

    @contextmanager
    def _at_work(self, rpc: Rpc, seen: Observed) -> Iterator[None]:
        """Turn what goes wrong into a Refusal, and see what messages cannot hold."""
        try:
            with rpc.losses() as lost:
                yield
            seen.lost = tuple(lost)
        except (Refusal, _Gone):
            raise
        except Unreachable as error:
            late = error.timed_out
            code = StatusCode.DEADLINE_EXCEEDED if late else StatusCode.UNAVAILABLE
            raise Refusal(code, str(error), sent=error.sent) from error
        except Exception as error:
            _LOG.exception("%s/%s failed", rpc.service, rpc.name)
            raise Refusal(StatusCode.INTERNAL, "the server failed; its log says why") from error


class _Gone(Exception):
    """The caller of a stream has left."""


class _Outlet:
    """Where a thread writes a stream to; each message waits until there is room for it."""

    def __init__(self, context: Context, loop: asyncio.AbstractEventLoop) -> None:
        self._context = context
        self._loop = loop
        self._open = True
        self._pending: Future[None] | None = None
        self._source: Answer | None = None
        self._lock = Lock()

    @contextmanager
    def fed_by(self, answer: Answer) -> Iterator[None]:
        """Name what is read from, as long as it is."""
        with self._lock:
            self._source = answer
        try:
            yield
        finally:
            with self._lock:
                self._source = None

    def begin(self, http: int, headers: Headers) -> None:
        """Send the headers of the answer."""
        self._wait(self._head(http, headers))

    def send(self, data: bytes) -> None:
        """Send a message, or raise `_Gone`."""
        self._wait(self._context.write(data))

    async def _head(self, http: int, headers: Headers) -> None:
        self._context.set_trailing_metadata((("x-http-status", str(http)),))
        if headers:
            await self._context.send_initial_metadata(tuple(headers))

    def _wait(self, sending: Any) -> None:
        if not self._open:
            sending.close()
            raise _Gone
        self._pending = asyncio.run_coroutine_threadsafe(sending, self._loop)
        try:
            self._pending.result(STALLED)
        except TimeoutError as error:
            self._pending.cancel()
            text = f"nothing was read for {STALLED:.0f} seconds"
            raise Refusal(StatusCode.ABORTED, text) from error
        except Exception as error:
            raise _Gone from error

    def close(self) -> None:
        """Let the thread go, wherever it waits."""
        self._open = False
        if self._pending is not None:
            self._pending.cancel()
        with self._lock:
            if self._source is not None:
                self._source.abandon()


@dataclass(frozen=True, slots=True)
class Sending:
    """What a caller sent: how a request is made of it, and what to let go of at the end."""

    request: Callable[[Caller], Request]
    uploaded: Uploaded | None = None

    def done(self, _: object) -> None:
        """Let go of the bytes of an upload."""
        if self.uploaded is not None:
            self.uploaded.close()


async def _uploaded(rpc: Rpc, sent: AsyncIterator[bytes], uploaded: Uploaded) -> Message:
    """Read a stream to its end, and return what it started with."""
    start: Message | None = None
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(STALLED) as waiting:
            async for data in sent:
                message = message_of(rpc, data)
                if start is None:
                    start = _start(message)
                else:
                    uploaded.add(message)
                waiting.reschedule(loop.time() + STALLED)
    except TimeoutError as error:
        text = f"nothing was sent for {STALLED:.0f} seconds"
        raise Refusal(StatusCode.ABORTED, text) from error
    if start is None:
        raise invalid("the stream is empty", "start")
    return start


def _start(message: Message) -> Message:
    if message.WhichOneof("part") != "start":
        raise invalid("the first message of the stream is `start`", "start")
    start: Message = getattr(message, "start")  # noqa: B009 (of a generated class)
    return start


async def _refuse(context: Context, rpc: Rpc, refusal: Refusal, seen: Observed) -> NoReturn:
    """End a call with a status and its details."""
    seen.http = refusal.http or seen.http
    seen.end(refusal.code, refusal.message)
    trailing: list[tuple[str, str | bytes]] = [
        *response.metadata_of(refusal.headers, room=1_000)  # beside the details
    ]
    trailing += pushback(rpc.call.method, refusal)
    if seen.http:  # that of a success where the answer was unfit
        trailing.append(("x-http-status", str(seen.http)))
    trailing.append(("grpc-status-details-bin", refusal.status()))
    await context.abort(refusal.code, refusal.message, tuple(trailing))


@contextmanager
def _observed(rpc: Rpc, caller: Caller) -> Iterator[tuple[Observed, Caller]]:
    """Trace a call, and log what became of it."""
    began = time.perf_counter()
    with tracing.span(rpc.service, rpc.name, caller.headers) as seen:
        if seen.trace:
            caller = replace(caller, headers=tracing.injected(caller.headers))
        try:
            yield seen, caller
        except asyncio.CancelledError:
            # the caller's clock started first, and its leaving may be heard before ours ends
            late = caller.deadline is not None and time.monotonic() > caller.deadline - 0.1
            seen.end(StatusCode.DEADLINE_EXCEEDED if late else StatusCode.CANCELLED)
            raise
        finally:
            access.log(rpc, caller, seen, time.perf_counter() - began)
