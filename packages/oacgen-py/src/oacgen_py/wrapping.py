"""How code is broken into lines: the way black leaves it, so that black need never run.

An expression is built from its parts and knows its text on one line. `lay` prints it, on one line
where that fits and else exploded: brackets that hold commas get one part a line and a trailing
comma, which black respects; other brackets and unions follow black's own order of attempts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from oacgen_ir.code import Code

WIDTH: Final = 88
STEP: Final = 4


@dataclass(frozen=True, slots=True)
class Group:
    """Parts between brackets: a subscript, a call or a dictionary.

    `comma` says whether a trailing comma changes nothing: it would make a tuple of `list[int]`.
    """

    opening: Code
    parts: tuple[Expr, ...]
    closing: Code
    comma: bool
    flat: Code


@dataclass(frozen=True, slots=True)
class Either:
    """`A | B`."""

    options: tuple[Expr, ...]
    flat: Code


@dataclass(frozen=True, slots=True)
class Labelled:
    """`name=value` in a call, `"key": value` in a dictionary."""

    label: Code
    value: Expr
    flat: Code


Expr: TypeAlias = Code | Group | Either | Labelled


def one_line(expr: Expr) -> Code:
    """Return the text of an expression without any line break."""
    return expr if isinstance(expr, str) else expr.flat


def _joined(parts: Iterable[Expr], between: str) -> str:
    return between.join([one_line(part) for part in parts])


def subscript(name: str, *parts: Expr) -> Expr:
    """Build `name[part, ...]`."""
    flat = Code(f"{name}[{_joined(parts, ', ')}]")
    return Group(Code(f"{name}["), parts, Code("]"), len(parts) > 1, flat)


def call(name: str, *parts: Expr) -> Expr:
    """Build `name(part, ...)`."""
    flat = Code(f"{name}({_joined(parts, ', ')})")
    return Group(Code(f"{name}("), parts, Code(")"), True, flat)


def pair(*parts: Expr) -> Expr:
    """Build `(part, part)`, of two or more parts."""
    return Group(Code("("), parts, Code(")"), True, Code(f"({_joined(parts, ', ')})"))


def keyword(name: str, value: Expr) -> Expr:
    """Build `name=value`."""
    return Labelled(Code(f"{name}="), value, Code(f"{name}={one_line(value)}"))


def display(pairs: Iterable[tuple[Code, Expr]]) -> Expr:
    """Build `{key: value, ...}`; the key `**` takes in another dictionary."""
    parts = tuple([_entry(key, value) for key, value in pairs])
    return Group(Code("{"), parts, Code("}"), True, Code("{" + _joined(parts, ", ") + "}"))


def _entry(key: Code, value: Expr) -> Expr:
    label = Code("**" if key == "**" else f"{key}: ")
    return Labelled(label, value, Code(f"{label}{one_line(value)}"))


def either(options: Sequence[Expr]) -> Expr:
    """Build `A | B`; one option stands for itself, and a union inside becomes part of it."""
    parts: list[Expr] = []
    for option in options:
        inner = option.options if isinstance(option, Either) else (option,)
        parts += [part for part in inner if part not in parts]
    if len(parts) == 1:
        return parts[0]
    return Either(tuple(parts), Code(_joined(parts, " | ")))


def width(text: str) -> int:
    """Count the columns that a line takes, as black does."""
    if text.isascii():
        return len(text)
    return sum([_columns(char) for char in text])


def _columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def fits(text: str, indent: int) -> bool:
    """Whether `text` fits on one line at `indent`."""
    return indent + width(text) <= WIDTH


def lay(expr: Expr, indent: int, before: str = "", after: str = "") -> Code:
    """Print `before`, an expression and `after` from column `indent` on, without a last newline.

    An empty `before` means that the expression stands inside exploded brackets.
    """
    text = f"{before}{one_line(expr)}{after}"
    if fits(text, indent):
        return Code(" " * indent + text)
    match expr:
        case Group(parts=()):
            return Code(" " * indent + text)
        case Group():
            return _exploded(expr, indent, before, after)
        case Labelled():
            return lay(expr.value, indent, f"{before}{expr.label}", after)
        case Either() if before:
            inner = lay(expr, indent + STEP)
            return Code(f"{' ' * indent}{before}(\n{inner}\n{' ' * indent}){after}")
        case Either():
            return _stacked(expr, indent, after)
        case str():
            return Code(" " * indent + text)


def _exploded(group: Group, indent: int, before: str, after: str) -> Code:
    comma = "," if group.comma else ""
    space = " " * indent
    lines = [f"{space}{before}{group.opening}"]
    lines += [lay(part, indent + STEP, after=comma) for part in group.parts]
    lines.append(f"{space}{group.closing}{after}")
    return Code("\n".join(lines))


def _stacked(union: Either, indent: int, after: str) -> Code:
    first, *middle, last = union.options
    lines = [lay(first, indent)]
    lines += [_operand(option, indent, "") for option in middle]
    lines.append(_operand(last, indent, after))
    return Code("\n".join(lines))


def _operand(option: Expr, indent: int, after: str) -> Code:
    return lay(option, indent, "| ", after)


def field(name: str, annotation: Expr, default: str, indent: int) -> Code:
    """Print `name: annotation = default`; without a default where that is empty."""
    after = f" = {default}" if default else ""
    head = f"{name}: "
    if default and not (isinstance(annotation, Group) and annotation.comma):
        text = f"{head}{one_line(annotation)} = "
        if not fits(text + default, indent) and fits(text + "(", indent):
            space = " " * indent
            return Code(f"{space}{text}(\n{space}    {default}\n{space})")
    return _annotated(annotation, indent, head, after)


def _annotated(annotation: Expr, indent: int, before: str, after: str) -> Code:
    """Print a name with its type; a long name of a type goes into parentheses where that helps."""
    is_long = not fits(f"{before}{one_line(annotation)}{after}", indent)
    if is_long and isinstance(annotation, str) and fits(annotation, indent + STEP):
        space = " " * indent
        return Code(f"{space}{before}(\n{space}    {annotation}\n{space}){after}")
    return lay(annotation, indent, before, after)


def assignment(target: str, value: Expr, indent: int = 0) -> Code:
    """Print `target = value`; what cannot begin on the first line goes into parentheses."""
    name, _, annotation = target.partition(": ")
    if annotation and not fits(f"{target} = (", indent):
        return _after_long_name(name, annotation, value, indent)
    if isinstance(value, Group) and not fits(f"{target} = {value.opening}", indent):
        space = " " * indent
        lines = f"{space}{target} = (\n{lay(value, indent + STEP)}\n{space})"
        if all(fits(line, 0) for line in lines.split("\n")):
            return Code(lines)
    return _annotated(value, indent, f"{target} = ", "")


def _after_long_name(name: str, annotation: str, value: Expr, indent: int) -> Code:
    """Print an assignment whose name leaves no room for its annotation."""
    space = " " * indent
    head = f"{space}{name}: (\n{space}    {annotation}\n"
    if fits(f"{name}: (", indent):
        last = f") = ({one_line(value)})"
        if isinstance(value, Either) and fits(last, indent):
            return Code(f"{head}{space}{last}")
        return Code(head + lay(value, indent, ") = "))
    match value:  # black then breaks whatever can be broken
        case Group():
            return Code(head + _exploded(value, indent, ") = ", ""))
        case Either():
            return Code(f"{head}{space}) = (\n{lay(value, indent + STEP)}\n{space})")
        case _:
            return Code(f"{head}{space}) = {one_line(value)}")


def class_line(name: str, bases: Sequence[str], indent: int = 0) -> Code:
    """Print the first line of a class."""
    line, space = f"class {name}({', '.join(bases)}):", " " * indent
    if fits(line, indent):
        return Code(space + line)
    comma = "," if len(bases) > 1 else ""
    inside = "\n".join([f"{space}    {base}{comma}" for base in bases])
    return Code(f"{space}class {name}(\n{inside}\n{space}):")


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter of a function; `*` alone has no annotation."""

    name: str
    annotation: Expr | None = None
    default: str = ""


def signature(name: str, arguments: Sequence[Argument], returns: Expr, indent: int) -> Code:
    """Print the first line of a function, `def name(...) -> returns:`."""
    flat = ", ".join([_flat_argument(argument) for argument in arguments])
    text = f"def {name}({flat}) -> {one_line(returns)}:"
    space = " " * indent
    if fits(text, indent):
        return Code(space + text)
    lines = [f"{space}def {name}("]
    lines += [_long_argument(argument, indent + STEP) for argument in arguments]
    lines.append(lay(returns, indent, ") -> ", ":"))
    return Code("\n".join(lines))


def _flat_argument(argument: Argument) -> str:
    if argument.annotation is None:
        return argument.name
    default = f" = {argument.default}" if argument.default else ""
    return f"{argument.name}: {one_line(argument.annotation)}{default}"


def _long_argument(argument: Argument, indent: int) -> str:
    if argument.annotation is None:
        return f"{' ' * indent}{argument.name},"
    default = f" = {argument.default}" if argument.default else ""
    return _annotated(argument.annotation, indent, f"{argument.name}: ", f"{default},")
