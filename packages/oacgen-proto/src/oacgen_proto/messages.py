"""Messages and enums of one tag, from the declarations that its operations use."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from oacgen_ir.code import Code
from oacgen_ir.ir import Array, Enum, Kind, Model, Nullable, Primitive, Scalar, Type
from oacgen_ir.ir import Field as Property
from oacgen_proto.lock import Key, own, theirs
from oacgen_proto.numbers import Ledger, Wanted
from oacgen_proto.schema import (
    Basic,
    EnumType,
    Field,
    FieldType,
    Form,
    Known,
    Message,
    Named,
    One,
    Value,
)
from oacgen_proto.syntax import (
    field_name,
    json_default,
    json_name,
    value_name,
)
from oacgen_proto.types import STRUCT, VALUE, Choice, Held, Place, To_make, Types, Wrapper

EXTRA: Final = own("extra")
UNKNOWN: Final = own("unknown")

_NOTES: Final[Mapping[Kind, str]] = {
    Kind.DATE: "A date: `2024-12-31`.",
    Kind.DECIMAL: "A decimal number.",
    Kind.DURATION: "A duration: `[days ]hh:mm:ss[.ffffff]`.",
    Kind.EMAIL: "An e-mail address.",
    Kind.TIME: "A time: `23:59:59`.",
    Kind.URI: "A URL.",
    Kind.UUID: "A UUID.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A field that has no number yet; `key` is the lock's, `json` the key in JSON, if any."""

    key: Key
    name: str
    type: FieldType
    json: str | None = None
    optional: bool = False
    in_oneof: bool = False
    needed: bool = False
    shown: bool = False
    comment: str = ""
    deprecated: bool = False


