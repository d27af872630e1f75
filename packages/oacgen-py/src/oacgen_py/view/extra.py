"""What a class says of keys that have no field, where the document lets them in."""

from __future__ import annotations

from collections.abc import Iterator

from oacgen_ir.code import Code
from oacgen_ir.ir import Anything, Model
from oacgen_py.place import Place
from oacgen_py.types import answer
from oacgen_py.wrapping import Argument, assignment, call, field, signature, subscript

STEP = 4


def extra_config(model: Model, place: Place) -> Iterator[Code]:
    """Let such keys in, and have pydantic check what stands under them."""
    if model.extra is None:
        return
    config = call(place.pydantic("ConfigDict"), Code('extra="allow"'))
    yield assignment("model_config", config, STEP)
    if not isinstance(model.extra, Anything):
        values = subscript(place.builtin("dict"), place.builtin("str"), answer(model.extra, place))
        # To type checkers it is what every model has; only pydantic reads what the values are.
        yield Code(f"    if not {place.typing('TYPE_CHECKING')}:")
        yield field("__pydantic_extra__", values, "", 2 * STEP)
        if model.fields:
            yield Code("")


def extra_access(model: Model, place: Place) -> Iterator[Code]:
    """Type the keys that have no field, which pydantic itself leaves open."""
    if model.extra is None:
        return
    values = subscript(place.builtin("dict"), place.builtin("str"), answer(model.extra, place))
    yield from (Code(""), Code(f"    @{place.builtin('property')}"))
    yield signature("model_extra", [Argument("self")], values, STEP)
    yield Code('        """What stands under keys that have no field."""')
    yield Code("        found = super().model_extra")
    yield Code("        return {} if found is None else found")
