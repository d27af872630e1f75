"""Which redirects are followed, and what they may carry."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import SplitResult, urljoin, urlsplit

from .call import Request, Response

LONGEST = 5
"""How many redirects are followed in a row."""

_PUBLIC = ("accept", "accept-language", "user-agent")


def redirected(request: Request, response: Response) -> Request | None:
    """Return the request to make next, or None where the answer is to be taken as it is.

    Only GET and HEAD are followed. Another origin gets no credentials and none of the
    client's own headers.
    """
    if response.status not in (301, 302, 303, 307, 308):
        return None
    location = response.headers.get("location")
    if request.method not in ("GET", "HEAD") or not location or request.content:
        return None
    url = urljoin(request.url, location)
    target = urlsplit(url)
    if target.scheme not in ("http", "https") or not target.hostname:
        return None
    headers = request.headers
    if not _trusted(urlsplit(request.url), target):
        headers = {name: headers[name] for name in _PUBLIC if name in headers}
    return replace(request, url=url, headers=dict(headers))


def _trusted(here: SplitResult, there: SplitResult) -> bool:
    """Whether it is the same origin, or the same host gone over to https."""
    if here.hostname != there.hostname:
        return False
    ports = (_port(here), _port(there))
    if here.scheme == there.scheme:
        return ports[0] == ports[1]
    return there.scheme == "https" and ports == (80, 443)


def _port(url: SplitResult) -> int:
    return url.port or (443 if url.scheme == "https" else 80)
