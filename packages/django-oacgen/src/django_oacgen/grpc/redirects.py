"""Redirects that are followed: of a GET, to where the API itself answers.

A caller must not make this server call any other, so those are left to the caller.
"""

from __future__ import annotations

import string
from dataclasses import replace
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from django_oacgen.grpc.exchange import Answer, Backend, Request

_LONGEST: Final = 5  # redirects in a row
_DEFAULTS: Final = {"http": 80, "https": 443}


def followed(send: Backend, request: Request, address: SplitResult) -> Answer:
    """Send a request, and those that its answers redirect to; `address` is that of the API."""
    for _ in range(_LONGEST):
        answer = send(request)
        target = _target(request, answer, address)
        if not target:
            return answer
        answer.close()
        request = replace(request, target=target)
    return send(request)


def _target(request: Request, answer: Answer, address: SplitResult) -> str:
    """Return the path and query to ask for next, or "" where the answer is the last."""
    location = answer.header("location")
    redirects = answer.status in (301, 302, 303, 307, 308) and location
    if not redirects or request.method not in ("GET", "HEAD") or request.length:
        return ""
    base = address.path.rstrip("/")
    there = urlsplit(
        urljoin(f"{address.scheme}://{address.netloc}{base}{request.target}", location)
    )
    if _origin(there) != _origin(address) or not there.path.startswith(f"{base}/"):
        return ""
    if {".", ".."} & set(unquote(there.path).split("/")):
        return ""
    target = there.path.removeprefix(base) + (f"?{there.query}" if there.query else "")
    return quote(target, string.punctuation, "latin-1", "replace")  # as headers are read


def _origin(url: SplitResult) -> tuple[str, str | None, int | None]:
    try:
        port = url.port
    except ValueError:
        port = -1
    return url.scheme, url.hostname, port or _DEFAULTS.get(url.scheme)
