"""From types of the IR to types of Go, with the functions that read, write and print them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from oacgen_go.cycles import (
    circular_aliases,
    embedded_circles,
    recursive_aliases,
    recursive_unions,
)
from oacgen_ir.code import Code
from oacgen_ir.ir import (
    Alias,
    Anything,
    Api,
    Array,
    Const,
    Enum,
    Kind,
    Map,
    Model,
    Nullable,
    Ref,
    Scalar,
    Type,
    Union,
)

Family: TypeAlias = Literal[
    "text", "integer", "unsigned", "number", "boolean", "bytes", "decimal", "date", "date-time",
    "time", "duration", "json", "list", "map", "model", "union", "pointer", "opt", "file",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class GoType:
    """A type in Go's notation. `item` is what a list, map, pointer or Opt holds.

    `model` is the IR's name of a model.
    """

    code: Code
    family: Family
    item: GoType | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A type, and whether null (or blank, where the type has none) may stand in its place."""

    go: GoType
    null: bool = False


TEXT: Final = GoType(Code("string"), "text")
INT: Final = GoType(Code("int"), "integer")
INT64: Final = GoType(Code("int64"), "integer")
UINT64: Final = GoType(Code("uint64"), "unsigned")
FLOAT: Final = GoType(Code("float64"), "number")
BOOL: Final = GoType(Code("bool"), "boolean")
DECIMAL: Final = GoType(Code("Decimal"), "decimal")
FILE: Final = GoType(Code("File"), "file")
JSON: Final = GoType(Code("json.RawMessage"), "json")
DATE_TIME: Final = GoType(Code("DateTime"), "date-time")
TIME: Final = GoType(Code("time.Time"), "date-time")

_SCALARS: Final = {
    Kind.STRING: TEXT,
    Kind.EMAIL: TEXT,
    Kind.URI: TEXT,
    Kind.UUID: TEXT,
    Kind.BINARY: TEXT,
    Kind.INTEGER: INT,
    Kind.NUMBER: FLOAT,
    Kind.BOOLEAN: BOOL,
    Kind.DECIMAL: DECIMAL,
    Kind.DATE: GoType(Code("Date"), "date"),
    Kind.DATETIME: DATE_TIME,
    Kind.TIME: GoType(Code("TimeOfDay"), "time"),
    Kind.DURATION: GoType(Code("Duration"), "duration"),
    Kind.BASE64: GoType(Code("[]byte"), "bytes"),
}
_INTEGERS: Final = {"int64": INT64, "uint64": UINT64}
_HAS_BLANK: Final = frozenset({"text", "decimal", "bytes", "json"})
_SPELT_AS_TEXT: Final = frozenset({"text", "date", "date-time", "time", "duration"})


