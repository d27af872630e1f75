"""Schemas to types and declarations: the one place where a JSON Schema becomes the IR."""

from __future__ import annotations

from pydantic import JsonValue

from oacgen_ir.ir import (
    Alias,
    Anything,
    Array,
    Const,
    Declaration,
    Enum,
    Kind,
    Nullable,
    Ref,
    Scalar,
    Type,
)
from oacgen_ir.names import pascal, type_name, words
from oacgen_ir.read import allof, discriminators, enums, objects, oneof, scalars
from oacgen_ir.read.nulls import allows_null, says_null
from oacgen_ir.read.shapes import (
    OBJECT,
    Place,
    Shape,
    core,
    is_union,
    only_blank,
    only_null,
    shape_of,
)
from oacgen_ir.read.source import Node, Source
from oacgen_ir.read.unions import nullable, union

_COMPONENTS = "#/components/schemas/"
_DEEPEST = 60  # levels of schemas in schemas; far beyond what anybody writes


class Schemas:
    """Reads schemas; what needs a name of its own is added to `declared`.

    Components keep their names. Inline objects and enums are named after the place where they
    stand (`User` and `address` make `UserAddress`).
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.report = source.report
        self.declared: dict[str, Declaration] = {}
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        self._pending: list[tuple[Place, str]] = []
        self.depth = 0
        self.unions: dict[str, int] = {}
        """How many options the unions have that are being distributed over an `allOf`, by place."""
        self.begun: list[tuple[tuple[str, Shape], str]] = []
        """Objects whose properties are being read, by place, with their names."""
        root = Node(source.document.root, "#")
        self._components = source.child(source.child(root, "components"), "schemas")
        for name in self._components.value:
            self._names[_COMPONENTS + self._components.pointer(name).rsplit("/", 1)[1]] = name
            self._taken.add(_key(name))
        self.families = discriminators.families(source, self._components)

    def declare_components(self) -> None:
        """Read all component schemas, in the document's order."""
        for name, value in self._components.value.items():
            self._declare((value, self._components.pointer(name)), name)
        self.declare_pending()

    def declare_pending(self) -> None:
        """Read what references outside the components have led to."""
        while self._pending:
            place, name = self._pending.pop(0)
            self._declare(place, name)

    def type_of(self, place: Place, name: str, *, own: bool = False) -> Type:
        """Read a schema. With `own`, a declaration takes exactly `name`; else it is derived."""
        value, at = place
        if isinstance(value, bool):
            if not value:
                self.report.add("never", "no value is valid here", at=at)
            return Anything()
        if self.depth > _DEEPEST:
            self.report.add("too-deep", "schemas are nested too deeply", at=at)
            return Anything()
        node = self.source.node(value, at)
        self.depth += 1
        try:
            type_ = self.bare(node, name, own)
        finally:
            self.depth -= 1
        return nullable(type_) if says_null(self.source, node) else type_

    # --- Declarations ---

    def _declare(self, place: Place, name: str) -> None:
        at = place[1]
        family = self.families.get(at)
        if family is not None and isinstance(place[0], dict):
            type_: Type = self._family(Node(place[0], at), name, family)
        else:
            type_ = self.type_of(place, name, own=True)
        if name not in self.declared and not _is_folded(place[0]):
            node = self.source.node(place[0] if isinstance(place[0], dict) else {}, at)
            self.declared[name] = Alias(
                name=name,
                type=_not_null(type_),
                description=self.source.text(node, "description"),
                deprecated=self.source.flag(node, "deprecated"),
                origin=at,
            )

    def _family(self, node: Node, name: str, family: discriminators.Family) -> Type:
        """Read a base whose children extend it by `allOf`: a value is one of the children."""
        options = [Ref(name=self._name_at(at)) for at in family.children]
        if family.base_too:
            base = self.unique(f"{type_name(name)}Base")
            objects.declare_model(self, node, shape_of(self.source, [node]), base)
            options.append(Ref(name=base))
        pairs = tuple((value, self._name_at(at)) for value, at in family.mapping if at != node.at)
        if family.base_too:
            pairs += ((name, options[-1].name),)
        chosen = discriminators.checked(family.property, pairs, options)
        return union(options, chosen)

    def _name_at(self, at: str) -> str:
        return self._names[at]

    def ref(self, node: Node) -> Type:
        """Return the reference that a `$ref` object makes; what it leads to is declared."""
        found = self.source.step(node)
        if found is None:
            return Anything()
        at, value = found
        name = self._names.get(at)
        if name is None:
            name = self._names[at] = self.unique(_name_from(at))
            self._pending.append(((value, at), name))
        ref = Ref(name=name)
        return self._leading_to(ref, Node(value, at)) if isinstance(value, dict) else ref

    def _leading_to(self, ref: Ref, target: Node) -> Type:
        """Return a reference, or what it leads to where that is no more than null or blank."""
        if only_null(target.value):
            return Const(value=None)
        type_ = Const(value="") if only_blank(target.value) else ref
        return nullable(type_) if allows_null(self.source, target) else type_

    def unique(self, name: str) -> str:
        """Make a name that no other declaration has, however a language cases it."""
        candidate, number = name, 1
        while (key := _key(candidate)) in self._taken:
            number += 1
            candidate = f"{name}{number}"
        self._taken.add(key)
        return candidate

    # --- Keywords ---

    def bare(self, node: Node, name: str, own: bool) -> Type:
        """Read a schema without its nullability."""
        value = node.value
        if "$ref" in value:
            beside = {key: inner for key, inner in value.items() if key != "$ref"}
            if not core(beside) - {"type"} and "required" not in beside:
                return self.ref(node)
            if self.source.document.version < (3, 1):
                message = "3.0 ignores what stands beside a $ref"
                self.report.add("ref-siblings", message, at=node.at)
                return self.ref(node)
            members = [Node({"$ref": value["$ref"]}, node.at), Node(beside, node.at)]
            return allof.all_of(self, members, node, name, own)
        if "allOf" in value:
            rest = {key: inner for key, inner in value.items() if key != "allOf"}
            members = [self.source.node(*place) for place in self.source.items(node, "allOf")]
            return allof.all_of(self, [*members, Node(rest, node.at)], node, name, own)
        if is_union(node):
            return oneof.one_of(self, node, name, own)
        if ("enum" in value or "const" in value) and "properties" not in value:
            return self.values(node, name, own)
        return self.by_type(node, name, own)

    def by_type(self, node: Node, name: str, own: bool) -> Type:
        types = self._types(node)
        if len(types) == 1:
            return self._typed(node, types[0], name, own)
        if types:
            return union(self._typed(node, one, name + pascal((one,)), False) for one in types)
        if node.value.get("type") in ("null", ["null"]):
            return Const(value=None)
        inferred = _inferred(node.value)
        return self._typed(node, inferred, name, own) if inferred else Anything()

    def _types(self, node: Node) -> list[str]:
        """Return the JSON types that a schema names, null apart."""
        listed = node.value.get("type")
        found = listed if isinstance(listed, list) else [listed]
        types = []
        for one in found:
            if one in ("string", "integer", "number", "boolean", "array", "object"):
                types.append(str(one))
            elif one is not None and one != "null":
                known = _MISSPELT.get(str(one).lower())
                message = f"{one!r} is no type" + (f"; read as {known}" if known else "")
                code = "misspelt-type" if known else "unknown-type"
                self.report.add(code, message, at=node.pointer("type"))
                if known:
                    types.append(known)
        return list(dict.fromkeys(types))

    def _typed(self, node: Node, json_type: str, name: str, own: bool) -> Type:
        match json_type:
            case "array":
                return self._array(node, name)
            case "object":
                return objects.object_type(self, node, shape_of(self.source, [node]), name, own)
            case _:
                if str(node.value.get("type")).lower() == "file":
                    return Scalar(kind=Kind.BINARY, format="binary")
                return scalars.scalar(node, json_type)

    def _array(self, node: Node, name: str) -> Type:
        items, listed = node.value.get("items"), "prefixItems"
        single = isinstance(items, dict) and "enum" in items  # `ordering` is a list of `Ordering`
        item_name = type_name(name) + ("" if single else "Item")
        if isinstance(items, list):  # how drafts before 2020-12 write a tuple
            items, listed = node.value.get("additionalItems"), "items"
        prefix = tuple(
            self.type_of(place, f"{item_name}{number}")
            for number, place in enumerate(self.source.items(node, listed), 1)
        )
        longest = scalars.length(node.value.get("maxItems"))
        rest: Type = Anything()
        if items is False and prefix:
            longest = len(prefix)
        elif items is not None and not isinstance(items, bool):
            rest = self.type_of((items, node.pointer("items")), item_name)
        return Array(
            items=rest,
            prefix=prefix,
            min_items=scalars.length(node.value.get("minItems")),
            max_items=longest,
            unique=node.value.get("uniqueItems") is True,
        )

    # --- enum, const ---

    def values(self, node: Node, name: str, own: bool) -> Type:
        found = enums.values(self.source, node)
        plain = [value for value in found if value is not None]
        if not plain:
            return Const(value=None) if found else self.by_type(node, name, own)
        if len(plain) == 2 and all(isinstance(value, bool) for value in plain):
            return Scalar(kind=Kind.BOOLEAN)
        kind = enums.kind_of(plain)
        single = len(plain) == 1 and (not own or plain == [""] or "const" in node.value)
        if kind is None or single:
            return union(Const(value=value) for value in plain)
        name = name if own else self.unique(type_name(name))
        self.declared[name] = Enum(
            name=name,
            kind=kind,
            members=enums.members(self.source, node, plain),
            description=enums.without_labels(self.source.text(node, "description")),
            deprecated=self.source.flag(node, "deprecated"),
            origin=node.at,
        )
        return Ref(name=name)


