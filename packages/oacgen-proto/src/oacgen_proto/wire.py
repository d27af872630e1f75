"""The wire format of protobuf, as much of it as descriptors need."""

from __future__ import annotations

import struct
from functools import lru_cache

from oacgen_proto.syntax import encodable


def varint(number: int) -> bytes:
    """Return a number, the two's complement of 64 bits where it is negative."""
    number &= (1 << 64) - 1
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


@lru_cache(1 << 12)
def whole(field: int, number: int) -> bytes:
    """Return a field that is a whole number, an enum or a bool."""
    return varint(field << 3) + varint(number)


def double(field: int, number: float) -> bytes:
    """Return a field that is a double."""
    return varint(field << 3 | 1) + struct.pack("<d", number)


def block(field: int, data: bytes) -> bytes:
    """Return a field that is a message."""
    return _mark(field) + varint(len(data)) + data


@lru_cache(1 << 12)
def text(field: int, value: str) -> bytes:
    """Return a field that is a string."""
    return block(field, encodable(value).encode())


@lru_cache(64)
def _mark(field: int) -> bytes:
    return varint(field << 3 | 2)
