"""How clients are used, for the type checkers: mypy and pyright have to agree with every line."""

from __future__ import annotations

from typing import assert_type

from oacgen_py_shop.client import APIClient, SyncAPIClient, token_auth
from oacgen_py_shop.models.users import (
    AvatarRequest,
    Figure,
    Notification,
    PaginatedUserList,
    User,
    UserRequest,
)

from oacgen_py.runtime.downloads import AsyncDownload, Download
from oacgen_py.runtime.events import Event
from oacgen_py.runtime.files import File
from oacgen_py.runtime.operations import Reply
from oacgen_py.runtime.streams import AsyncStream, Stream


def use_sync(client: SyncAPIClient) -> None:
    """Use the client that blocks."""
    assert_type(client.users.list(page=1, id__in=[1]), PaginatedUserList)
    assert_type(client.users.retrieve(1), User)
    assert_type(client.users.update(1, UserRequest(username="a")), User | None)
    assert_type(client.users.notifications(1), list[Notification])
    assert_type(client.users.notification(), Notification)
    assert_type(client.users.figure(), Figure)
    client.users.destroy(1)
    for user in client.users.iterate(page=1):
        assert_type(user, User)
    for user in client.users.iterate_bare(page=1):
        assert_type(user, User)
    for user in client.users.iterate_envelope(cursor="a"):
        assert_type(user, User)
    assert_type(client.users.retrieve.raw(1), Reply[User])
    assert_type(client.users.retrieve.raw(1).parse(), User)
    with client.files.export() as file:
        assert_type(file, Download)
    with client.files.lines() as users:
        assert_type(users, Stream[User])
        for user in users:
            assert_type(user, User)
        for event in users.events():
            assert_type(event, Event)
    client.files.multipart(AvatarRequest(image=File(b"", on_progress=lambda sent, size: None)))
    assert_type(client.files.note("a"), str)
    with client.with_options(timeout=None, auth=[token_auth("t")]) as other:
        assert_type(other, SyncAPIClient)


async def use_async(client: APIClient) -> None:
    """Use the client that is awaited."""
    assert_type(await client.users.list(page=1, id__in=[1]), PaginatedUserList)
    assert_type(await client.users.retrieve(1), User)
    assert_type(await client.users.update(1, UserRequest(username="a")), User | None)
    assert_type(await client.users.notifications(1), list[Notification])
    assert_type(await client.users.notification(), Notification)
    assert_type(await client.users.figure(), Figure)
    await client.users.destroy(1)
    async for user in client.users.iterate(page=1):
        assert_type(user, User)
    async for user in client.users.iterate_bare(page=1):
        assert_type(user, User)
    async for user in client.users.iterate_envelope(cursor="a"):
        assert_type(user, User)
    assert_type(await client.users.retrieve.raw(1), Reply[User])
    async with client.files.export() as file:
        assert_type(file, AsyncDownload)
    async with client.files.lines() as users:
        assert_type(users, AsyncStream[User])
        async for user in users:
            assert_type(user, User)
        async for event in users.events():
            assert_type(event, Event)
    async with client.with_options(base_url="https://x.test") as other:
        assert_type(other, APIClient)
