"""The module `enums.py`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import Api, Enum, Kind
from oacgen_py.imports import Imports
from oacgen_py.naming import Names, is_literal, member_names
from oacgen_py.prose import deprecated
from oacgen_py.syntax import docstring, literal
from oacgen_py.view.models import STEP, AliasView, ClassView
from oacgen_py.wrapping import assignment, class_line, subscript


@dataclass(frozen=True, slots=True)
class EnumModule:
    """The choices of an API."""

    imports: Code
    classes: tuple[ClassView, ...]
    aliases: tuple[AliasView, ...]


def enum_module(api: Api, names: Names, report: Report) -> EnumModule:
    """Lay out all choices: classes, and lists of texts that would clash as members."""
    enums = [one for one in api.declarations if isinstance(one, Enum)]
    imports = Imports({names.types[one.name] for one in enums})
    classes = tuple(_class(one, names, imports, report) for one in enums if not is_literal(one))
    aliases = tuple(_alias(one, names, imports) for one in enums if is_literal(one))
    return EnumModule(imports.text(), classes, aliases)


def _class(enum: Enum, names: Names, imports: Imports, report: Report) -> ClassView:
    line = class_line(names.types[enum.name], _bases(enum.kind, imports))
    text = deprecated(enum.description or f"The choices of `{enum.name}`.", enum.deprecated)
    return ClassView(line, docstring(text, STEP), tuple(_members(enum, report)), empty=False)


def _bases(kind: Kind, imports: Imports) -> list[str]:
    match kind:
        case Kind.STRING:
            return [imports.name("enum", "StrEnum")]
        case Kind.INTEGER:
            return [imports.name("enum", "IntEnum")]
        case _:
            return ["float", imports.name("enum", "Enum")]


def _members(enum: Enum, report: Report) -> Iterator[Code]:
    for name, member in zip(member_names(enum, report), enum.members, strict=True):
        value = float(member.value) if enum.kind is Kind.NUMBER else member.value
        yield assignment(name, literal(value), STEP)
        if member.label and (doc := docstring(member.label, STEP)):
            yield Code(" " * STEP + doc)


def _alias(enum: Enum, names: Names, imports: Imports) -> AliasView:
    values = [literal(member.value) for member in enum.members]
    target = f"{names.types[enum.name]}: {imports.name('typing', 'TypeAlias')}"
    line = assignment(target, subscript(imports.name("typing", "Literal"), *values))
    return AliasView(line, docstring(deprecated(enum.description, enum.deprecated), 0))
