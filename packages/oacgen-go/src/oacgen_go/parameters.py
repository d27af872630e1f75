"""The parameters of operations: arguments for the path, a struct for the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from oacgen_go.codecs import formatter, is_plain
from oacgen_go.columns import aligned
from oacgen_go.fields import DEPRECATED
from oacgen_go.naming import argument_name, field_name
from oacgen_go.package import Package
from oacgen_go.responses import is_json
from oacgen_go.syntax import KEYWORDS, PREDECLARED, comment, text_literal
from oacgen_go.types import DATE_TIME, TEXT, GoType, list_of, map_of, opt_of
from oacgen_ir.code import Code
from oacgen_ir.ir import Const, Operation, Parameter
from oacgen_ir.names import Scope

TIME: Final = GoType(Code("time.Time"), "date-time")

_USED_WORDS: Final = """
apply base64Text boolean context download each eachValue events exec fetch fetchText fetchValue
http instant integer iter joined json jsonText lines marshal moment newRequest number options pages
r readAll reading s send sendForm sendMultipart sendURLEncoded sendValue strconv text time unmarshal
unsigned valuesOf writing body params ctx
"""
_USED: Final = frozenset(_USED_WORDS.split())
"""What the bodies of methods mention, so that no argument may be called so."""

_TAKEN: Final = KEYWORDS | PREDECLARED | _USED
_OWN_HEADERS: Final = frozenset({"accept", "content-type", "authorization"})
_SEPARATORS: Final = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}


@dataclass(frozen=True, slots=True)
class PathView:
    """A path with braces, the arguments that stand for them, and the texts that go there."""

    path: Code
    arguments: tuple[tuple[str, Code], ...]
    segments: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class ParamsView:
    """The struct of what is not in the path; the blocks of code end in line breaks."""

    fields: Code
    applies: Code
    constants: tuple[Code, ...]


# --- The path ------------------------------------------------------------------------------------

_BRACES = re.compile(r"\{([^{}]*)\}")
_SAFE: Final = "/%:@!$&()*+,;=~'"


def path_view(package: Package, operation: Operation) -> PathView:
    """Return the path of an operation; a constant in it is no argument."""
    declared = {one.name: one for one in operation.parameters if one.location == "path"}
    scope = Scope(_TAKEN, escape=lambda name: f"{name}Param")
    names: dict[str, str] = {}
    arguments = []
    segments = []
    path = ""
    end = 0
    for found in _BRACES.finditer(operation.path):
        path += _constant_path(operation.path[end : found.start()])
        end = found.end()
        parameter = declared.get(found[1])
        if parameter is None:
            path += quote(found[0], safe=_SAFE)
            continue
        if isinstance(parameter.type, Const):
            path += quote(_constant_text(parameter.type), safe="")
            continue
        go = _path_type(package, parameter)
        if parameter.name not in names:
            names[parameter.name] = scope.claim(argument_name(parameter.name) or "value")
            arguments.append((names[parameter.name], go.code))
        path += "{" + _label(parameter.name) + "}"
        segments.append(_segment(parameter, go, names[parameter.name]))
    path += _constant_path(operation.path[end:])
    return PathView(text_literal(path), tuple(arguments), tuple(segments))


def _constant_path(text: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe=_SAFE)


def _label(name: str) -> str:
    return re.sub(r"[^\w.-]", "_", name, flags=re.ASCII)


def _constant_text(const: Const) -> str:
    value = const.value
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).encode("utf-8", "replace").decode()


def _path_type(package: Package, parameter: Parameter) -> GoType:
    go = package.types.resolve(parameter.type).go
    if is_plain(go):
        return TIME if go == DATE_TIME else go
    if go.family == "list" and go.item is not None and is_plain(go.item):
        return go
    return TEXT


def _segment(parameter: Parameter, go: GoType, name: str) -> Code:
    if go.family == "list" and go.item is not None:
        text = f"joined({name}, {formatter(go.item)})"
    elif go.code == "string":
        text = name
    else:
        text = f"{formatter(go)}({name})"
    match parameter.style:
        case "label":
            return Code(f'"."+{text}')
        case "matrix":
            return Code(f"{text_literal(f';{parameter.name}=')}+{text}")
        case _:
            return Code(text)


# --- Everything else -----------------------------------------------------------------------------


def params_view(package: Package, operation: Operation) -> ParamsView | None:
    """Return the struct of an operation's other parameters, or None where it has none."""
    wanted = [one for one in operation.parameters if _is_own(one)]
    if not wanted:
        return None
    scope = Scope(prefix="N")
    names = scope.claim_all([(str(i), field_name(one.name), True) for i, one in enumerate(wanted)])
    lines: list[str] = []
    block: list[list[str]] = []
    applies: list[str] = []
    constants: list[Code] = []
    for i, one in enumerate(wanted):
        if isinstance(one.type, Const) and one.required:
            constants.append(_apply_constant(one, one.type))
            continue
        go = _type(package, one)
        note = _note(one)
        if note:
            lines += aligned(block)
            block = []
            lines.append(note[:-1])
        block.append([f"\t{names[str(i)]}", go.code])
        applies.append(f"\t{_apply(one, go, 'p.' + names[str(i)])}\n")
    lines += aligned(block)
    return ParamsView(
        fields=Code("".join([f"{line}\n" for line in lines])),
        applies=Code("".join(applies)),
        constants=tuple(constants),
    )


