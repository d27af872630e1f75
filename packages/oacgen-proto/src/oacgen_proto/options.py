"""The options of the Protocol Buffers generator."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from oacgen_ir.options import Options


class ProtoOptions(Options):
    """What can be chosen about Protocol Buffers."""

    layout: Literal["plain", "versioned"] = "plain"
    """Folders and packages: `core/users`, which costs two rules of `buf lint`; or
    `core/users/v1`, which costs none."""

    stubs: bool = True
    """Whether to write Python stubs (`_pb2.py`, `_pb2_grpc.py`, `.pyi`) and the JSON codec."""

    renames: dict[str, str] = Field(default_factory=dict)
    """What the API has renamed, old name to new, so that it keeps its number: `User=Account` for
    a schema, `User.nick=nickname` for a property or a value of an enum, `users_list=people_list`
    for an operation."""
