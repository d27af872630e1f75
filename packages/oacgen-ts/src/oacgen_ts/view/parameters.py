"""Parameters: arguments of a function, and how they are written into a request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from oacgen_ir.code import Code
from oacgen_ir.ir import (
    Anything,
    Array,
    Declaration,
    Kind,
    Map,
    Model,
    Nullable,
    Operation,
    Parameter,
    Scalar,
    Type,
    resolved,
)
from oacgen_ir.names import Scope, camel, words
from oacgen_ts.syntax import (
    GLOBALS,
    INHERITED,
    KEYWORDS,
    WIDTH,
    path_text,
    property_key,
    property_name,
    text_literal,
    width,
    word_set,
)
from oacgen_ts.types import NULL, Types, Way, choices, union
from oacgen_ts.view.fields import field_line
from oacgen_ts.wrapping import Call, Expr, Member, Record

_USED: Final = word_set(
    """
    at body bytes call download events expand iterate iterateBy linked marked counted multipart
    ndjson nothing options params path query read request search stream submit text urlencoded
    eventTexts lineTexts withFiles z cookies deep free headers json listed reserved spread
    """
)
"""Names that the functions of a module use themselves."""

_IGNORED: Final = frozenset({"accept", "authorization", "content-type"})
_DELIMITERS: Final = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}
_PIECE: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Argument:
    """A path parameter as an argument."""

    name: Code
    parameter: Parameter


def path_arguments(operation: Operation, taken: frozenset[str]) -> dict[str, Argument]:
    """Return the path parameters by their names on the wire, in the order of the path.

    None is called as one of `taken`, the modules that a client imports.
    """
    scope = Scope(_USED | KEYWORDS | GLOBALS | taken, escape=_parameter, prefix="value")
    declared = {one.name: one for one in operation.parameters if one.location == "path"}
    order = [name for name in _PIECE.findall(operation.path) if name in declared]
    return {
        name: Argument(Code(scope.claim(camel(words(name)) or "value")), declared[name])
        for name in dict.fromkeys(order)
    }


def _parameter(name: str) -> str:
    return f"{name}Param"


def argument_list(arguments: Mapping[str, Argument], types: Types) -> list[tuple[str, Expr]]:
    """Return path arguments as parameters of a function."""
    return [(one.name, _path_type(one.parameter, types)) for one in arguments.values()]


def given(arguments: Mapping[str, Argument]) -> list[str]:
    """Return the names of path arguments, as a call passes them on."""
    return [one.name for one in arguments.values()]


def _path_type(parameter: Parameter, types: Types) -> Expr:
    """Write the type of an argument: what has no form in a path is not in it."""
    type_ = _without_null(parameter.type)
    options = choices(types.declarations, type_)
    written = [one for one in options if not _is_unwritable(one)]
    if len(written) == len(options):
        return types.write(type_, Way.SENT)
    sides = [side for one in written for side in types.options(one, Way.SENT)]
    is_text = any(one != NULL for one in options if one not in written)
    return union([*sides, "string"] if is_text or not sides else sides)


def _is_unwritable(type_: Type) -> bool:
    is_file = isinstance(type_, Scalar) and type_.kind is Kind.BINARY
    return is_file or type_ == NULL or isinstance(type_, Anything)


def _without_null(type_: Type) -> Type:
    return type_.inner if isinstance(type_, Nullable) else type_


def _shape(declarations: Mapping[str, Declaration], type_: Type) -> type[Array] | type[Map] | None:
    """Tell arrays and objects from single values."""
    for one in choices(declarations, type_):
        match resolved(declarations, one):
            case Array():
                return Array
            case Map() | Model():
                return Map
    return None


def _may_hold_objects(declarations: Mapping[str, Declaration], type_: Type) -> bool:
    """Whether a value, or an item of an array, may be an object that has no style of its own."""
    for one in choices(declarations, type_):
        match resolved(declarations, one):
            case Anything():
                return True
            case Array(items=items):
                inner = [resolved(declarations, each) for each in choices(declarations, items)]
                if any(isinstance(each, Anything | Map | Model) for each in inner):
                    return True
    return False


def path_code(operation: Operation, arguments: Mapping[str, Argument], types: Types) -> Expr:
    """Write the path: a text, or a template that escapes its values."""
    if not arguments:
        return text_literal(path_text(_PIECE.sub("", operation.path)))
    parts = _PIECE.split(operation.path)
    out: list[str] = []
    for index, part in enumerate(parts):
        if index % 2 == 0:
            out.append(str(path_text(part)))
        elif part in arguments:
            out.append(f"${{{_value(arguments[part], types)}}}")
    tag = types.imports.value(f"{types.runtime}/url", "path")
    return f"{tag}`{''.join(out)}`"


def _value(argument: Argument, types: Types) -> str:
    parameter = argument.parameter
    shape = _shape(types.declarations, parameter.type)
    if parameter.style == "simple" and shape is None:
        return argument.name
    expand = types.imports.value(f"{types.runtime}/styles", "expand")
    explode = "true" if parameter.explode else "false"
    name = text_literal(parameter.name)
    style = parameter.style if parameter.style in ("label", "matrix") else "simple"
    return f'{expand}("{style}", {name}, {argument.name}, {explode})'


# --- Query, headers, cookies ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Params:
    """The parameters outside path and body, one object; by their names there."""

    fields: Mapping[str, Parameter]

    @property
    def required(self) -> bool:
        """Whether it has to be given."""
        return any(one.required for one in self.fields.values())

    @property
    def may_be_empty(self) -> bool:
        """Whether `{}` fits: nothing is required, nor called like what every object has."""
        return not self.required and not INHERITED.intersection(self.fields)


def params_of(operation: Operation) -> Params | None:
    """Return the parameters of an operation that go into its params, if there are any."""
    taken = [one for one in operation.parameters if _is_taken(one)]
    return Params(_unique(taken)) if taken else None


def params_fields(params: Params, types: Types) -> tuple[Code, ...]:
    """Print the fields of the interface."""
    return tuple(
        [
            field_line(_named(one, name), _type(one, types), Way.SENT)
            for name, one in params.fields.items()
        ]
    )


def params_code(
    params: Params, arguments: Mapping[str, Argument], types: Types
) -> tuple[Code, list[Member]]:
    """Print what takes headers and cookies out of the object, and describe all to the runtime."""
    taken = _USED | KEYWORDS | GLOBALS | frozenset(given(arguments))
    query = {name: one for name, one in params.fields.items() if one.location == "query"}
    others = {name: one for name, one in params.fields.items() if one.location != "query"}
    before, members = _outside(others, bool(query), taken, types)
    if query:
        source = "query" if others else "params"
        members = [("query", _search(query, source, types)), *members]
    return before, members


def _is_taken(parameter: Parameter) -> bool:
    return parameter.location != "path" and not (
        parameter.location == "header" and parameter.name.lower() in _IGNORED
    )


def _unique(parameters: Sequence[Parameter]) -> dict[str, Parameter]:
    """Name them as on the wire; of two with one name, the one outside the query says where."""
    query = {one.name for one in parameters if one.location == "query"}
    found: dict[str, Parameter] = {}
    for one in parameters:
        name = one.name
        if one.location != "query" and (name in query or name in found):
            name = f"{one.location}_{name}"
        found.setdefault(name, one)
    return found


def _named(parameter: Parameter, name: str) -> Parameter:
    if parameter.name == name:
        return parameter
    return replace(parameter, name=name)


def _type(parameter: Parameter, types: Types) -> Expr:
    options = [*types.options(parameter.type, Way.SENT)]
    inner = _without_null(parameter.type)
    if isinstance(inner, Scalar) and inner.kind is Kind.DATETIME:
        options.append("Date")
    return union(options if parameter.required else [*options, "undefined"])


def _outside(
    others: Mapping[str, Parameter], has_query: bool, names: frozenset[str], types: Types
) -> tuple[Code, list[Member]]:
    """Take headers and cookies out of the object, so that they do not go into the query."""
    if not others:
        return Code(""), []
    scope = Scope(names, escape=_parameter, prefix="value")
    local = {name: scope.claim(camel(words(name)) or "value") for name in others}
    taken: list[Member] = [
        (property_name(name), None if name == here else here) for name, here in local.items()
    ]
    if has_query:
        taken.append(("...query", None))
    line = _taken_out(taken)
    return Code(line), [("headers", _headers(others, local, types))]


def _taken_out(members: Sequence[Member]) -> str:
    """Print `const { names } = params ?? {};`."""
    pattern = Record(members)
    head = f"  const {pattern.flat} ="
    line = f"{head} params ?? {{}};\n"
    if width(line) <= WIDTH + 1:
        return line
    plain = len(members) < 3 or all(value is None for _, value in members)
    if width(head) <= WIDTH and plain:
        return f"{head}\n    params ?? {{}};\n"
    broken = pattern.broken(2, 0)
    if members[-1][0] == "...query":
        broken = broken.replace("...query,\n", "...query\n")
    return f"  const {broken} = params ?? {{}};\n"


def _headers(others: Mapping[str, Parameter], local: Mapping[str, str], types: Types) -> Expr:
    members: dict[str, list[Member]] = {"header": [], "cookie": []}
    for name, one in others.items():
        value: Expr = local[name]
        if one.location == "header" and one.media:
            value = Call("JSON.stringify", value)
        members[one.location].append((property_key(one.name), value))
    headers = members["header"]
    if members["cookie"]:
        cookies = types.imports.value(f"{types.runtime}/styles", "cookies")
        headers.append(("Cookie", Call(cookies, Record(members["cookie"]))))
    return Call(types.imports.value(f"{types.runtime}/styles", "headers"), Record(headers))


def _search(query: Mapping[str, Parameter], source: str, types: Types) -> Expr:
    search = types.imports.value(f"{types.runtime}/url", "search")
    styles: list[Member] = []
    for name, one in query.items():
        style = _style(one, types)
        if style is not None:
            styles.append((property_key(name), style))
    if not styles:
        return Call(search, source)
    styled = types.imports.value(f"{types.runtime}/styles", "styled")
    return Call(search, source, Call(styled, Record(styles)))


def _style(parameter: Parameter, types: Types) -> Expr | None:
    """Say how a parameter is written, where that is not as a value or a repeated name."""
    shape = _shape(types.declarations, parameter.type)
    if parameter.media:
        writer = "json"
    elif parameter.style == "deepObject":
        writer = "deep"
    elif shape is Map:
        writer = "spread" if parameter.explode else "listed"
    elif shape is Array and not parameter.explode:
        return text_literal(_DELIMITERS.get(parameter.style, ","))
    elif parameter.allow_reserved:
        writer = "reserved"
    elif _may_hold_objects(types.declarations, parameter.type):
        writer = "free"
    else:
        return None
    return types.imports.value(f"{types.runtime}/styles", writer)
