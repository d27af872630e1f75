"""One client in several event loops: one after the other, and at the same time in threads."""

from __future__ import annotations

import asyncio
import gc
import os
from concurrent.futures import ThreadPoolExecutor

from api_client import APIClient

client = APIClient(os.environ["SHOP_URL"])


async def count() -> int:
    """Count everybody, in two tasks that share the connections of this loop, and close them."""
    async with client:
        first, second = await asyncio.gather(counted(), counted())
    assert first == second
    return first


async def counted() -> int:
    return len([user async for user in client.users.iterate()])


in_turn = {asyncio.run(count()) for _ in range(4)}
with ThreadPoolExecutor(4) as threads:
    at_once = set(threads.map(lambda _: asyncio.run(count()), range(8)))
assert in_turn == at_once, (in_turn, at_once)
print(*in_turn)
gc.collect()  # whatever was left open is reported now