class Types:
    """The Go types of an API, of which `names` knows the names of declarations.

    `files` names the models that are bodies of forms: their binary fields are files.
    """

    def __init__(self, api: Api, names: dict[str, str], files: frozenset[str]) -> None:
        self._api = api
        self._names = names
        self._files = files
        self._own: dict[str, Resolved] = {}
        self._known: dict[str, Resolved] = {}
        self._circles = embedded_circles(api)
        self._circular = circular_aliases(api)
        self.recursive = recursive_aliases(api)
        """The aliases that hold themselves and have no type of their own; they are any JSON."""
        self.unions: dict[Union, str] = {}
        """What the unions are called; one has to have its name before it is resolved."""
        for one in api.declarations:
            if one.name in self.recursive:
                continue
            if isinstance(one, Alias) and isinstance(one.type, Union):
                self.unions.setdefault(one.type, names[one.name])
        self._settle(recursive_unions(api, self.recursive))

    def _settle(self, unions: list[tuple[str, Union]]) -> None:
        """Tell which unions that hold themselves are types of their own: any other is any JSON."""
        while True:
            self._known = {}
            self._own = {name: self._outer(union) for name, union in unions}
            self._known = self._own.copy()
            collapsed = [name for name, union in unions if self.collapsed(union) is not None]
            if not collapsed:
                return
            self.recursive = self.recursive.union(collapsed)
            unions = [(name, union) for name, union in unions if name not in collapsed]

    def _outer(self, union: Union) -> Resolved:
        """Return a union's own type without a look at what its lists and maps hold."""
        outer = [
            one for one in self._flat(union) if not isinstance(self._target(one), (Array, Map))
        ]
        _, null = self.options(replace(union, options=tuple(outer)))
        return Resolved(GoType(Code(self.unions[union]), "union"), null)

    def name_union(self, union: Union, name: str) -> None:
        """Say what a union is called; what was resolved without the name is resolved again."""
        self.unions[union] = name
        self._known = self._own.copy()

    def resolve(self, type_: Type) -> Resolved:
        """Return the Go type for values of `type_`."""
        match type_:
            case Scalar():
                return _scalar(type_)
            case Ref():
                return self._ref(type_.name)
            case Nullable():
                return replace(self.resolve(type_.inner), null=True)
            case Array():
                return Resolved(list_of(self._item(type_)))
            case Map():
                return Resolved(map_of(self.element(type_.values)))
            case Union():
                return self._union(type_)
            case Const():
                return _const(type_)
            case Anything():
                return Resolved(JSON)

    def element(self, type_: Type) -> GoType:
        """Return the type of an item of a list or map, an Opt where it may be null."""
        resolved = self.resolve(type_)
        return opt_of(resolved.go) if resolved.null and resolved.go != JSON else resolved.go

    def in_model(self, model: Model, type_: Type) -> Resolved:
        """Return the type of a field: files in forms, a pointer where models hold each other."""
        resolved = self.resolve(type_)
        if model.name in self._files:
            resolved = replace(resolved, go=self._with_files(type_, resolved.go))
        go = resolved.go
        if go.family == "model" and go.model in self._circles.get(model.name, ()):
            return replace(resolved, go=pointer_to(go))
        return resolved

    def options(self, union: Union) -> tuple[list[tuple[Type, GoType]], bool]:
        """Return the distinct options of a union with their types, and whether null is one."""
        found: dict[str, tuple[Type, GoType]] = {}
        null = False
        has_blank = False
        for option in self._flat(union):
            if option == Const(value=""):
                has_blank = True
                continue
            resolved = self.resolve(option)
            null = null or resolved.null
            if option != Const(value=None):
                found.setdefault(resolved.go.code, (option, resolved.go))
        if has_blank and not any(go.family in _HAS_BLANK for _, go in found.values()):
            null = True
        return list(found.values()), null

    def collapsed(self, union: Union) -> Resolved | None:
        """Return the one type that all options have in Go, or None where they differ."""
        options, null = self.options(union)
        kinds = {go.family for _, go in options}
        if not options:
            return Resolved(TEXT if Const(value="") in union.options else JSON)
        if len(options) == 1:
            return Resolved(options[0][1], null)
        if "json" in kinds:
            return Resolved(JSON)
        if kinds <= _SPELT_AS_TEXT:
            return Resolved(TEXT, null)
        if kinds <= {"integer", "number", "unsigned"}:
            return Resolved(FLOAT if "number" in kinds else INT64, null)
        if "decimal" in kinds and kinds <= {"decimal", "text", "integer", "number"}:
            return Resolved(DECIMAL, null)
        return None

    def _flat(self, union: Union) -> list[Type]:
        """Return the options, those of unions behind aliases included."""
        flat: list[Type] = []
        for option in union.options:
            target = self._target(option)
            if isinstance(target, Union):
                flat += self._flat(target)
            elif isinstance(target, Nullable):
                flat += [Const(value=None), target.inner]
            else:
                flat.append(option)
        return flat

    def _target(self, type_: Type) -> Type:
        while isinstance(type_, Ref):
            declaration = self._api.by_name[type_.name]
            if not isinstance(declaration, Alias) or declaration.name in self.recursive:
                break
            type_ = declaration.type
        return type_

    def _union(self, union: Union) -> Resolved:
        single = self.collapsed(union)
        if single is not None:
            return single
        name = self.unions.get(union)
        if name is None:  # in a place that no pass names, such as a header
            return Resolved(JSON)
        return Resolved(GoType(Code(name), "union"), self.options(union)[1])

    def _item(self, array: Array) -> GoType:
        if not array.prefix:
            return self.element(array.items)
        items = {self.element(one) for one in (*array.prefix, array.items)}
        return items.pop() if len(items) == 1 else JSON

    def _ref(self, name: str) -> Resolved:
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._declared(name)
        return known

    def _declared(self, name: str) -> Resolved:
        code = Code(self._names[name])
        match self._api.by_name[name]:
            case Model():
                return Resolved(GoType(code, "model", model=name))
            case Enum(kind=kind):
                return Resolved(replace(_SCALARS[kind], code=code))
            case Alias() as alias if name in self.recursive:
                return Resolved(JSON)
            case Alias() as alias:
                resolved = self.resolve(alias.type)
                if resolved.go.family in ("model", "union", "json") or name in self._circular:
                    return resolved
                return replace(resolved, go=replace(resolved.go, code=code))

    def _with_files(self, type_: Type, go: GoType) -> GoType:
        """Put files where `type_` has binary content."""
        target = self._target(type_)
        match target:
            case Scalar(kind=Kind.BINARY):
                return FILE
            case Nullable():
                return self._with_files(target.inner, go)
            case Array(prefix=()) if go.item is not None:
                item = self._with_files(target.items, go.item)
                return list_of(item) if item == FILE else go
            case _:
                return go


def _scalar(scalar: Scalar) -> Resolved:
    go = _SCALARS[scalar.kind]
    if scalar.kind is Kind.INTEGER and scalar.format in _INTEGERS:
        go = _INTEGERS[scalar.format]
    return Resolved(go, scalar.blank and go.family not in _HAS_BLANK)


def _const(const: Const) -> Resolved:
    match const.value:
        case None:
            return Resolved(JSON)
        case bool():
            return Resolved(BOOL)
        case int():
            return Resolved(INT)
        case float():
            return Resolved(FLOAT)
        case str():
            return Resolved(TEXT)


def list_of(item: GoType) -> GoType:
    """Return the type of a slice."""
    return GoType(Code(f"[]{item.code}"), "list", item)


def map_of(item: GoType) -> GoType:
    """Return the type of a map with text as keys."""
    return GoType(Code(f"map[string]{item.code}"), "map", item)


def opt_of(item: GoType) -> GoType:
    """Return the type of a value that may be absent or null."""
    return GoType(Code(f"Opt[{item.code}]"), "opt", item)


def pointer_to(item: GoType) -> GoType:
    """Return the type of a pointer."""
    return GoType(Code(f"*{item.code}"), "pointer", item)
