"""Models of the tag `users`."""

from __future__ import annotations

import datetime as _dt
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import Field, JsonValue, Tag

from oacgen_py.runtime.files import File
from oacgen_py.runtime.model import (
    MISSING,
    OPEN,
    UNKNOWN,
    Duration,
    Model,
    UnknownVariant,
    variant_by,
)
from oacgen_py_shop.enums import PriorityEnum, RoleEnum


class Address(Model):
    street: str
    city: str
    class_: str | MISSING | None = Field(
        default=MISSING,
        validation_alias="class",
        serialization_alias="class",
    )


class User(Model):
    """A person who may log in."""

    id: int
    username: str
    email: str | None = None
    role: Annotated[RoleEnum | str | None, OPEN] = None
    priority: Annotated[PriorityEnum | int | Literal[""] | None, OPEN] = None
    balance: Decimal | None = None
    avatar: str | None = None
    address: Address | None = None
    settings: JsonValue = None
    session_length: Duration | None = None
    date_joined: _dt.datetime | None = None
    token: UUID | None = None


class UserRequest(Model):
    username: Annotated[str, Field(min_length=1, max_length=150)]
    email: str | MISSING | None = MISSING
    role: Annotated[RoleEnum | str | MISSING, OPEN] = MISSING
    balance: Decimal | MISSING = MISSING
    address: Address | MISSING | None = MISSING
    session_length: Duration | MISSING | None = MISSING
    date_joined: _dt.datetime | MISSING = MISSING


class PatchedUserRequest(Model):
    username: Annotated[str, Field(max_length=150)] | MISSING = MISSING
    email: str | MISSING | None = MISSING
    address: Address | MISSING | None = MISSING


class PaginatedUserList(Model):
    count: int
    next: str | None = None
    previous: str | None = None
    results: list[User]


class UserErrors(Model):
    username: list[str] | None = None
    email: list[str] | None = None


class Detail(Model):
    detail: str


class AvatarRequest(Model):
    """A form with a file, and with everything that DRF reads from a form."""

    image: File | MISSING = MISSING
    images: list[File] | MISSING = MISSING
    caption: str | MISSING | None = MISSING
    public: bool | MISSING = MISSING
    tags: list[str] | MISSING = MISSING
    address: Address | MISSING = MISSING
    addresses: list[Address] | MISSING = MISSING
    labels: dict[str, str] | MISSING = MISSING
    settings: JsonValue | MISSING = MISSING
    session_length: Duration | MISSING = MISSING


class Meta(Model):
    next: str | int | bool | None = None
    total: int | None = None


class Data(Model):
    items: list[User] | None = None


class Envelope(Model):
    """Pages of another shape than DRF's."""

    data: Data
    meta: Meta | None = None


class EmailNotification(Model):
    kind: Literal["email"]
    subject: str


class PushNotification(Model):
    kind: Literal["push"]
    device: UUID


Notification: TypeAlias = Annotated[
    Annotated[EmailNotification, Tag("email")]
    | Annotated[PushNotification, Tag("push")]
    | Annotated[UnknownVariant, Tag(UNKNOWN)],
    variant_by("kind", "email", "push"),
]


class Circle(Model):
    radius: float


class Square(Model):
    side: float


Figure: TypeAlias = Circle | Square | UnknownVariant
