"""What a value may be, in Protocol Buffers; and the messages that a value needs for itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from oacgen_ir.code import Code
from oacgen_ir.ir import (
    Alias,
    Anything,
    Api,
    Array,
    Const,
    Declaration,
    Enum,
    Kind,
    Map,
    Model,
    Nullable,
    Primitive,
    Ref,
    Scalar,
    Type,
    Union,
    inner_types,
)
from oacgen_proto.lock import Key, own, theirs
from oacgen_proto.numbers import Ledger
from oacgen_proto.schema import Basic, BasicName, FieldType, Home, Known, Named, One
from oacgen_proto.syntax import message_name


@dataclass(frozen=True, slots=True)
class Place:
    """Where a type stands that has no name: the key and the name that a message of it gets."""

    key: str
    name: str

    def below(self, part: str) -> Place:
        """Return a place inside this one."""
        return Place(f"{self.key}.{part}", f"{self.name}{message_name(part)}")


@dataclass(frozen=True, slots=True)
class Held:
    """How a value is held. With `null` it may also be null, which is a field that is not set."""

    type: FieldType
    null: bool = False


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A message that is to be made: around one field of this type."""

    key: Key
    type: FieldType
    null: bool  # whether the field may be unset


@dataclass(frozen=True, slots=True)
class Choice:
    """A message that is to be made: with one of several fields set."""

    key: Key
    options: tuple[One, ...]
    union: Union
    origin: Alias | None = None


VALUE: Final = Known("Value")
STRUCT: Final = Known("Struct")
TEXT: Final = Basic("string")

_KINDS: Final[Mapping[Kind, One]] = {
    Kind.STRING: TEXT,
    Kind.INTEGER: Basic("int64"),
    Kind.NUMBER: Basic("double"),
    Kind.BOOLEAN: Basic("bool"),
    Kind.DECIMAL: TEXT,
    Kind.DATE: TEXT,
    Kind.DATETIME: Known("Timestamp"),
    Kind.TIME: TEXT,
    Kind.DURATION: TEXT,
    Kind.UUID: TEXT,
    Kind.EMAIL: TEXT,
    Kind.URI: TEXT,
    Kind.BASE64: Basic("bytes"),
    Kind.BINARY: TEXT,
}

