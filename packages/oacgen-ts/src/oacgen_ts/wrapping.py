"""Expressions and types that know where to break, as prettier would break them.

A node is either text that never breaks or an object with `flat`, its one-line form, and
`broken`, which is asked for only where the line is too long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from oacgen_ir.code import Code
from oacgen_ts.syntax import WIDTH

STEP: Final = 2

_INDEX: Final = re.compile(r"(?:readonly )?\[.*(?::| in ).*\]$")


class Node:
    """What can be broken over several lines."""

    __slots__ = ("flat",)
    flat: str

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        """Print over several lines: the first from `column` on, the last before `after` more."""
        raise NotImplementedError

    @property
    def hugs(self) -> bool:
        """Whether the brackets around it stay beside its own, as the last argument of a call."""
        return False

    @property
    def forced(self) -> bool:
        """Whether it is broken although it would fit."""
        return False


Expr: TypeAlias = str | Node


def flat(expr: Expr) -> str:
    """Print on one line."""
    return expr if isinstance(expr, str) else expr.flat


def written(expr: Expr, indent: int, column: int, after: int = 0) -> str:
    """Print an expression that begins at `column`, before `after` further characters."""
    if isinstance(expr, str):
        return expr
    if column + len(expr.flat) + after <= WIDTH and not expr.forced:
        return expr.flat
    return expr.broken(indent, column, after)


def _lines(items: Iterable[Expr], indent: int) -> str:
    """Print items one per line, each with a comma."""
    space = " " * indent
    return "".join([f"{space}{written(item, indent, indent, 1)},\n" for item in items])


# --- Values --------------------------------------------------------------------------------------


class Call(Node):
    """`callee(args)`."""

    __slots__ = ("args", "callee")

    def __init__(self, callee: str, *args: Expr) -> None:
        self.callee = callee
        self.args = args
        self.flat = f"{callee}({', '.join([flat(arg) for arg in args])})"

    @property
    def forced(self) -> bool:
        return self._composes or _is_forced(self.args)

    @property
    def _composes(self) -> bool:
        """Whether functions are put together, which prettier writes one below the other."""
        if len(self.args) < 2:
            return False
        functions = [arg for arg in self.args if isinstance(arg, Arrow)]
        calls = [arg for arg in self.args if isinstance(arg, Call)]
        return len(functions) > 1 or any(isinstance(a, Arrow) for c in calls for a in c.args)

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        if not self.args:
            return self.flat
        return self._hugged(indent, column) or self._spread(indent)

    def _spread(self, indent: int) -> str:
        return f"{self.callee}(\n{_lines(self.args, indent + STEP)}{' ' * indent})"

    def _hugged(self, indent: int, column: int) -> str:
        """Keep the brackets of the last argument beside those of the call, where that fits."""
        *first, last = self.args
        if isinstance(last, str) or not last.hugs or self._composes or _is_forced(first):
            return ""
        head = f"{self.callee}({''.join([f'{flat(arg)}, ' for arg in first])}"
        hugged = last.broken(indent, column + len(head))
        start = hugged.partition("\n")[0]
        if column + len(head) + len(start) > WIDTH:
            return ""
        if isinstance(last, Arrow) and not isinstance(last.body, List):
            return f"{head}{hugged},\n{' ' * indent})"
        return f"{head}{hugged})"


class TypedCall(Call):
    """`callee<Type>(args)`."""

    __slots__ = ("type",)

    def __init__(self, callee: str, type_: Expr, *args: Expr) -> None:
        self.type = Generic(callee, type_)
        super().__init__(self.type.flat, *args)

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        if column + len(self.callee) + 2 <= WIDTH:
            return super().broken(indent, column, after)
        arguments = ", ".join([flat(arg) for arg in self.args])
        return f"{self.type.broken(indent, column)}({arguments})"


def _is_forced(args: Iterable[Expr]) -> bool:
    return any(not isinstance(arg, str) and arg.forced for arg in args)


class Chain(Node):
    """`head.first(...).second(...)`."""

    __slots__ = ("calls", "head")

    def __init__(self, head: str, *calls: Call) -> None:
        self.head = head
        self.calls = calls
        self.flat = head + "".join([call.flat for call in calls])

    @property
    def forced(self) -> bool:
        return _is_forced(self.calls)

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        *first, last = self.calls
        if last.forced and not _is_forced(first):
            head = self.head + "".join([call.flat for call in first])
            text = last.broken(indent, column + len(head))
            if column + len(head) + len(text.partition("\n")[0]) <= WIDTH:
                return head + text
        inner = indent + STEP
        space = " " * inner
        rows = [f"\n{space}{written(call, inner, inner)}" for call in first]
        return f"{self.head}{''.join(rows)}\n{space}{written(last, inner, inner, after)}"


class Arrow(Node):
    """`(params) => body`."""

    __slots__ = ("body", "params")

    def __init__(self, params: str, body: Expr) -> None:
        self.params = params
        self.body = body
        self.flat = f"({params}) => {flat(body)}"

    @property
    def hugs(self) -> bool:
        return isinstance(self.body, Call | List)

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        inner, space = indent + STEP, " " * indent
        head = f"({self.params}) =>"
        if isinstance(self.body, List):
            return f"{head} {self.body.broken(indent, column)}"
        if column + len(head) > WIDTH and ", " in self.params:
            rows = _lines(self.params.split(", "), inner)
            head = f"(\n{rows}{space}) =>"
        return f"{head}\n{' ' * inner}{written(self.body, inner, inner, 1)}"


class List(Node):
    """`[items]`."""

    __slots__ = ("items",)

    def __init__(self, items: Sequence[Expr]) -> None:
        self.items = items
        self.flat = f"[{', '.join([flat(item) for item in items])}]"

    @property
    def hugs(self) -> bool:
        return bool(self.items)

    @property
    def forced(self) -> bool:
        return _is_forced(self.items)

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        if not self.items:
            return "[]"
        return f"[\n{_lines(self.items, indent + STEP)}{' ' * indent}]"


Member: TypeAlias = tuple[str, Expr | None]
"""A key and its value; None for what stands alone, such as `body` or `...options`."""


class Record(Node):
    """`{ key: value }`; with `open_`, always over several lines."""

    __slots__ = ("members", "open_")

    def __init__(self, members: Sequence[Member], *, open_: bool = False) -> None:
        self.members = members
        self.open_ = open_ and bool(members)
        inside = ", ".join([_member_flat(key, value) for key, value in members])
        self.flat = f"{{ {inside} }}" if members else "{}"

    @property
    def hugs(self) -> bool:
        return bool(self.members)

    @property
    def forced(self) -> bool:
        return self.open_ or _is_forced([v for _, v in self.members if v is not None])

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        if not self.members:
            return "{}"
        inner = indent + STEP
        space = " " * inner
        rows = [f"{space}{_member(key, value, inner)},\n" for key, value in self.members]
        return f"{{\n{''.join(rows)}{' ' * indent}}}"


def _member_flat(key: str, value: Expr | None) -> str:
    if value is None:
        return key
    return f"{key}{_sign(key)}{flat(value)}"


def _sign(key: str) -> str:
    """Return what stands between key and value: nothing after the dots of a spread."""
    return "" if key == "..." else ": "


def _member(key: str, value: Expr | None, indent: int) -> str:
    if value is None:
        return key
    return property_line(key, value, indent, _sign(key)).removesuffix(",\n")[indent:]


def property_line(key: str, value: Expr, indent: int, sign: str = ": ") -> str:
    """Print `key: value,` with its indentation and line end."""
    space, column = " " * indent, indent + len(key) + len(sign)
    text = written(value, indent, column, 1)
    first, newline, _ = text.partition("\n")
    width = column + len(first) + (0 if newline else 1)
    is_short = len(key) - STEP < 3  # too short for a break to gain anything
    if width <= WIDTH or is_short or not _breaks_after_colon(value):
        return f"{space}{key}{sign}{text},\n"
    inner = indent + STEP
    below = written(value, inner, inner, 1)
    return f"{space}{key}{sign.rstrip()}\n{' ' * inner}{below},\n"


def _breaks_after_colon(value: Expr) -> bool:
    if isinstance(value, str):
        return value[:1] in "\"'" or value.isidentifier() or "." in value
    return isinstance(value, Call | Chain)


# --- Types ---------------------------------------------------------------------------------------


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
        """The object type that stands beside null alone: `{...} | null`."""
        objects = [one for one in self.options if isinstance(one, Mapped)]
        others = [one for one in self.options if not isinstance(one, Mapped)]
        return objects[0] if len(objects) == 1 and others == ["null"] else None

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        """Print without what stands before the first option; `indent` is that of the bars."""
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
        if isinstance(self.item, Options):
            inner = indent + STEP
            below = written(self.item, inner, inner)
            return f"(\n{' ' * inner}{below}\n{' ' * indent})[]"
        return f"{written(self.item, indent, WIDTH)}[]"


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
        return f"[\n{_lines(self.items, indent + STEP)}{' ' * indent}]"


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
            if isinstance(self.args[0], Mapped):
                return f"{self.name}<{self.args[0].broken(indent, column)}>"
        inner = indent + STEP
        last = len(self.args) - 1
        rows = ",\n".join(
            [f"{' ' * inner}{written(a, inner, inner, i < last)}" for i, a in enumerate(self.args)]
        )
        return f"{self.name}<\n{rows}\n{' ' * indent}>"


def typed(key: str, type_: Expr, indent: int) -> str:
    """Print a line `key: type;` of an interface, with its indentation and line end."""
    space = " " * indent
    after = _after(type_, indent, indent + len(key) + 1)
    line = f"{space}{key}:{after};\n"
    if len(line) <= WIDTH + 1 or "\n" in after or not _INDEX.match(key):
        return line
    head, _, inside = key.partition("[")
    return f"{space}{head}[\n{space}  {inside[:-1]}\n{space}]:{after};\n"


def alias(head: str, type_: Expr) -> str:
    """Print `export type X = type;`, where `head` ends before the `=`."""
    return f"{head} ={_after(type_, 0, len(head) + 2, atoms_too=True)};\n"


def _after(type_: Expr, indent: int, column: int, *, atoms_too: bool = False) -> str:
    """Print a type after a colon or an equals sign, the space before it included."""
    if column + 1 + len(flat(type_)) + 1 <= WIDTH:
        return f" {flat(type_)}"
    inner = indent + STEP
    if isinstance(type_, Options):
        hugged = type_.hugged
        if hugged is not None:
            return f" {written(hugged, indent, WIDTH)} | null"
        below = f"\n{' ' * inner}"
        if inner + len(type_.flat) + 1 <= WIDTH:
            return below + type_.flat
        return below + type_.broken(inner, inner)
    if atoms_too and (_is_atom(type_) or (isinstance(type_, Mapped) and column + 2 > WIDTH)):
        if isinstance(type_, Mapped):
            return f"\n{' ' * inner}{type_.broken(inner, inner)}"
        return f"\n{' ' * inner}{flat(type_)}"
    return f" {written(type_, indent, WIDTH)}"


def _is_atom(type_: Expr) -> bool:
    return isinstance(type_, str) or (isinstance(type_, ArrayOf) and _is_atom(type_.item))


# --- Statements ----------------------------------------------------------------------------------


def constant(name: str, value: Code) -> Code:
    """Print `const name = value;` with its line end."""
    line = f"const {name} = {value};\n"
    return Code(line if len(line) <= WIDTH + 1 else f"const {name} =\n  {value};\n")


def statement(head: str, expr: Expr, indent: int = 2) -> Code:
    """Print `head expr;` with its indentation and line end."""
    text = written(expr, indent, indent + len(head) + 1, 1)
    return Code(f"{' ' * indent}{head} {text};\n")


def signature(
    head: str, parameters: Sequence[tuple[str, Expr]], result: Expr, indent: int = 0
) -> Code:
    """Print `head(name: type, ...): result {`, the first line with its indentation."""
    space = " " * indent
    inside = ", ".join([_parameter_flat(name, type_) for name, type_ in parameters])
    line = f"{space}{head}({inside}): {flat(result)} {{"
    if len(line) <= WIDTH:
        return Code(line + "\n")
    start = f"{space}{head}({inside}): "
    end = written(result, indent, indent + 3, 2)
    opens = "\n" in end and len(start) + len(end.partition("\n")[0]) <= WIDTH
    if not parameters or (len(parameters) == 1 and "{\n" in end and opens):
        return Code(f"{start}{written(result, indent, len(start), 2)} {{\n")
    rows = [_parameter(name, type_, indent + STEP) for name, type_ in parameters]
    return Code(f"{space}{head}(\n{''.join(rows)}{space}): {end} {{\n")


def _parameter_flat(name: str, type_: Expr) -> str:
    if name.endswith("= {}"):
        return f"{name.removesuffix('= {}')}: {flat(type_)} = {{}}"
    return f"{name}: {flat(type_)}"


def _parameter(name: str, type_: Expr, indent: int) -> str:
    default = ""
    if name.endswith("= {}"):
        name, default = name.removesuffix("= {}"), " = {}"
    line = _after(type_, indent, indent + len(name) + 1 + len(default))
    return f"{' ' * indent}{name}:{line}{default},\n"


def import_(names: Sequence[str], module: str, *, types: bool = False) -> Code:
    """Print an import of `names`, or of types alone."""
    head = "import type" if types else "import"
    return braced(head, names, f' from "{module}";')


def braced(head: str, names: Sequence[str], tail: str) -> Code:
    """Print `head { names } tail`, the names one per line where they do not fit."""
    line = f"{head} {{ {', '.join(names)} }}{tail}"
    if len(line) <= WIDTH or len(names) == 1:
        return Code(line + "\n")
    rows = "".join([f"  {name},\n" for name in names])
    return Code(f"{head} {{\n{rows}}}{tail}\n")