class Messages:
    """Makes the messages of one package; `answers` are the models that successes are made of."""

    def __init__(self, types: Types, ledger: Ledger, answers: frozenset[str]) -> None:
        self._types = types
        self._ledger = ledger
        self._answers = answers
        self._made: dict[Key, Message] = {}

    # --- Of the document ---

    def made(self) -> Iterator[Message]:
        """Make all messages that the types have asked for so far."""
        for wanted in self._types.pending():
            yield self._made_of(wanted)

    def _made_of(self, wanted: To_make) -> Message:
        match wanted:
            case Model():
                return self._object(wanted)
            case Wrapper():
                return self._wrapper(wanted)
            case Choice():
                return self._choice(wanted)

    def _object(self, model: Model) -> Message:
        place = Place(model.name, self._ledger.type_name("messages", theirs(model.name)))
        drafts = [self._property(model, one, place) for one in model.fields]
        if model.extra is not None:
            held = self._extra(model.extra, place)
            drafts.append(
                Draft(
                    key=EXTRA,
                    name="additional_properties",
                    type=held,
                    comment="Whatever else the object has.",
                )
            )
        return self.message(
            theirs(model.name),
            "object",
            drafts,
            comment=model.description,
            deprecated=model.deprecated,
            at=model.origin,
        )

    def _extra(self, extra: Type, place: Place) -> FieldType:
        one = self._types.one(extra, place.below("extra"))
        return FieldType(STRUCT) if one == VALUE else FieldType(one, "map")

    def _property(self, model: Model, one: Property, place: Place) -> Draft:
        held = self._held(model, one, place)
        many = held.type.many != ""
        answer = model.name in self._answers
        return Draft(
            key=theirs(one.name),
            name=field_name(one.name),
            type=held.type,
            json=one.name,
            optional=not many and (model.sent or held.null or not one.required),
            needed=one.required,
            shown=model.received and (one.required or (answer and (held.null or many))),
            comment=described(one.description, one.type),
            deprecated=one.deprecated,
        )

    def _held(self, model: Model, one: Property, place: Place) -> Held:
        if model.sent and (shape := file_shape(one.type)) is not None:
            return Held(FieldType(self.file_info(), "repeated" if shape else ""))
        return self._types.held(one.type, place.below(one.name))

    # --- Our own ---

    def _wrapper(self, wanted: Wrapper) -> Message:
        one = wanted.type
        form, name = _WRAPPERS[one.many]
        draft = Draft(key=own(name), name=name, type=one, optional=not one.many)
        return self.message(wanted.key, form, [draft])

    def _choice(self, wanted: Choice) -> Message:
        drafts = [
            Draft(key=own(one.mark), name=_member(one), type=FieldType(one), in_oneof=True)
            for one in wanted.options
        ]
        unknown = Draft(
            key=UNKNOWN,
            name="unknown",
            type=FieldType(VALUE),
            in_oneof=True,
            comment="What is none of the others, as it came.",
        )
        alias = wanted.origin
        return self.message(
            wanted.key,
            "union",
            [*drafts, unknown],
            oneof="kind",
            comment=alias.description if alias is not None else "",
            deprecated=alias is not None and alias.deprecated,
            tags=wanted,
        )

    def file_info(self) -> Named:
        """Return the message that travels beside the bytes of a file."""
        key = own("file_info")
        name = self._ledger.type_name("messages", key, "FileInfo")
        if key not in self._made:
            self._made[key] = self.message(
                key,
                "file",
                [
                    Draft(key=own("name"), name="name", type=_TEXT, optional=True),
                    Draft(key=own("content_type"), name="content_type", type=_TEXT, optional=True),
                    Draft(
                        key=own("size"),
                        name="size",
                        type=FieldType(Basic("int64")),
                        optional=True,
                        comment="In bytes, where it is known.",
                    ),
                ],
                comment="What travels beside the bytes of a file.",
            )
        return Named(name)

    def file_part(self) -> Named:
        """Return the message that carries bytes of one of several files."""
        key = own("file_part")
        name = self._ledger.type_name("messages", key, "FilePart")
        if key not in self._made:
            self._made[key] = self.message(
                key,
                "file",
                [
                    Draft(
                        key=own("index"),
                        name="index",
                        type=FieldType(Basic("int32")),
                        comment="Which of the files, from 0.",
                    ),
                    Draft(key=own("chunk"), name="chunk", type=FieldType(Basic("bytes"))),
                ],
                comment="The next bytes of one of several files.",
            )
        return Named(name)

    def files(self) -> tuple[Message, ...]:
        """Return the messages about files that were asked for."""
        return tuple(self._made.values())

    # --- Numbering ---

    def message(
        self,
        key: Key,
        form: Form,
        drafts: Sequence[Draft],
        *,
        oneof: str = "",
        comment: str = "",
        deprecated: bool = False,
        tags: Choice | None = None,
        at: str = "",
    ) -> Message:
        """Make a message that has a name already."""
        wanted = [
            Wanted(
                one.key,
                f"{one.name}_value" if one.name == oneof else one.name,
                f"oneof {one.type.mark}" if one.in_oneof else one.type.mark,
                first=one.json == one.name,
            )
            for one in drafts
        ]
        placed = self._ledger.place(key, wanted, at=at)
        keys = _json_names(drafts, {key: row.name for key, row in placed.rows.items()}, oneof)
        fields = tuple(
            sorted(
                (
                    _field(
                        one, placed.rows[one.key].name, placed.rows[one.key].number, keys[one.key]
                    )
                    for one in drafts
                ),
                key=lambda field: field.number,
            )
        )
        return Message(
            name=self._ledger.type_name("messages", key),
            fields=fields,
            form=form,
            oneof=Code(oneof),
            tag=_tag(tags),
            tagged=_tagged(tags, {field.type.text: field.name for field in fields}, self._types),
            reserved=placed.reserved,
            comment=comment,
            deprecated=deprecated,
        )

    # --- Enums ---

    def enum_types(self) -> Iterator[EnumType]:
        """Make the enums that were asked for; after all messages, since these may add values."""
        for key, (enum, more) in self._types.enums.items():
            yield self._enum(key, enum, more)

    def _enum(self, key: Key, enum: Enum, more: Mapping[Primitive, None]) -> EnumType:
        name = self._ledger.type_name("enums", key)
        labels: dict[Primitive, str] = {one.value: one.label or one.name for one in enum.members}
        literals = {Key(json.dumps(value)): value for value in (*labels, *more)}
        wanted = [
            (one, value_name(name, value))
            for one, value in literals.items()
            if isinstance(value, str | int | float)
        ]
        placed = self._ledger.number(key, wanted)
        values = [
            Value(
                name=Code(placed.rows[one].name),
                number=placed.rows[one].number,
                literal=literals[one],
                comment=_label(labels.get(literals[one], ""), literals[one]),
            )
            for one, _ in wanted
        ]
        return EnumType(
            name=name,
            zero=self._ledger.zero(key),
            values=tuple(sorted(values, key=lambda value: value.number)),
            reserved=placed.reserved,
            comment=enum.description,
            deprecated=enum.deprecated,
        )