To_make = Model | Wrapper | Choice


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The types of the package that has the declarations called `names`."""

    home: Home
    types: Types
    names: frozenset[str]


class Types:
    """Types of one package: finds how values are held, and remembers what that takes."""

    def __init__(self, api: Api, ledger: Ledger, elsewhere: Elsewhere | None = None) -> None:
        self._api = api
        self._ledger = ledger
        self._elsewhere = elsewhere
        self._to_make: deque[To_make] = deque()
        self._seen: set[Key] = set()
        self._open: dict[Key, bool] = {}  # unions being looked at, and whether they hold themselves
        self._unions: dict[str, Union] = {}
        self._recursive: dict[str, bool] = {}
        self.enums: dict[Key, tuple[Enum, dict[Primitive, None]]] = {}
        """Enums by key, and the values that only some users of each have beside."""

    def pending(self) -> Iterator[To_make]:
        """Yield what has to be made, whatever is asked for meanwhile included."""
        while self._to_make:
            yield self._to_make.popleft()

    def claim(self, declaration: Declaration) -> None:
        """Give a declaration its name before any message of ours can take it."""
        if self._away(declaration) is not None:
            return
        match declaration:
            case Enum():
                self.enum(declaration)
            case Model():
                self._name(theirs(declaration.name), *_wanted(declaration.name))
            case Alias(type=Union()):
                self._name(theirs(declaration.name), *_wanted(declaration.name))
            case Alias():
                pass

    def _away(self, declaration: Declaration) -> Elsewhere | None:
        """Return where a declaration is, if not here; what was here once is here for ever."""
        found = self._elsewhere
        if found is None or declaration.name not in found.names:
            return None
        return None if self._ledger.has(theirs(declaration.name)) else found

    def _name(self, key: Key, *wanted: str) -> Code:
        return self._ledger.type_name("messages", key, *wanted)

    # --- How a value is held ---

    def held(self, type_: Type, place: Place) -> Held:
        """Return how a value is held in a field."""
        match type_:
            case Nullable():
                held = self.held(type_.inner, place)
                if held.type.many:
                    # an empty list and null are two things
                    return Held(FieldType(self._wrapped(held)), null=True)
                return Held(held.type, null=True)
            case Array():
                return Held(FieldType(self._item(type_, place), "repeated"))
            case Map(values=Anything()):
                return Held(FieldType(STRUCT))
            case Map():
                return Held(FieldType(self.one(type_.values, place), "map"))
            case Scalar():
                return Held(FieldType(scalar(type_)))
            case Const():
                return Held(FieldType(_constant(type_.value)))
            case Anything():
                return Held(FieldType(VALUE))
            case Union():
                return self._union(type_, place)
            case Ref():
                return self._ref(type_)

    def one(self, type_: Type, place: Place) -> One:
        """Return how a value is held where a list, a map or a choice has it."""
        held = self.held(type_, place)
        return self._wrapped(held) if held.null or held.type.many else held.type.one

    def _item(self, array: Array, place: Place) -> One:
        if not array.prefix:
            return self.one(array.items, place)
        # each element of a tuple may have another type
        found = {self.one(type_, place.below(f"{n}")) for n, type_ in enumerate(array.prefix, 1)}
        if array.items != Anything():
            found.add(self.one(array.items, place))
        return found.pop() if len(found) == 1 else VALUE

    def _ref(self, ref: Ref) -> Held:
        declaration = self._api.by_name[ref.name]
        place = Place(ref.name, message_name(ref.name))
        match declaration:
            case Model():
                return Held(FieldType(self.model(declaration)))
            case Enum():
                return Held(FieldType(self.enum(declaration)))
            case Alias():
                return self._alias(declaration, place)

    def _alias(self, alias: Alias, place: Place) -> Held:
        union = alias.type if isinstance(alias.type, Union) else None
        if union is None and not self._is_recursive(alias):
            return self.held(alias.type, place)
        if (away := self._away(alias)) is not None:
            return _at(away.home, away.types._alias(alias, place))
        if union is not None:
            return self._union(union, place, alias)
        return Held(FieldType(self._named_wrapper(alias, place)))

    def named(self, name: str) -> One:
        """Return how a declaration is held, by its name."""
        return self.one(Ref(name=name), Place(name, message_name(name)))

    def model(self, model: Model) -> Named:
        """Return the message of a model."""
        if (away := self._away(model)) is not None:
            return replace(away.types.model(model), home=away.home)
        key = theirs(model.name)
        name = self._name(key, message_name(model.name))
        if key not in self._seen:
            self._seen.add(key)
            self._to_make.append(model)
        return Named(name)

    def enum(self, enum: Enum, *more: Primitive) -> Named:
        """Return the enum of a declaration; `more` are values that it has to have beside."""
        if (away := self._away(enum)) is not None:
            return replace(away.types.enum(enum, *more), home=away.home)
        key = theirs(enum.name)
        name = self._ledger.type_name("enums", key, message_name(enum.name))
        if key not in self.enums:
            self._ledger.zero(key)
            self.enums[key] = (enum, {})
        self.enums[key][1].update(dict.fromkeys(more))
        return Named(name, enum=True)

    # --- Wrappers ---

    def _wrapped(self, held: Held) -> Named:
        """Put a list, a map or what may be null into a message of its own."""
        one = held.type.one
        stem = message_name(one.name.replace("int", "Int"))
        sort, name = {
            "repeated": ("list", f"{stem}List"),
            "map": ("map", f"{stem}Map"),
            "": ("nullable", f"Nullable{stem}"),
        }[held.type.many]
        key = own(f"{sort}:{one.mark}")
        named = Named(self._name(key, name))
        if key not in self._seen:
            self._seen.add(key)
            self._to_make.append(Wrapper(key, held.type, null=not held.type.many))
        if held.null and held.type.many:
            return self._wrapped(Held(FieldType(named), null=True))
        return named

    def _named_wrapper(self, alias: Alias, place: Place) -> Named:
        """Make a message of an alias that mentions itself, directly or through others."""
        key = theirs(alias.name)
        named = Named(self._name(key, place.name))
        if key not in self._seen:
            self._seen.add(key)
            held = self.held(alias.type, place)
            self._to_make.append(Wrapper(key, held.type, held.null))
        return named

    def _is_recursive(self, alias: Alias) -> bool:
        if alias.name not in self._recursive:
            self._recursive[alias.name] = alias.name in self._aliases_within(alias)
        return self._recursive[alias.name]

    def _aliases_within(self, alias: Alias) -> set[str]:
        """Return the aliases that an alias is written out with."""
        found: set[str] = set()
        todo = [alias]
        while todo:
            for inner in inner_types(todo.pop().type):
                if isinstance(inner, Ref) and inner.name not in found:
                    declaration = self._api.by_name[inner.name]
                    if isinstance(declaration, Alias) and not isinstance(declaration.type, Union):
                        found.add(inner.name)
                        todo.append(declaration)
        return found

    # --- Unions ---

    def _union(self, union: Union, place: Place, alias: Alias | None = None) -> Held:
        extended = self._extended_enum(union)
        if extended is not None:
            return Held(FieldType(extended))
        place = self._own_place(union, place)
        key = theirs(place.key) if alias is not None else own(f"union:{place.key}")
        if key in self._seen or key in self._open:
            self._open[key] = True
            return Held(FieldType(Named(self._name(key, place.name))))
        self._open[key] = False
        options = self._options(union, place)
        if not self._open.pop(key) and len(options) == 1:
            return Held(FieldType(options[0]))
        named = Named(self._name(key, place.name))
        if key not in self._seen:
            self._seen.add(key)
            self._to_make.append(Choice(key, options, union, alias))
        return Held(FieldType(named))

    def _options(self, union: Union, place: Place) -> tuple[One, ...]:
        inside = place.below("option")
        return tuple(dict.fromkeys(self.one(option, inside) for option in union.options))

    def _own_place(self, union: Union, place: Place) -> Place:
        """Tell unions apart that stand in one place, such as two of a tuple."""
        number, found = 1, place
        while self._unions.setdefault(found.key, union) != union:
            number += 1
            found = Place(f"{place.key}#{number}", f"{place.name}{number}")
        return found

    def _extended_enum(self, union: Union) -> Named | None:
        """Return the one enum that a union has, where all else are constants beside it."""
        enums: list[Enum] = []
        constants: list[Primitive] = []
        for option in union.options:
            match option:
                case Const(value=str() | int() | float() as value) if not isinstance(value, bool):
                    constants.append(value)
                case Ref():
                    declaration = self._api.by_name[option.name]
                    if not isinstance(declaration, Enum):
                        return None
                    enums.append(declaration)
                case _:
                    return None
        return self.enum(enums[0], *constants) if len(enums) == 1 else None


def _at(home: Home, held: Held) -> Held:
    """Return how a value is held beside the package that has its type."""
    one = held.type.one
    if not isinstance(one, Named):
        return held
    return Held(FieldType(replace(one, home=home), held.type.many), held.null)


def _wanted(name: str) -> tuple[str, ...]:
    """Return how a schema may be called; what an operation has inline gives way to the rpc."""
    made = message_name(name)
    for end, more in (("Request", "Body"), ("Response", "Data")):
        if made.endswith(end):
            return made, made + more
    return (made,)


def is_inline(declaration: Declaration) -> bool:
    """Whether a schema stands inside an operation: its name is none that anybody gave."""
    return "#/paths/" in declaration.origin


def scalar(type_: Scalar) -> One:
    """Return how a scalar is held."""
    match type_.kind:
        case Kind.INTEGER:
            return Basic(_integer(type_))
        case Kind.DATETIME if type_.blank:
            return TEXT  # there is no blank moment
        case kind:
            return _KINDS[kind]


def _integer(type_: Scalar) -> BasicName:
    low, high = type_.limits.minimum, type_.limits.maximum
    if type_.format == "int32":
        return "int32"
    if type_.format == "uint64" or (high is not None and high >= 1 << 63 and (low or 0) >= 0):
        return "uint64"
    return "int64"


def _constant(value: Primitive) -> One:
    match value:
        case bool():
            return Basic("bool")
        case int():
            return Basic("int64")
        case float():
            return Basic("double")
        case str():
            return TEXT
        case None:
            return VALUE
