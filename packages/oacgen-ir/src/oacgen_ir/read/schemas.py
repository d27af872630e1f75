"""Schemas to types and declarations: the one place where a JSON Schema becomes the IR."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from oacgen_ir.ir import (
    Alias,
    Anything,
    Array,
    Const,
    Declaration,
    Default,
    Enum,
    Field,
    Kind,
    Map,
    Model,
    Nullable,
    Ref,
    Scalar,
    Type,
)
from oacgen_ir.names import pascal, type_name, words
from oacgen_ir.read import discriminators, enums, scalars
from oacgen_ir.read.nulls import allows_null, says_null
from oacgen_ir.read.shapes import CORE, OBJECT, Place, Shape, core, is_object, is_union, shape_of
from oacgen_ir.read.source import Node, Source
from oacgen_ir.read.unions import nullable, union

_COMPONENTS = "#/components/schemas/"
_DEEPEST = 60  # levels of schemas in schemas; far beyond what anybody writes
_MOST_COMBINATIONS = 64


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
        self._depth = 0
        root = Node(source.document.root, "#")
        self._components = source.child(source.child(root, "components"), "schemas")
        for name in self._components.value:
            self._names[_COMPONENTS + self._components.pointer(name).rsplit("/", 1)[1]] = name
            self._taken.add(_key(name))
        self._families = discriminators.families(source, self._components)

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
        if self._depth > _DEEPEST:
            self.report.add("too-deep", "schemas are nested too deeply", at=at)
            return Anything()
        node = self.source.node(value, at)
        self._depth += 1
        try:
            type_ = self._bare(node, name, own)
        finally:
            self._depth -= 1
        return nullable(type_) if says_null(self.source, node) else type_

    # --- Declarations ---

    def _declare(self, place: Place, name: str) -> None:
        at = place[1]
        family = self._families.get(at)
        if family is not None and isinstance(place[0], dict):
            type_: Type = self._family(Node(place[0], at), name, family)
        else:
            type_ = self.type_of(place, name, own=True)
        if name not in self.declared and type_ not in _FOLDED:
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
            base = self._unique(f"{type_name(name)}Base")
            self._model(node, shape_of(self.source, [node]), base)
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
            name = self._names[at] = self._unique(_name_from(at))
            self._pending.append(((value, at), name))
        ref = Ref(name=name)
        if isinstance(value, dict) and allows_null(self.source, Node(value, at)):
            return nullable(ref) if not _only_null(value) else Const(value=None)
        if isinstance(value, dict) and value.get("enum") == [""]:
            return Const(value="")
        return ref

    def _unique(self, name: str) -> str:
        """Make a name that no other declaration has, however a language cases it."""
        candidate, number = name, 1
        while (key := _key(candidate)) in self._taken:
            number += 1
            candidate = f"{name}{number}"
        self._taken.add(key)
        return candidate

    # --- Keywords ---

    def _bare(self, node: Node, name: str, own: bool) -> Type:
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
            return self._all_of(members, node, name, own)
        if "allOf" in value:
            rest = {key: inner for key, inner in value.items() if key != "allOf"}
            members = [self.source.node(*place) for place in self.source.items(node, "allOf")]
            return self._all_of([*members, Node(rest, node.at)], node, name, own)
        if is_union(node):
            return self._one_of(node, name, own)
        if ("enum" in value or "const" in value) and "properties" not in value:
            return self._values(node, name, own)
        return self._by_type(node, name, own)

    def _by_type(self, node: Node, name: str, own: bool) -> Type:
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
                return self._object(node, shape_of(self.source, [node]), name, own)
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

    # --- Objects ---

    def _object(self, node: Node, shape: Shape, name: str, own: bool) -> Type:
        """Read an object as a model, or as a map where it names no property."""
        if not shape.fields and not shape.required and not shape.closed:
            return Map(values=self._extra(shape, name) or Anything())
        name = name if own else self._unique(type_name(name))
        self._model(node, shape, name)
        return Ref(name=name)

    def _model(self, node: Node, shape: Shape, name: str) -> None:
        fields = [
            self._field(prop, places, prop in shape.required, name)
            for prop, places in shape.fields.items()
        ]
        for prop in shape.required:
            if prop not in shape.fields:
                self.report.add(
                    "required-undeclared",
                    f"{prop!r} is required, but not among the properties",
                    at=node.pointer("required"),
                )
                at = node.pointer("required")
                fields.append(Field(name=prop, type=Anything(), required=True, origin=at))
        extra = self._extra(shape, name)
        self.declared[name] = Model(
            name=name,
            fields=tuple(fields),
            extra=extra,
            closed=shape.closed and extra is None,
            description=self.source.text(node, "description"),
            deprecated=self.source.flag(node, "deprecated"),
            origin=node.at,
        )

    def _extra(self, shape: Shape, name: str) -> Type | None:
        if not shape.extra:
            return None
        inner = f"{type_name(name)}Value"
        return union(self.type_of(place, inner) for place in shape.extra)

    def _field(self, prop: str, places: Sequence[Place], required: bool, owner: str) -> Field:
        name = type_name(owner) + (pascal(words(prop, symbols=True)) or "Field")
        type_ = self.type_of(places[0], name) if len(places) == 1 else self._narrowed(places, name)
        value, at = places[-1]
        said = self._annotations(Node(value if isinstance(value, dict) else {}, at))
        return Field(
            name=prop,
            type=type_,
            required=required,
            read_only=self.source.flag(said, "readOnly"),
            write_only=self.source.flag(said, "writeOnly"),
            default=default_of(said),
            description=enums.without_labels(self.source.text(said, "description")),
            deprecated=self.source.flag(said, "deprecated"),
            origin=at,
        )

    def _narrowed(self, places: Sequence[Place], name: str) -> Type:
        """Read a property that several parts of an `allOf` declare: the last one decides."""
        nodes = [self.source.node(*place) for place in places]
        last = nodes[-1]
        refs = any("$ref" in node.value for node in nodes)
        objects = all(is_object(self.source, node) for node in nodes)
        if core(last.value) and (refs or is_union(last)) and not objects:
            return self.type_of(places[-1], name)
        type_ = self._all_of(nodes, last, name, False)
        return nullable(type_) if says_null(self.source, last) else type_

    def _annotations(self, node: Node) -> Node:
        """Return what a property says of itself, in an inline `allOf` too."""
        if "allOf" not in node.value:
            return node
        gathered: dict[str, JsonValue] = {}
        for member, at in self.source.items(node, "allOf"):
            if isinstance(member, dict) and "$ref" not in member:
                gathered.update(self._annotations(Node(member, at)).value)
        return Node({**gathered, **node.value}, node.at)

    # --- allOf ---

    def _all_of(self, members: Sequence[Node], node: Node, name: str, own: bool) -> Type:
        members = [one for one in self._flat(members) if self.source.follow(one) is not None]
        parts = _distinct([member for member in members if core(member.value)])
        if len(parts) > 1:
            parts = [member for member in parts if not _only_object(member)] or parts[:1]
        demands = any(member.value.get("required") for member in members if member not in parts)
        if not parts:
            merged: dict[str, JsonValue] = {}
            for member in members:
                merged.update(member.value)
            return self._by_type(Node(merged, node.at), name, own)
        extends = own and "$ref" in parts[0].value and self._is_family(parts[0])
        if len(parts) == 1 and not demands and not extends:
            return self.type_of((parts[0].value, parts[0].at), name, own=own)
        if all(is_object(self.source, member) for member in parts):
            shape = shape_of(self.source, members)
            return self._object(node, shape, name, own)
        return self._mixed(parts, members, node, name)

    def _flat(self, members: Sequence[Node]) -> list[Node]:
        """Take the members of inner `allOf`s for their own."""
        flat: list[Node] = []
        for member in members:
            if "allOf" in member.value and "$ref" not in member.value:
                inner = [self.source.node(*place) for place in self.source.items(member, "allOf")]
                rest = {key: value for key, value in member.value.items() if key != "allOf"}
                flat += [*self._flat(inner), Node(rest, member.at)]
            else:
                flat.append(member)
        return flat

    def _is_family(self, node: Node) -> bool:
        target = self.source.follow(node)
        return target is not None and target.at in self._families

    def _mixed(self, parts: Sequence[Node], members: Sequence[Node], node: Node, name: str) -> Type:
        """Join members that are not all objects: unions are distributed, scalars merged."""
        unions = [one for one in parts if self._is_union(one)]
        if unions:
            others = [one for one in members if one is not unions[0]]
            target = self.source.follow(unions[0]) or unions[0]
            return self._distribute(target, others, name)
        targets = [self.source.follow(one) or one for one in parts]
        if any(is_object(self.source, one) for one in parts):
            typed = [one for one in targets if isinstance(one.value.get("type"), str)]
            if any(is_object(self.source, one) for one in typed) or not typed:
                self.report.add("conflicting-allof", "an object and something else", at=node.at)
            chosen = (typed or parts)[0]  # `properties` alone say nothing of a string
            return self.type_of((chosen.value, chosen.at), name)
        for one, target in zip(parts, targets, strict=True):
            if "$ref" in one.value and ("enum" in target.value or "const" in target.value):
                return self.ref(one)
        merged: dict[str, JsonValue] = {}
        for target in [*targets, *(one for one in members if one not in parts)]:
            merged.update(target.value)
        merged.pop("allOf", None)
        return self.type_of((merged, node.at), name)

    def _is_union(self, node: Node) -> bool:
        target = self.source.follow(node)
        return target is not None and is_union(target)

    def _distribute(self, options: Node, others: Sequence[Node], name: str) -> Type:
        """`allOf: [A, oneOf: [B, C]]` is one of `A and B`, `A and C`."""
        places = [*self.source.items(options, "oneOf"), *self.source.items(options, "anyOf")]
        nodes = [self.source.node(*place) for place in places]
        nodes = [one for one in nodes if core(one.value)]
        base = {k: v for k, v in options.value.items() if k not in ("oneOf", "anyOf")}
        kept = [one for one in [*others, Node(base, options.at)] if one.value]
        if len(nodes) > _MOST_COMBINATIONS or self._depth > 12:
            self.report.add("too-many-combinations", "allOf over too many options", at=options.at)
            return Anything()
        if not nodes:
            return self._all_of(kept, options, name, False)
        types: list[Type] = []
        self._depth += 1
        for number, one in enumerate(nodes, 1):
            if _only_null(one.value):
                types.append(Const(value=None))
                continue
            ref = one.value.get("$ref")
            spelt = pascal(words(ref.rsplit("/", 1)[-1])) if isinstance(ref, str) else ""
            own_name = type_name(name) + spelt if spelt else self._option_name(name, one, number)
            types.append(self._all_of([*kept, one], Node({}, one.at), own_name, False))
        self._depth -= 1
        return union(types, discriminators.of_union(self.source, options, nodes, types))

    # --- oneOf, anyOf ---

    def _one_of(self, node: Node, name: str, own: bool) -> Type:
        places = [*self.source.items(node, "oneOf"), *self.source.items(node, "anyOf")]
        nodes = [self.source.node(*place) for place in places if not isinstance(place[0], bool)]
        base = {k: v for k, v in node.value.items() if k in _NARROWING}
        options = [one for one in nodes if core(one.value) or not one.value]
        if any(place[0] is True for place in places):
            return Anything()
        if not options or ("properties" in base and all(_only_demands(one) for one in nodes)):
            rest = {k: v for k, v in node.value.items() if k not in ("oneOf", "anyOf")}
            return self._bare(Node(rest, node.at), name, own)
        if labelled := self._labelled(node, options, name, own):
            return labelled
        if core(base) & (OBJECT | {"allOf", "$ref"}):
            return self._distribute(node, [], name)
        types = []
        for number, one in enumerate(options, 1):
            if base and "$ref" not in one.value:
                one = Node({**base, **one.value}, one.at)
            own_name = self._option_name(name, one, number) if len(options) > 1 else name
            types.append(self.type_of((one.value, one.at), own_name))
        return union(types, discriminators.of_union(self.source, node, options, types))

    def _labelled(self, node: Node, options: Sequence[Node], name: str, own: bool) -> Type | None:
        """Read `oneOf: [{const: 1, title: Low}, ...]` as the enum that it is."""
        if len(options) < 2 or not all("const" in one.value for one in options):
            return None
        listed: dict[str, JsonValue] = {
            "enum": [one.value["const"] for one in options],
            "x-enum-descriptions": [
                self.source.text(one, "description") or self.source.text(one, "title")
                for one in options
            ],
            "description": node.value.get("description", ""),
        }
        return self._values(Node(listed, node.at), name, own)

    def _option_name(self, name: str, option: Node, number: int) -> str:
        tag = self.source.text(option, "title")
        spelt = pascal(words(tag)) if tag and "$ref" not in option.value else ""
        return type_name(name) + (spelt or f"Option{number}")

    # --- enum, const ---

    def _values(self, node: Node, name: str, own: bool) -> Type:
        found = enums.values(self.source, node)
        plain = [value for value in found if value is not None]
        if not plain:
            return Const(value=None) if found else self._by_type(node, name, own)
        if len(plain) == 2 and all(isinstance(value, bool) for value in plain):
            return Scalar(kind=Kind.BOOLEAN)
        kind = enums.kind_of(plain)
        single = len(plain) == 1 and (not own or plain == [""] or "const" in node.value)
        if kind is None or single:
            return union(Const(value=value) for value in plain)
        name = name if own else self._unique(type_name(name))
        self.declared[name] = Enum(
            name=name,
            kind=kind,
            members=enums.members(self.source, node, plain),
            description=enums.without_labels(self.source.text(node, "description")),
            deprecated=self.source.flag(node, "deprecated"),
            origin=node.at,
        )
        return Ref(name=name)


_FOLDED = (Const(value=""), Const(value=None))  # BlankEnum, NullEnum: never referred to by name
_NARROWING = (
    CORE - {"oneOf", "anyOf"} | scalars.TEXT_KEYWORDS | scalars.NUMBER_KEYWORDS | {"format"}
)
_MISSPELT = {
    "file": "string", "str": "string", "text": "string", "date": "string", "datetime": "string",
    "int": "integer", "long": "integer", "float": "number", "double": "number",
    "decimal": "number", "bool": "boolean", "list": "array", "dict": "object", "map": "object",
    "string": "string", "integer": "integer", "number": "number", "boolean": "boolean",
    "array": "array", "object": "object",
}  # fmt: skip


def _inferred(schema: dict[str, JsonValue]) -> str | None:
    """Tell the type that keywords imply where `type` is absent."""
    keys = schema.keys()
    if OBJECT & keys or isinstance(schema.get("required"), list):
        return "object"
    if "items" in keys or "prefixItems" in keys:
        return "array"
    if scalars.TEXT_KEYWORDS & keys or str(schema.get("format")) in scalars.STRING_FORMATS:
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


def _only_null(schema: dict[str, JsonValue]) -> bool:
    return schema.get("type") == "null" or schema.get("enum") == [None]


def _only_object(node: Node) -> bool:
    keys = core(node.value)
    return keys == {"type"} and node.value["type"] in ("object", ["object", "null"])


def _only_demands(node: Node) -> bool:
    """Tell whether an option only says which properties go together."""
    return not core(node.value) - {"type", "properties"} and "required" in node.value


def _distinct(nodes: Sequence[Node]) -> list[Node]:
    kept: list[Node] = []
    for node in nodes:
        if all(node.value != other.value for other in kept):
            kept.append(node)
    return kept


def default_of(node: Node) -> Default | None:
    """Return the declared default, which may be null."""
    return Default(value=node.value["default"]) if "default" in node.value else None
