"""A client that was used before the process forked: no two processes use one connection.

The server answers with the port that a request came from, which tells connections apart.
"""

from __future__ import annotations

import gc
import multiprocessing
import os

from api_client import SyncAPIClient

client = SyncAPIClient(os.environ["SHOP_URL"])


def use(_: int = 0) -> tuple[int, str]:
    """Make some calls; return the process and the connection that it used."""
    answers = [client.users.list.raw() for _ in range(20)]
    (port,) = {answer.response.headers["x-port"] for answer in answers}
    return os.getpid(), port


before = use()
with multiprocessing.get_context("fork").Pool(3) as pool:
    work = pool.map_async(use, range(30), chunksize=1)
    meanwhile = [use() for _ in range(10)]
    uses = {before, *meanwhile, *work.get()}
    pool.close()
    pool.join()
client.close()
processes, ports = zip(*uses, strict=True)
assert len(uses) > 1, uses
assert len(set(ports)) == len(set(processes)) == len(uses), uses
print(len(uses))
gc.collect()  # whatever was left open is reported now
