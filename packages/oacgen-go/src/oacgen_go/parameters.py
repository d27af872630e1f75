"""The parameters of operations that are not in the path: a struct for each operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from oacgen_go.codecs import formatter, is_plain
from oacgen_go.columns import aligned
from oacgen_go.fields import DEPRECATED
from oacgen_go.naming import field_name
from oacgen_go.package import Package
from oacgen_go.responses import is_json
from oacgen_go.styles import constant_text, query_style, report_nested, structured
from oacgen_go.syntax import comment, text_literal
from oacgen_go.types import DATE_TIME, TEXT, TIME, GoType, map_of, opt_of
from oacgen_ir.code import Code
from oacgen_ir.ir import Const, Operation, Parameter
from oacgen_ir.names import Scope

_OWN_HEADERS: Final = frozenset({"accept", "content-type", "authorization"})


@dataclass(frozen=True, slots=True)
class ParamsView:
    """The struct of what is not in the path; the blocks of code end in line breaks."""

    fields: Code
    applies: Code
    constants: tuple[Code, ...]


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
            constants += _reserved(one, _apply_constant(one, one.type))
            continue
        go = _type(package, one)
        note = _note(one)
        if note:
            lines += aligned(block)
            block = []
            lines.append(note[:-1])
        block.append([f"\t{names[str(i)]}", go.code])
        statement = _statement(one, go, f"p.{names[str(i)]}")
        applies += [f"\t{line}\n" for line in _reserved(one, statement)]
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
    """Return the type of a parameter's field."""
    go = package.types.resolve(parameter.type).go
    if is_json(parameter.media):
        return go if go.family in ("list", "map", "json") else _needed(parameter, go)
    if is_plain(go):
        return _needed(parameter, TIME if go == DATE_TIME else go)
    found = structured(go)
    if found is None:  # any JSON
        if parameter.style != "deepObject":
            return _needed(parameter, TEXT)
        found = map_of(TEXT)
    report_nested(package, parameter, found)
    return found if found.family in ("list", "map") else _needed(parameter, found)


def _needed(parameter: Parameter, go: GoType) -> GoType:
    return go if parameter.required else opt_of(go)


def _reserved(parameter: Parameter, statement: Code) -> list[Code]:
    """Return the lines of a statement; around it, what leaves reserved characters alone."""
    if not (parameter.allow_reserved and parameter.location == "query"):
        return [statement]
    return [Code("r.reserved(func() {"), Code(f"\t{statement}"), Code("})")]


def _statement(parameter: Parameter, go: GoType, place: str) -> Code:
    """Return the statement that puts a field into the request."""
    name = text_literal(parameter.name)
    item = go.item if go.family == "opt" and go.item is not None else go
    if is_json(parameter.media):
        if parameter.required and go.family not in ("opt", "list", "map", "json"):
            return _apply_text(parameter, name, f"string(jsonOf(r, {place}))")
        value = place if go.family == "opt" else f"given({place})"
        return _apply_opt(parameter, name, value, f"jsonText[{item.code}](r)")
    if is_plain(item):
        if go.family == "opt":
            return _apply_opt(parameter, name, place, formatter(item))
        text = place if go.code == "string" else f"{formatter(go)}({place})"
        return _apply_text(parameter, name, text)
    return _apply_styled(parameter, name, go, place)


def _apply_text(parameter: Parameter, name: Code, text: str) -> Code:
    match parameter.location:
        case "header":
            return Code(f"r.setHeader({name}, {text})")
        case "cookie":
            return Code(f"r.setCookie({name}, {text})")
        case _:
            return Code(f"r.query.add({name}, {text})")


def _apply_opt(parameter: Parameter, name: Code, value: str, format_: str) -> Code:
    match parameter.location:
        case "header":
            return Code(f"setHeaderOpt(r, {name}, {value}, {format_})")
        case "cookie":
            return Code(f"setCookieOpt(r, {name}, {value}, {format_})")
        case _:
            return Code(f"addOpt(&r.query, {name}, {value}, {format_})")


def _apply_styled(parameter: Parameter, name: Code, go: GoType, place: str) -> Code:
    """Return the statement for a value that has parts."""
    style = query_style(parameter)
    repeats = parameter.location == "query" and style in ("exploded", "deep")
    if repeats and go.family == "list" and go.item is not None and is_plain(go.item):
        return Code(f"addEach(&r.query, {name}, {place}, {formatter(go.item)})")
    value = place
    if go.family in ("list", "map"):
        value = f"given({place})"
    elif go.family != "opt":
        value = f"Some({place})"
    if parameter.location == "query":
        return Code(f"addStyled(r, {name}, {style}, {value})")
    kind = "Header" if parameter.location == "header" else "Cookie"
    explode = "true" if parameter.explode else "false"
    return Code(f"set{kind}Styled(r, {name}, {explode}, {value})")


def _apply_constant(parameter: Parameter, const: Const) -> Code:
    text = text_literal(constant_text(const))
    return _apply_text(parameter, text_literal(parameter.name), text)


def argument_list(arguments: Sequence[tuple[str, Code]]) -> str:
    """Print arguments with their types."""
    return ", ".join(f"{name} {type_}" for name, type_ in arguments)
