"""After `preload()` a call loads no module of the client: no first request waits for that."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from api_client import NotFoundError, SyncAPIClient, preload, token_auth

preload()
before = set(sys.modules)
with SyncAPIClient(os.environ["SHOP_URL"], auth=token_auth(os.environ["SHOP_TOKEN"])) as client:
    client.users.list()
    client.orders.list()
    client.products.list()
    with suppress(NotFoundError):
        client.users.retrieve(999_999)
late = set(sys.modules) - before
print(
    *(
        name
        for name in late
        if name.startswith(("api_client", "pydantic", "httpx2", "httpcore2", "h11"))
    )
)
