"""Expressions that know where to break, as prettier would break them.

A node is either text that never breaks or an object with `flat`, its one-line form, and
`broken`, which is asked for only where the line is too long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from oacgen_ts.syntax import WIDTH, width

STEP: Final = 2


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
    if column + width(expr.flat) + after <= WIDTH and not expr.forced:
        return expr.flat
    return expr.broken(indent, column, after)


def lines(items: Iterable[Expr], indent: int) -> str:
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
        return self._composes or any_forced(self.args)

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
        return f"{self.callee}(\n{lines(self.args, indent + STEP)}{' ' * indent})"

    def _hugged(self, indent: int, column: int) -> str:
        """Keep the brackets of the last argument beside those of the call, where that fits."""
        *first, last = self.args
        if isinstance(last, str) or not last.hugs or self._composes or any_forced(first):
            return ""
        head = f"{self.callee}({''.join([f'{flat(arg)}, ' for arg in first])}"
        hugged = last.broken(indent, column + width(head))
        start = hugged.partition("\n")[0]
        if column + width(head) + width(start) > WIDTH:
            return ""
        if isinstance(last, Arrow) and not isinstance(last.body, List):
            return f"{head}{hugged},\n{' ' * indent})"
        return f"{head}{hugged})"


def any_forced(args: Iterable[Expr]) -> bool:
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
        return any_forced(self.calls)

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        *first, last = self.calls
        if last.forced and not any_forced(first):
            head = self.head + "".join([call.flat for call in first])
            text = last.broken(indent, column + width(head))
            if column + width(head) + width(text.partition("\n")[0]) <= WIDTH:
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
        if column + width(head) > WIDTH and ", " in self.params:
            rows = lines(self.params.split(", "), inner)
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
        return any_forced(self.items)

    def broken(self, indent: int, column: int, after: int = 0) -> str:
        if not self.items:
            return "[]"
        return f"[\n{lines(self.items, indent + STEP)}{' ' * indent}]"


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
        return self.open_ or any_forced([v for _, v in self.members if v is not None])

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
    space, column = " " * indent, indent + width(key) + width(sign)
    text = written(value, indent, column, 1)
    first, newline, _ = text.partition("\n")
    ends = column + width(first) + (0 if newline else 1)
    is_short = len(key) - STEP < 3  # too short for a break to gain anything
    if ends <= WIDTH or is_short or not _breaks_after_colon(value):
        return f"{space}{key}{sign}{text},\n"
    inner = indent + STEP
    below = written(value, inner, inner, 1)
    return f"{space}{key}{sign.rstrip()}\n{' ' * inner}{below},\n"


def _breaks_after_colon(value: Expr) -> bool:
    if isinstance(value, str):
        return value[:1] in "\"'" or value.isidentifier() or "." in value
    return isinstance(value, Call | Chain)
