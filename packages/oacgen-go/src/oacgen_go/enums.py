"""Enums as Go source: typed constants that stay open for what the server adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oacgen_go.columns import aligned
from oacgen_go.fields import DEPRECATED
from oacgen_go.naming import exported
from oacgen_go.package import Package
from oacgen_go.syntax import doc, literal, one_line
from oacgen_ir.code import Code
from oacgen_ir.ir import Enum, Kind, Member
from oacgen_ir.names import ascii_words, words

_BASES = {Kind.STRING: "string", Kind.INTEGER: "int", Kind.NUMBER: "float64"}


@dataclass(frozen=True, slots=True)
class EnumView:
    """A named type with constants; `names` lists them with commas between."""

    name: Code
    doc: Code
    base: Code
    constants: Code
    names: Code
    values: Code


def enum_views(package: Package) -> list[EnumView]:
    """Return the enums of a package in the order of the document."""
    return [_enum(package, one) for one in package.api.declarations if isinstance(one, Enum)]


def _enum(package: Package, enum: Enum) -> EnumView:
    name = package.declared[enum.name]
    members = _members(package, enum)
    wanted = _names(enum, members)
    constants = [package.scope.claim(f"{name}{one}") for one in wanted]
    rows = []
    for constant, member in zip(constants, members, strict=True):
        row = [f"\t{constant}", name, f"= {literal(member.value)}"]
        label = _label(member)
        rows.append([*row, f"// {label}"] if label else row)
    return EnumView(
        name=Code(name),
        doc=_doc(name, enum),
        base=Code(_BASES[enum.kind]),
        constants=Code("".join([f"{line}\n" for line in aligned(rows)])),
        names=Code(", ".join(constants)),
        values=Code(package.scope.claim(f"{name}Values")),
    )


def _doc(name: str, enum: Enum) -> Code:
    said = enum.description.strip()
    open_ = f"{name} is open: a value that is not listed here is kept as it is."
    return doc(open_, said, DEPRECATED if enum.deprecated else "")


def _members(package: Package, enum: Enum) -> list[Member]:
    """Return the members that Go can hold, each value once."""
    found: dict[str | int | float, Member] = {}
    for member in enum.members:
        value = member.value
        if isinstance(value, int) and not -(1 << 63) <= value < 1 << 63:
            message = f"{value} does not fit into 64 bits; it has no constant"
            package.report.add("go-enum-value", message, at=enum.origin)
            continue
        found.setdefault(value, member)
    return list(found.values())


def _names(enum: Enum, members: Sequence[Member]) -> list[str]:
    """Name the members after the document, else after their values: `-id` beside `id` is IDDesc."""
    values = {member.value for member in members}
    return [_name(member, values) or "Empty" for member in members]


def _name(member: Member, values: set[str | int | float]) -> str:
    value = member.value
    if member.name:
        return exported(ascii_words(member.name))
    if isinstance(value, str):
        if value.startswith("-") and value[1:] in values:
            return exported((*ascii_words(value[1:], True), "desc"))
        return exported(ascii_words(value, True))
    sign = "Minus" if value < 0 else ""
    return sign + str(abs(value)).replace(".", "Point").replace("-", "Minus").replace("+", "")


def _label(member: Member) -> str:
    label = one_line(member.label)
    if words(label) in (words(str(member.value)), words(member.name)):
        return ""
    return label
