"""Operations in styles that Django REST framework does not use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from oacgen_py.runtime.resource import C_co, Call, Resource, csv, operation
from oacgen_py.runtime.styles import as_json, deep, expand, listed, pipes, properties, reserved, ssv
from oacgen_py_shop.models.users import Address


class Odd(Resource[C_co]):
    """Parameters in all styles."""

    @operation
    def query(
        self,
        *,
        spaces: Sequence[str] | None = None,
        bars: Sequence[str] | None = None,
        raw: str | None = None,
        document: JsonValue = None,
        near: Mapping[str, str | int] | Address | None = None,
        inside: Mapping[str, JsonValue] | Address | None = None,
        flat: Mapping[str, str | int] | None = None,
    ) -> Call[JsonValue]:
        """Send a query in all styles."""
        query = {
            "spaces": ssv(spaces),
            "bars": pipes(bars),
            "raw": reserved(raw),
            "document": as_json(document),
            **properties(near),
            **deep("inside", inside),
            "flat": csv(listed(flat)),
        }
        return Call("GET", "/odd/", JsonValue, query=query)

    @operation
    def path(self, array: Sequence[int], label: str, matrix: Sequence[str]) -> Call[JsonValue]:
        """Send path parameters in all styles."""
        path = (
            f"/odd/{expand(array)}/{expand(label, 'label')}"
            f"/{expand(matrix, 'matrix', 'm', explode=True)}/"
        )
        return Call("GET", path, JsonValue)

    @operation
    def headers(
        self,
        *,
        count: int | None = None,
        names: Sequence[str] | None = None,
        pairs: Mapping[str, int] | None = None,
        session: str | None = None,
    ) -> Call[JsonValue]:
        """Send headers and a cookie."""
        headers = {
            "X-Count": count,
            "X-Names": names,
            "X-Pairs": listed(pairs, explode=True),
        }
        return Call("GET", "/odd/", JsonValue, headers=headers, cookies={"session": session})
