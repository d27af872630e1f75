"""Settings of the shop, behind the strictest Content-Security-Policy that a page can have."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from shop.settings import *  # noqa: F403
from shop.settings import MIDDLEWARE as _MIDDLEWARE

MIDDLEWARE = ["strict_site.policy", *_MIDDLEWARE]

_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src blob:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def policy(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Give each answer the policy, with a nonce that is made for the request."""

    def answer(request: Any) -> Any:
        request.csp_nonce = secrets.token_urlsafe(16)
        response = get_response(request)
        response.headers["Content-Security-Policy"] = _POLICY.format(nonce=request.csp_nonce)
        return response

    return answer
