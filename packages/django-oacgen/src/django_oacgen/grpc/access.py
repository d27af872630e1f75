"""The access log: one JSON object for each call, and never what it carried."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from django_oacgen.grpc.request import Caller
from django_oacgen.grpc.stubs import Rpc
from django_oacgen.grpc.tracing import Observed

LOG = logging.getLogger("django_oacgen.grpc.access")


def log(rpc: Rpc, caller: Caller, seen: Observed, seconds: float) -> None:
    """Say what became of a call: a warning where it failed for no fault of the caller's."""
    fault = seen.name in _FAULTS
    level = logging.WARNING if fault or seen.lost else logging.INFO
    if not LOG.isEnabledFor(level):
        return
    facts = {
        "rpc": f"{rpc.service}/{rpc.name}",
        "status": seen.name,
        "http": seen.http or None,
        "ms": round(seconds * 1000, 2),
        "peer": caller.address or None,
        "request_id": caller.headers.get("x-request-id"),
        "trace_id": seen.trace or None,
        "error": seen.error or None if fault else None,  # else it may repeat what was sent
        "lost": seen.lost or None,
    }
    known = {key: value for key, value in facts.items() if value is not None}
    LOG.log(level, "%s %s", facts["rpc"], seen.name, extra={"call": known})


_FAULTS = frozenset({"INTERNAL", "UNAVAILABLE", "UNKNOWN"})


class JsonLines(logging.Formatter):
    """Writes a record as a line of JSON; a project may use it in its own LOGGING."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        call = getattr(record, "call", None) or {"message": record.getMessage()}
        facts = {"time": moment, "level": record.levelname.lower(), **call}
        if record.exc_info:
            facts["exception"] = self.formatException(record.exc_info)
        return json.dumps(facts, ensure_ascii=False)


def set_up(*, calls: bool) -> None:
    """Write to standard error what the project's LOGGING does not send anywhere else."""
    if not LOG.hasHandlers():
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        parent = logging.getLogger("django_oacgen.grpc")
        parent.addHandler(handler)
        parent.setLevel(logging.INFO)
    if not calls:
        LOG.setLevel(logging.CRITICAL)
