"""The fields of structs: their names, types, tags and comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from oacgen_go.columns import aligned
from oacgen_go.naming import field_name
from oacgen_go.package import Package
from oacgen_go.syntax import comment, is_taggable, tag
from oacgen_go.types import GoType, Resolved, opt_of
from oacgen_ir.code import Code
from oacgen_ir.ir import Field, Model
from oacgen_ir.names import Scope

DEPRECATED: Final = "Deprecated: the document marks it as deprecated."
_METHODS: Final = frozenset({"MarshalJSON", "UnmarshalJSON"})
_NEEDS_NO_OPT: Final = frozenset({"list", "map", "json"})


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a struct: its Go name and type, and how it stands in JSON."""

    field: Field
    name: str
    go: GoType
    omit: bool

    @property
    def place(self) -> str:
        """The field as a method of the struct sees it."""
        return f"m.{self.name}"


def field_views(package: Package, model: Model) -> list[FieldView]:
    """Return the fields of a model with their Go types.

    |              | not null        | nullable       |
    |--------------|-----------------|----------------|
    | required     | `T`             | `Opt[T]`       |
    | not required | `Opt[T]`, omit  | `Opt[T]`, omit |

    Lists, maps and any JSON need no Opt to be absent: their zero value says so.
    """
    scope = Scope(_METHODS | ({"Extra"} if model.extra is not None else frozenset()),
                  escape=_escaped, prefix="N")  # fmt: skip
    names = scope.claim_all([(one.name, field_name(one.name), True) for one in model.fields])
    return [_field(package, model, one, names[one.name]) for one in model.fields]


def _escaped(name: str) -> str:
    return f"{name}Field"


def _field(package: Package, model: Model, field: Field, name: str) -> FieldView:
    resolved = package.types.in_model(model, field.type)
    if not is_taggable(field.name) and not package.codecs:
        package.report.add(
            "go-untaggable", f"encoding/json has no name for {field.name!r}", at=field.origin
        )
    return FieldView(field, name, _wrapped(resolved, field.required), not field.required)


def _wrapped(resolved: Resolved, required: bool) -> GoType:
    go = resolved.go
    if go.family == "json":
        return go
    if resolved.null or (not required and go.family not in _NEEDS_NO_OPT):
        return opt_of(go)
    return go


def struct_body(package: Package, model: Model, fields: Sequence[FieldView]) -> Code:
    """Print the fields of a struct, its extra properties last."""
    lines: list[str] = []
    block: list[list[str]] = []
    for one in fields:
        note = _note(one.field)
        if note:
            lines += aligned(block)
            block = []
            lines.append(note[:-1])
        block.append([f"\t{one.name}", one.go.code, tag(one.field.name, omit=one.omit)])
    if model.extra is not None:
        lines += aligned(block)
        lines.append("\t// Extra holds the properties that the document does not name.")
        item = package.types.element(model.extra)
        block = [["\tExtra", f"map[string]{item.code}", '`json:"-"`']]
    lines += aligned(block)
    return Code("".join([f"{line}\n" for line in lines]))


def _note(field: Field) -> str:
    text = field.description
    if field.deprecated:
        text = f"{text}\n\n{DEPRECATED}" if text.strip() else DEPRECATED
    return comment(text, "\t") if text else ""
