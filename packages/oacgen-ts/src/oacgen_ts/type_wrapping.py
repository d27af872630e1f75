"""Types that know where to break, as prettier would break them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from oacgen_ts.syntax import WIDTH, width
from oacgen_ts.wrapping import STEP, Call, Expr, Node, flat, written

_INDEX: Final = re.compile(r"(?:readonly )?\[.*(?::| in ).*\]$")


def either(type_: Expr, other: str) -> Expr:
    """Write `type | other`."""
    sides = type_.options if isinstance(type_, Options) else [type_]
    return Options([*sides, other])


class Options(Node):
    """`A | B`."""

    __slots__ = ("options",)

    def __init__(self, options: Sequence[Expr]) -> None:
        self.options = options
        self.flat = " | ".join([flat(option) for option in options])

    @property
    def hugged(self) -> Expr | None:
        """The object or reference that stands beside null alone: `{...} | null`, `User | null`."""
        if len(self.options) != 2 or self.options[1] != "null":
            return None
        first = self.options[0]
        return first if isinstance(first, Mapped) or _is_reference(first) else None

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        """Print without what stands before the first option; `indent` is that of the bars."""
        if self.hugged is not None:
            return f"{written(self.hugged, indent, WIDTH)} | null"
        space = "\n" + " " * indent
        rows = [f"| {written(o, indent + STEP, indent + 2)}" for o in self.options]
        return space.join(rows)


class ArrayOf(Node):
    """`T[]`."""

    __slots__ = ("item",)

    def __init__(self, item: Expr) -> None:
        self.item = item
        inner = flat(item)
        wrapped = isinstance(item, Options) or (isinstance(item, str) and inner[0] == "(")
        self.flat = f"({inner})[]" if wrapped else f"{inner}[]"

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        if isinstance(self.item, Options) and not hugs(self.item):
            inner = indent + STEP
            below = written(self.item, inner, inner)
            return f"(\n{' ' * inner}{below}\n{' ' * indent})[]"
        item = written(self.item, indent, WIDTH)
        return f"({item})[]" if isinstance(self.item, Options) else f"{item}[]"


class Mapped(Node):
    """`{ [key: string]: T }`, and other object types of one line."""

    __slots__ = ("members",)

    def __init__(self, members: Sequence[tuple[str, Expr]]) -> None:
        self.members = members
        self.flat = f"{{ {'; '.join([f'{key}: {flat(value)}' for key, value in members])} }}"

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        inner = indent + STEP
        rows = [typed(key, value, inner) for key, value in self.members]
        return f"{{\n{''.join(rows)}{' ' * indent}}}"


class Tuple(Node):
    """`[A, B]`."""

    __slots__ = ("items",)

    def __init__(self, items: Sequence[Expr]) -> None:
        self.items = items
        self.flat = f"[{', '.join([flat(item) for item in items])}]"

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        space = " " * (indent + STEP)
        rows = [f"{space}{_element(item, indent + STEP)},\n" for item in self.items]
        return f"[\n{''.join(rows)}{' ' * indent}]"


class Rest(Node):
    """`...T[]`, the last element of a tuple."""

    __slots__ = ("array",)

    def __init__(self, array: ArrayOf) -> None:
        self.array = array
        self.flat = f"...{array.flat}"

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        return f"...{self.array.broken(indent, column + 3, after)}"


def _element(item: Expr, indent: int) -> str:
    """Print an element of a tuple: bars below each other are put into parentheses."""
    text = written(item, indent, indent, 1)
    if not isinstance(item, Options) or hugs(item) or "\n" not in text:
        return text
    inner = indent + STEP
    return f"(\n{' ' * inner}{item.broken(inner, inner)}\n{' ' * indent})"


class Generic(Node):
    """`Name<A, B>`."""

    __slots__ = ("args", "name")

    def __init__(self, name: str, *args: Expr) -> None:
        self.name = name
        self.args = args
        self.flat = f"{name}<{', '.join([flat(arg) for arg in args])}>"

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        if len(self.args) == 1:
            if isinstance(self.args[0], str) and not self.args[0].startswith("typeof "):
                return self.flat
            if hugs(self.args[0]):
                return f"{self.name}<{written(self.args[0], indent, WIDTH)}>"
        inner = indent + STEP
        last = len(self.args) - 1
        rows = ",\n".join(
            [f"{' ' * inner}{written(a, inner, inner, i < last)}" for i, a in enumerate(self.args)]
        )
        return f"{self.name}<\n{rows}\n{' ' * indent}>"


def hugs(type_: Expr) -> bool:
    """Whether brackets around a type stay beside it."""
    return isinstance(type_, Mapped) or (isinstance(type_, Options) and type_.hugged is not None)


def typed(key: str, type_: Expr, indent: int) -> str:
    """Print a line `key: type;` of an interface, with its indentation and line end."""
    space = " " * indent
    rest = after(type_, indent, indent + width(key) + 1)
    line = f"{space}{key}:{rest};\n"
    if width(line) <= WIDTH + 1 or "\n" in rest or not _INDEX.match(key):
        return line
    head, _, inside = key.partition("[")
    return f"{space}{head}[\n{space}  {inside[:-1]}\n{space}]:{rest};\n"


def alias(head: str, type_: Expr) -> str:
    """Print `export type X = type;`, where `head` ends before the `=`."""
    return f"{head} ={after(type_, 0, width(head) + 2, atoms_too=True)};\n"


def after(type_: Expr, indent: int, column: int, *, atoms_too: bool = False) -> str:
    """Print a type after a colon or an equals sign, the space before it included."""
    if column + 1 + width(flat(type_)) + 1 <= WIDTH:
        return f" {flat(type_)}"
    inner = indent + STEP
    if isinstance(type_, Options):
        if hugs(type_) and not (atoms_too and _is_atom(type_.options[0])):
            return f" {type_.broken(indent, column)}"
        below = f"\n{' ' * inner}"
        if inner + width(type_.flat) + 1 <= WIDTH:
            return below + type_.flat
        return below + type_.broken(inner, inner)
    if atoms_too and (_is_atom(type_) or (isinstance(type_, Mapped) and column + 2 > WIDTH)):
        if isinstance(type_, Mapped):
            return f"\n{' ' * inner}{type_.broken(inner, inner)}"
        return f"\n{' ' * inner}{flat(type_)}"
    return f" {written(type_, indent, WIDTH)}"


_KEYWORDS: Final = frozenset(
    ("boolean", "false", "never", "null", "number", "object", "string", "true", "undefined")
) | {"unknown", "void"}


def _is_reference(type_: Expr) -> bool:
    if isinstance(type_, Generic):
        return True
    return isinstance(type_, str) and type_.isidentifier() and type_ not in _KEYWORDS


def _is_atom(type_: Expr) -> bool:
    return isinstance(type_, str) or (isinstance(type_, ArrayOf) and _is_atom(type_.item))


class TypedCall(Call):
    """`callee<Type>(args)`."""

    __slots__ = ("type",)

    def __init__(self, callee: str, type_: Expr, *args: Expr) -> None:
        self.type = Generic(callee, type_)
        super().__init__(self.type.flat, *args)

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        if column + width(self.callee) + 2 <= WIDTH:
            return super().broken(indent, column, after)
        arguments = ", ".join([flat(arg) for arg in self.args])
        return f"{self.type.broken(indent, column)}({arguments})"
