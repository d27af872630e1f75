"""A span for each call, where OpenTelemetry is installed and set up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from grpc import StatusCode

try:
    from opentelemetry import propagate, trace
except ImportError:  # it is the project's choice
    _INSTALLED = False
else:
    _INSTALLED = True

_CODE = "rpc.grpc.status_code"


class Observed:
    """What became of a call: its status, for the log and the span."""

    code = 0
    name = "OK"
    http = 0
    error = ""
    lost: tuple[str, ...] = ()
    trace = ""

    def end(self, code: StatusCode, error: str = "") -> None:
        """Say how it ended, if not well."""
        self.code, _ = code.value
        self.name = code.name
        self.error = error


@contextmanager
def span(service: str, method: str, headers: Mapping[str, str]) -> Iterator[Observed]:
    """Open a span that continues the caller's, and say in it what became of the call."""
    observed = Observed()
    if not _INSTALLED or isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        yield observed
        return
    tracer = trace.get_tracer("django_oacgen.grpc")
    with tracer.start_as_current_span(
        f"{service}/{method}",
        context=propagate.extract(headers),
        kind=trace.SpanKind.SERVER,
        attributes={"rpc.system": "grpc", "rpc.service": service, "rpc.method": method},
        record_exception=False,
        set_status_on_exception=False,
    ) as current:
        observed.trace = trace.format_trace_id(current.get_span_context().trace_id)
        try:
            yield observed
        finally:
            current.set_attribute(_CODE, observed.code)
            if observed.error:
                current.set_status(trace.StatusCode.ERROR, observed.error)


def injected(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Return headers with those that tell another server of the current span."""
    if not _INSTALLED:
        return headers
    carrier = dict(headers)
    propagate.inject(carrier)
    return carrier
