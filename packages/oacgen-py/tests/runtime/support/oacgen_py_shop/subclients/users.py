"""Operations of the tag `users`."""

from __future__ import annotations

import builtins
import datetime as _dt
from collections.abc import Sequence
from types import NoneType

from typing_extensions import deprecated

from oacgen_py.runtime.resource import C_co, Call, Resource, csv, operation, pages, segment
from oacgen_py_shop.enums import RoleEnum
from oacgen_py_shop.models.users import (
    Detail,
    Envelope,
    Figure,
    Notification,
    PaginatedUserList,
    PatchedUserRequest,
    User,
    UserErrors,
    UserRequest,
)


class Users(Resource[C_co]):
    """Operations under `/users/`."""

    @operation
    def list(
        self,
        *,
        created_at__gte: _dt.datetime | None = None,
        id__in: Sequence[int] | None = None,
        page: int | None = None,
        role: Sequence[RoleEnum | str] | None = None,
    ) -> Call[PaginatedUserList]:
        """Users, newest first."""
        query = {
            "created_at__gte": created_at__gte,
            "id__in": csv(id__in),
            "page": page,
            "role": role,
        }
        return Call("GET", "/users/", PaginatedUserList, query=query)

    iterate = pages(list)
    """All users of `list`."""

    @operation
    def bare(self, *, page: int | None = None) -> Call[builtins.list[User]]:
        """Users without an envelope."""
        return Call("GET", "/users/bare/", builtins.list[User], query={"page": page})

    iterate_bare = pages(bare, style="page", parameter="page")

    @operation
    def slice(
        self, *, offset: int | None = None, limit: int | None = None
    ) -> Call[builtins.list[User]]:
        """Users from an offset."""
        query = {"offset": offset, "limit": limit}
        return Call("GET", "/users/slice/", builtins.list[User], query=query)

    iterate_slice = pages(slice, style="offset", parameter="offset")

    @operation
    def envelope(self, *, cursor: str | None = None) -> Call[Envelope]:
        """Users in an envelope of another shape."""
        return Call("GET", "/users/envelope/", Envelope, query={"cursor": cursor})

    iterate_envelope = pages(
        envelope,
        item=User,
        items=("data", "items"),
        next=("meta", "next"),
        style="cursor",
        parameter="cursor",
    )

    @operation
    def counted(self, *, page: int | None = None) -> Call[Envelope]:
        """Users in an envelope that has a total and nothing else."""
        return Call("GET", "/users/counted/", Envelope, query={"page": page})

    iterate_counted = pages(
        counted,
        item=User,
        items=("data", "items"),
        count=("meta", "total"),
        style="page",
        parameter="page",
    )

    @operation
    def create(self, data: UserRequest) -> Call[User]:
        """Create a user."""
        return Call("POST", "/users/", User, body=data, errors={400: UserErrors})

    @operation
    def retrieve(self, id: int | str) -> Call[User]:
        """Retrieve a user."""
        return Call(
            "GET",
            f"/users/{segment(id)}/",
            User,
            errors={404: Detail, "4XX": UserErrors, "default": builtins.list[str]},
        )

    @operation
    def update(self, id: int, data: UserRequest) -> Call[User | None]:
        """Replace a user; the answer may have no body."""
        return Call("PUT", f"/users/{segment(id)}/", User | None, body=data)

    @operation
    def partial_update(self, id: int, data: PatchedUserRequest | None = None) -> Call[User]:
        """Change a user."""
        return Call("PATCH", f"/users/{segment(id)}/", User, body=data)

    @operation
    def destroy(self, id: int) -> Call[None]:
        """Delete a user."""
        return Call("DELETE", f"/users/{segment(id)}/", NoneType)

    @operation
    def head(self, id: int) -> Call[None]:
        """Whether there is such a user."""
        return Call("HEAD", f"/users/{segment(id)}/", None)

    @operation
    def bulk(self, data: Sequence[UserRequest]) -> Call[builtins.list[User]]:
        """Create several users."""
        return Call("POST", "/users/bulk/", builtins.list[User], body=data)

    @operation
    def notifications(self, id: int) -> Call[builtins.list[Notification]]:
        """List the notifications of a user."""
        path = f"/users/{segment(id)}/notifications/"
        return Call("GET", path, builtins.list[Notification])

    @operation
    def notification(self) -> Call[Notification]:
        """Return the newest notification."""
        return Call("GET", "/users/notification/", Notification)

    @operation
    def figure(self) -> Call[Figure]:
        """Return a union that no property tells apart."""
        return Call("GET", "/users/figure/", Figure)

    @operation
    @deprecated("users_old_list is deprecated by the API", stacklevel=2)
    def old(self) -> Call[builtins.list[User]]:
        """Users as they were. Deprecated."""
        return Call("GET", "/users/old/", builtins.list[User])

    iterate_old = pages(old, style="page", parameter="page")
