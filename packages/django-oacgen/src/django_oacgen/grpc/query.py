"""Keys that an API takes in the query: callers send them as metadata all the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

from django_oacgen.grpc.exchange import Answer, Backend, Request


def in_query(send: Backend, names: Iterable[str]) -> Backend:
    """Return a backend that moves what came as metadata of these names into the query."""
    keys = {name.lower(): name for name in names}

    def sent(request: Request) -> Answer:
        target = request.target
        for name, value in request.headers:
            if name in keys:
                between = "&" if "?" in target else "?"
                target += f"{between}{quote(keys[name], safe='')}={quote(value, safe='')}"
        headers = [pair for pair in request.headers if pair[0] not in keys]
        return send(replace(request, target=target, headers=headers))

    return sent if keys else send
