"""Media types beside JSON.

The views that name these renderers answer with a finished `HttpResponse`. A renderer is there so
that content negotiation accepts `Accept: text/csv`, and so that errors still come as JSON.
"""

from __future__ import annotations

from typing import Any

from rest_framework.renderers import BaseRenderer, JSONRenderer


class ErrorsAsJson(BaseRenderer):
    """What reaches `render` is an error, since streams never do."""

    def render(
        self,
        data: object,
        accepted_media_type: str | None = None,
        renderer_context: dict[str, Any] | None = None,
    ) -> bytes:
        if renderer_context:
            renderer_context["response"]["Content-Type"] = "application/json"
        return JSONRenderer().render(data)


class CsvRenderer(ErrorsAsJson):
    media_type = "text/csv"
    format = "csv"


class NdjsonRenderer(ErrorsAsJson):
    """One JSON object per line."""

    media_type = "application/x-ndjson"
    format = "ndjson"


class EventStreamRenderer(ErrorsAsJson):
    """Server-sent events."""

    media_type = "text/event-stream"
    format = "sse"
    charset = None


class FileRenderer(ErrorsAsJson):
    """Whatever a stored file is."""

    media_type = "application/octet-stream"
    format = "file"
    charset = None