_MISSPELT = {
    "file": "string", "str": "string", "text": "string", "date": "string", "datetime": "string",
    "int": "integer", "long": "integer", "float": "number", "double": "number",
    "decimal": "number", "bool": "boolean", "list": "array", "dict": "object", "map": "object",
    "string": "string", "integer": "integer", "number": "number", "boolean": "boolean",
    "array": "array", "object": "object",
}  # fmt: skip


def _is_folded(schema: JsonValue) -> bool:
    """Tell BlankEnum and NullEnum, which are never referred to by name."""
    return isinstance(schema, dict) and (only_null(schema) or only_blank(schema))


def _inferred(schema: dict[str, JsonValue]) -> str | None:
    """Tell the type that keywords imply where `type` is absent."""
    keys = schema.keys()
    if OBJECT & keys or isinstance(schema.get("required"), list):
        return "object"
    if "items" in keys or "prefixItems" in keys:
        return "array"
    if scalars.TEXT_KEYWORDS & keys or str(schema.get("format")) in scalars.STRING_FORMATS:
        return "string"
    if scalars.is_file(schema):
        return "string"
    if scalars.NUMBER_KEYWORDS & keys or schema.get("format") in ("double", "float"):
        return "number"
    return "integer" if schema.get("format") in ("int32", "int64") else None


def _key(name: str) -> str:
    return "".join(words(name)) or name


def _name_from(at: str) -> str:
    """Name what stands at a pointer outside the components."""
    file, _, pointer = at.partition("#")
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/") if part]
    parts = [p for p in parts if p not in ("properties", "items", "schema", "components")] or [
        file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    ]
    kept = parts[-1:] if file or parts[0] in ("definitions", "$defs") else parts[-2:]
    kept = [part for part in kept if part not in ("schemas", "$defs", "definitions")]
    return pascal([word for part in kept for word in words(part)]) or "Schema"


def _not_null(type_: Type) -> Type:
    return type_.inner if isinstance(type_, Nullable) else type_
