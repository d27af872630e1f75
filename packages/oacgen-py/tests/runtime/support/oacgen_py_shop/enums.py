"""The choices that the shop offers."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class RoleEnum(StrEnum):
    """The choices of `RoleEnum`."""

    ADMIN = "admin"
    VIEWER = "viewer"


class PriorityEnum(IntEnum):
    """The choices of `PriorityEnum`."""

    LOW = 1
    HIGH = 3