def _is_own(parameter: Parameter) -> bool:
    if parameter.location == "header":
        return parameter.name.lower() not in _OWN_HEADERS
    return parameter.location in ("query", "cookie")


_BOILERPLATE: Final = frozenset(
    {
        "A page number within the paginated result set.",
        "A search term.",
        "Number of results to return per page.",
        "The initial index from which to return the results.",
        "The pagination cursor value.",
        "Which field to use when ordering the results.",
    }
)
"""What Django REST framework says of parameters that their names explain."""


def _note(parameter: Parameter) -> str:
    text = "" if parameter.description in _BOILERPLATE else parameter.description
    if parameter.deprecated:
        text = f"{text}\n\n{DEPRECATED}" if text.strip() else DEPRECATED
    return comment(text, "\t") if text else ""


def _type(package: Package, parameter: Parameter) -> GoType:
    """Return the type of a parameter's field; what has no spelling in a URL is text."""
    resolved = package.types.resolve(parameter.type)
    go = resolved.go
    if is_json(parameter.media):
        return go if go.family in ("list", "map", "json") else _needed(parameter, go)
    if is_plain(go):
        return _needed(parameter, TIME if go == DATE_TIME else go)
    match go.family:
        case "list" if go.item is not None:
            item = go.item.item if go.item.family == "opt" and go.item.item else go.item
            plain = is_plain(item)
            return list_of(TIME if item == DATE_TIME else item if plain else TEXT)
        case "map" | "model" | "json" if _is_object(parameter, go):
            item = go.item if go.item is not None and is_plain(go.item) else TEXT
            return map_of(item)
        case _:
            return _needed(parameter, TEXT)


def _is_object(parameter: Parameter, go: GoType) -> bool:
    return go.family in ("map", "model") or parameter.style == "deepObject"


def _needed(parameter: Parameter, go: GoType) -> GoType:
    return go if parameter.required else opt_of(go)


def _apply(parameter: Parameter, go: GoType, place: str) -> Code:
    """Return the statement that puts a field into the request."""
    name = text_literal(parameter.name)
    if is_json(parameter.media):
        return _apply_json(parameter, name, go, place)
    if go.family == "opt" and go.item is not None:
        format_ = formatter(go.item)
        match parameter.location:
            case "header":
                return Code(f"setHeaderOpt(r, {name}, {place}, {format_})")
            case "cookie":
                return Code(f"setCookieOpt(r, {name}, {place}, {format_})")
            case _:
                return Code(f"addOpt(&r.query, {name}, {place}, {format_})")
    if go.family in ("list", "map") and go.item is not None:
        return _apply_many(parameter, name, go, go.item, place)
    text = place if go.code == "string" else f"{formatter(go)}({place})"
    return _apply_text(parameter, name, text)


def _apply_text(parameter: Parameter, name: Code, text: str) -> Code:
    match parameter.location:
        case "header":
            return Code(f"r.setHeader({name}, {text})")
        case "cookie":
            return Code(f"r.setCookie({name}, {text})")
        case _:
            return Code(f"r.query.add({name}, {text})")


def _apply_many(parameter: Parameter, name: Code, go: GoType, item: GoType, place: str) -> Code:
    format_ = formatter(item)
    if parameter.location != "query":
        kind = "Header" if parameter.location == "header" else "Cookie"
        many = "Map" if go.family == "map" else "List"
        return Code(f"set{kind}{many}(r, {name}, {place}, {format_})")
    if go.family == "map":
        key = f"deep({name})" if parameter.style == "deepObject" else "plain"
        return Code(f"addObject(&r.query, {place}, {key}, {format_})")
    if parameter.explode:
        return Code(f"addEach(&r.query, {name}, {place}, {format_})")
    separator = text_literal(_SEPARATORS.get(parameter.style, ","))
    return Code(f"addJoined(&r.query, {name}, {separator}, {place}, {format_})")


def _apply_json(parameter: Parameter, name: Code, go: GoType, place: str) -> Code:
    if go.family == "opt" and go.item is not None:
        return _apply_with(parameter, name, place, f"jsonText[{go.item.code}]")
    if parameter.required or go.family not in ("list", "map", "json"):
        return _apply_text(parameter, name, f"jsonText({place})")
    return _apply_with(parameter, name, f"given({place})", f"jsonText[{go.code}]")


def _apply_with(parameter: Parameter, name: Code, value: str, format_: str) -> Code:
    match parameter.location:
        case "header":
            return Code(f"setHeaderOpt(r, {name}, {value}, {format_})")
        case "cookie":
            return Code(f"setCookieOpt(r, {name}, {value}, {format_})")
        case _:
            return Code(f"addOpt(&r.query, {name}, {value}, {format_})")


def _apply_constant(parameter: Parameter, const: Const) -> Code:
    text = text_literal(_constant_text(const))
    return _apply_text(parameter, text_literal(parameter.name), text)


def argument_list(arguments: Sequence[tuple[str, Code]]) -> str:
    """Print arguments with their types."""
    return ", ".join(f"{name} {type_}" for name, type_ in arguments)
