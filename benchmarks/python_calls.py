"""Makes calls with one client, and prints what each took: `python python_calls.py CLIENT URL`.

Runs in the environment of that client, whose package is on PYTHONPATH, so it imports nothing of
this project. Prints JSON: CPU seconds of one small request and of one list of 10,000 objects,
blocking and async, without what was spent before (imports, the first requests).
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from importlib import import_module
from statistics import median
from typing import Any, TypeAlias

CHUNKS = 15
REQUESTS, LISTS = 100, 1  # in a chunk
TOKEN = "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b"
Task: TypeAlias = Callable[[], object]
Tasks: TypeAlias = tuple[Task, Task]
"""A small retrieve, and the list of all objects."""


def load(module: str, name: str) -> Any:  # packages that are generated when this runs
    return getattr(import_module(module), name)


def raw(url: str) -> Iterator[Tasks]:
    """The HTTP library and Pydantic, as one would write it by hand."""
    httpx2 = import_module("httpx2")
    adapter = load("pydantic", "TypeAdapter")
    user, users = load("api_client.models", "User"), load("typing", "List")
    one, many = adapter(user).validate_json, adapter(users[user]).validate_json
    headers = {"Authorization": f"Token {TOKEN}"}
    client = httpx2.Client(base_url=url, headers=headers)

    def get(path: str) -> Any:
        return client.get(path).raise_for_status().content

    yield lambda: one(get("/api/users/7/")), lambda: many(get("/api/users/everyone/"))
    waiting = httpx2.AsyncClient(base_url=url, headers=headers)

    async def aget(path: str, read: Callable[[bytes], object]) -> object:
        return read((await waiting.get(path)).raise_for_status().content)

    yield lambda: aget("/api/users/7/", one), lambda: aget("/api/users/everyone/", many)


def ours(url: str) -> Iterator[Tasks]:
    """The package that oacgen-py makes."""
    auth = load("api_client", "token_auth")(TOKEN)
    for kind in ("SyncAPIClient", "APIClient"):
        client = load("api_client", kind)(url, auth=auth)
        yield _tasks_of(client)


def _tasks_of(client: Any) -> Tasks:  # `client.users` at each call, as one writes it
    return lambda: client.users.retrieve(7), lambda: client.users.everyone_list()


def openapi_python_client(url: str) -> Iterator[Tasks]:
    """The package that openapi-python-client makes."""
    client = load("opc_client", "AuthenticatedClient")(url, TOKEN, prefix="Token")
    one = import_module("opc_client.api.users.users_retrieve")
    many = import_module("opc_client.api.users.users_everyone_list")
    yield lambda: one.sync(7, client=client), lambda: many.sync(client=client)
    yield lambda: one.asyncio(7, client=client), lambda: many.asyncio(client=client)


def openapi_generator(url: str) -> Iterator[Tasks]:
    """The packages that openapi-generator makes: one blocks, another one is async."""
    for package in ("ogen_urllib3", "ogen_httpx"):
        settings = load(package, "Configuration")(
            host=url, api_key={"tokenAuth": TOKEN}, api_key_prefix={"tokenAuth": "Token"}
        )
        api = load(package, "UsersApi")(load(package, "ApiClient")(settings))
        yield partial(api.users_retrieve, 7), api.users_everyone_list


CLIENTS: dict[str, Callable[[str], Iterator[Tasks]]] = {
    "raw": raw,
    "ours": ours,
    "openapi-python-client": openapi_python_client,
    "openapi-generator": openapi_generator,
}


def seconds(task: Task, times: int) -> float:
    """Return the CPU seconds of one run of a blocking task, in the median chunk of runs."""
    figures = []
    for _ in range(CHUNKS + 1):
        start = time.process_time()
        for _ in range(times):
            task()
        figures.append((time.process_time() - start) / times)
    return median(figures[1:])


async def awaited(task: Callable[[], Awaitable[object]], times: int) -> float:
    """Return the CPU seconds of one run of an async task, in the median chunk of runs."""
    figures = []
    for _ in range(CHUNKS + 1):
        start = time.process_time()
        for _ in range(times):
            await task()
        figures.append((time.process_time() - start) / times)
    return median(figures[1:])


async def both(one: Any, many: Any) -> tuple[float, float]:
    return await awaited(one, REQUESTS), await awaited(many, LISTS)


def main(name: str, url: str) -> None:
    blocking, waiting = CLIENTS[name](url)
    figures = [seconds(blocking[0], REQUESTS), seconds(blocking[1], LISTS)]
    print(json.dumps([*figures, *asyncio.run(both(*waiting))]))


if __name__ == "__main__":
    main(*sys.argv[1:])
