"""An ASGI application from start to end, as servers run one: MODULE ATTRIBUTE PATH.

It must have loaded the client before the first request, and have closed it after the last one.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from importlib import import_module
from typing import Any

module, attribute, path = sys.argv[1:]
application = getattr(import_module(module), attribute)
ASGI = {"version": "3.0", "spec_version": "2.4"}
GET = {
    "method": "GET",
    "path": path,
    "raw_path": path.encode(),
    "query_string": b"",
    "root_path": "",
}


async def live() -> None:
    """Start, answer one request, end."""
    told: asyncio.Queue[Any] = asyncio.Queue()
    said: asyncio.Queue[Any] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": ASGI, "state": {}}
    life = asyncio.create_task(application(scope, told.get, said.put))
    await told.put({"type": "lifespan.startup"})
    assert await said.get() == {"type": "lifespan.startup.complete"}
    assert "api_client.content.models.cms" in sys.modules  # nothing here ever uses it
    await request()
    await told.put({"type": "lifespan.shutdown"})
    assert await said.get() == {"type": "lifespan.shutdown.complete"}
    await life


async def request() -> None:
    """Have one request answered; it makes the client open a connection."""
    told: asyncio.Queue[Any] = asyncio.Queue()
    said: asyncio.Queue[Any] = asyncio.Queue()
    await told.put({"type": "http.request", "body": b""})
    headers = [(b"host", b"localhost")]
    scope = {"type": "http", "asgi": ASGI, "http_version": "1.1", "headers": headers, **GET}
    await application(scope, told.get, said.put)
    print((await said.get())["status"])


asyncio.run(live())
vars(sys.modules.pop(module)).clear()
gc.collect()  # whatever was left open is reported now
