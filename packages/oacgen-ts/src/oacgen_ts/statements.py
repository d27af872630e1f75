"""Statements and heads of functions, laid out as prettier leaves them."""

from __future__ import annotations

from collections.abc import Sequence

from oacgen_ir.code import Code
from oacgen_ts.syntax import WIDTH, width
from oacgen_ts.type_wrapping import after
from oacgen_ts.wrapping import STEP, Expr, flat, written


def constant(name: str, value: Code) -> Code:
    """Print `const name = value;` with its line end."""
    line = f"const {name} = {value};\n"
    return Code(line if width(line) <= WIDTH + 1 else f"const {name} =\n  {value};\n")


def statement(head: str, expr: Expr, indent: int = 2) -> Code:
    """Print `head expr;` with its indentation and line end."""
    text = written(expr, indent, indent + width(head) + 1, 1)
    return Code(f"{' ' * indent}{head} {text};\n")


def signature(
    head: str, parameters: Sequence[tuple[str, Expr]], result: Expr, indent: int = 0
) -> Code:
    """Print `head(name: type, ...): result {`, the first line with its indentation."""
    space = " " * indent
    inside = ", ".join([_parameter_flat(name, type_) for name, type_ in parameters])
    line = f"{space}{head}({inside}): {flat(result)} {{"
    if width(line) <= WIDTH:
        return Code(line + "\n")
    start = f"{space}{head}({inside}): "
    end = written(result, indent, indent + 3, 2)
    opens = "\n" in end and width(start) + width(end.partition("\n")[0]) <= WIDTH
    if not parameters or (len(parameters) == 1 and "{\n" in end and opens):
        return Code(f"{start}{written(result, indent, width(start), 2)} {{\n")
    rows = [parameter_line(name, type_, indent + STEP) for name, type_ in parameters]
    return Code(f"{space}{head}(\n{''.join(rows)}{space}): {end} {{\n")


def _parameter_flat(name: str, type_: Expr) -> str:
    if name.endswith("= {}"):
        return f"{name.removesuffix('= {}')}: {flat(type_)} = {{}}"
    return f"{name}: {flat(type_)}"


def parameter_line(name: str, type_: Expr, indent: int) -> str:
    """Print `name: type,` with its indentation and line end."""
    default = ""
    if name.endswith("= {}"):
        name, default = name.removesuffix("= {}"), " = {}"
    line = after(type_, indent, indent + width(name) + 1 + width(default))
    return f"{' ' * indent}{name}:{line}{default},\n"


def braced(head: str, names: Sequence[str], tail: str) -> Code:
    """Print `head { names } tail`, the names one per line where they do not fit."""
    line = f"{head} {{ {', '.join(names)} }}{tail}"
    if width(line) <= WIDTH or len(names) == 1:
        return Code(line + "\n")
    rows = "".join([f"  {name},\n" for name in names])
    return Code(f"{head} {{\n{rows}}}{tail}\n")