_TEXT: Final = FieldType(Basic("string"))
_WRAPPERS: Final[Mapping[str, tuple[Form, str]]] = {
    "repeated": ("list", "items"),
    "map": ("map", "entries"),
    "": ("nullable", "value"),
}


def _label(label: str, literal: Primitive) -> str:
    return "" if label == str(literal) else label


def _field(draft: Draft, name: str, number: int, key: str) -> Field:
    return Field(
        mark=draft.key,
        name=Code(name),
        number=number,
        type=draft.type,
        key=draft.json,
        optional=draft.optional,
        in_oneof=draft.in_oneof,
        json_name=key,
        needed=draft.needed,
        shown=draft.shown,
        comment=draft.comment,
        deprecated=draft.deprecated,
    )


def _json_names(drafts: Sequence[Draft], names: Mapping[str, str], oneof: str) -> Mapping[Key, str]:
    """Return the key in JSON that each field has to be given; no two fields may have one.

    Nor may it be the name of another field or of a oneof, for which protobuf's readers look in
    the same table; an optional field has a oneof of its own, called like it with `_` before.
    """
    given = {
        one.key: "" if one.json is None else json_name(one.json, names[one.key]) for one in drafts
    }
    taken = {json_default(names[key]) for key, shown in given.items() if not shown}
    taken |= {f"_{names[one.key]}" for one in drafts if one.optional} | {oneof}
    fields = {names[one.key] for one in drafts}
    for key, shown in given.items():
        if shown in taken or (shown in fields and shown != names[key]):
            given[key] = ""
        taken.add(given[key] or json_default(names[key]))
    return given


def _member(one: One) -> str:
    match one:
        case Named():
            return field_name(one.name)
        case Basic() | Known():
            return f"{one.name.lower()}_value" if one != VALUE else "any_value"


def _tag(choice: Choice | None) -> str:
    if choice is None or choice.union.discriminator is None:
        return ""
    return choice.union.discriminator.property


def _tagged(
    choice: Choice | None, members: Mapping[str, Code], types: Types
) -> tuple[tuple[str, Code], ...]:
    """Pair the values of a discriminator with the members that they select."""
    if choice is None or choice.union.discriminator is None:
        return ()
    pairs = []
    for value, name in choice.union.discriminator.mapping:
        one = types.named(name)
        if one.text in members:
            pairs.append((value, members[one.text]))
    return tuple(pairs)


def file_shape(type_: Type) -> bool | None:
    """Return whether a file, or many files, are held; None for what is no file."""
    match type_:
        case Nullable():
            return file_shape(type_.inner)
        case Scalar(kind=Kind.BINARY):
            return False
        case Array():
            return True if file_shape(type_.items) is False else None
        case _:
            return None


def described(description: str, type_: Type) -> str:
    """Return a description; where there is none, what the text of a field is."""
    inner = type_.inner if isinstance(type_, Nullable) else type_
    if description or not isinstance(inner, Scalar):
        return description
    return _NOTES.get(inner.kind, "")
