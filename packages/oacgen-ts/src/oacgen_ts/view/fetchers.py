"""The functions of a tag's operations, and the keys under which their answers are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from oacgen_ir.code import Code
from oacgen_ts.statements import constant, parameter_line, signature, statement
from oacgen_ts.syntax import WIDTH, property_name, text_literal, width
from oacgen_ts.type_wrapping import Generic, Mapped
from oacgen_ts.types import Types, Way
from oacgen_ts.view.bodies import (
    answer_members,
    answer_schema,
    answer_type,
    failure_types,
    sent_members,
    sent_type,
    splitter,
)
from oacgen_ts.view.context import Context
from oacgen_ts.view.pages import Pages, pages_of
from oacgen_ts.view.parameters import (
    argument_list,
    given,
    params_code,
    params_fields,
    path_code,
)
from oacgen_ts.view.shapes import Shape, documentation, queries
from oacgen_ts.wrapping import Arrow, Call, Expr, List, Member, Record, flat, written

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "QUERY", "TRACE"})


@dataclass(frozen=True, slots=True)
class ParamsView:
    """The interface of an operation's query, headers and cookies."""

    name: Code
    fields: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class FunctionView:
    """A function: comment and head, a statement before, the statement that returns."""

    params: ParamsView | None
    comment: Code
    head: Code
    before: Code
    body: Code


@dataclass(frozen=True, slots=True)
class FetchersModule:
    """A file of `_utils/fetchers/`."""

    file: str
    imports: Code
    server: Code
    keys: Code
    functions: tuple[FunctionView, ...]


@dataclass(frozen=True, slots=True)
class _Module:
    """The module that functions are written for."""

    context: Context
    types: Types

    def value(self, module: str, name: str) -> str:
        """Import a function of the runtime."""
        return self.types.imports.value(f"{self.types.runtime}/{module}", name)


def fetchers_module(context: Context, tag: str) -> FetchersModule:
    """Write the functions of a tag."""
    names, shapes = context.names.tags[tag], context.shapes[tag]
    own = [n for s in shapes for n in (s.names.fetcher, s.names.params, s.names.iterator)]
    module = _Module(context, context.types(context.imports([*own, names.keys]), 2))
    functions = [view for one in shapes for view in _functions(one, module)]
    keys = _keys(shapes, module, tag) if context.options.hooks else Code("")
    server = constant("server", text_literal(context.server)) if context.server else Code("")
    return FetchersModule(
        file=f"{names.file}.ts",
        imports=module.types.imports.text(),
        server=server,
        keys=keys,
        functions=tuple(functions),
    )


def _functions(shape: Shape, module: _Module) -> Iterator[FunctionView]:
    types, names = module.types, shape.names
    before = Code("")
    members = _operation(shape, module)
    params = None
    if shape.params is not None:
        params = ParamsView(Code(names.params), params_fields(shape.params, types))
        before, described = params_code(shape.params, shape.arguments, types)
        members += described
    if shape.body is not None:
        members += sent_members(shape.body, types)
    members += answer_members(
        shape.answer,
        types,
        validates=module.context.options.validates,
        zod=module.context.zod,
    )
    build = _stream if shape.answer.how == "stream" else _call
    result, body = build(shape, members, module)
    head = signature(
        f"export function {names.fetcher}", shape.parameters(types, names.params), result
    )
    yield FunctionView(params, documentation(shape.operation), head, before, body)
    pages = pages_of(shape.operation, types) if names.iterator else None
    if pages is not None:
        yield _iterator(shape, pages, module)


def _operation(shape: Shape, module: _Module) -> list[Member]:
    operation = shape.operation
    members: list[Member] = [("method", text_literal(operation.method))]
    if module.context.server:
        members.append(("server", None))
    members.append(("path", path_code(operation, shape.arguments, module.types)))
    if operation.security == ((),):
        members.append(("auth", "false"))
    return members


def _call(shape: Shape, members: list[Member], module: _Module) -> tuple[Expr, Code]:
    call = module.types.of_runtime("types", "Call")
    failures = failure_types(shape.answer, module.types)
    type_ = answer_type(shape.answer, module.types)
    args = [type_] if failures is None else [type_, failures]
    made = Call(_sender(shape, module), "options", Record(members))
    return Generic(call, *args), statement("return", made)


def _sender(shape: Shape, module: _Module) -> str:
    if shape.operation.method in _SAFE and shape.body is None:
        return module.value("transport", "request")
    return module.value("unsafe", "submit")


def _stream(shape: Shape, members: list[Member], module: _Module) -> tuple[Expr, Code]:
    types = module.types
    call = Call(_sender(shape, module), "options", Record([*members, ("read", None)]))
    split = module.value("streams", splitter(shape.answer))
    args: list[Expr] = [Arrow("options, read", call), "options", split]
    if module.context.options.validates:
        schema = answer_schema(shape.answer, types, zod=module.context.zod)
        args += [schema] if schema is not None else []
    items = types.of_runtime("pagination", "Items")
    made = Call(module.value("streams", "stream"), *args)
    return Generic(items, answer_type(shape.answer, types)), statement("return", made)


def _iterator(shape: Shape, pages: Pages, module: _Module) -> FunctionView:
    types = module.types
    pagination = shape.operation.pagination
    item = types.write(pagination.item, Way.RECEIVED) if pagination is not None else "unknown"
    items = types.of_runtime("pagination", "Items")
    iterate = module.value("pagination", "iterate" if pages.walk is None else "iterateBy")
    walk = [pages.walk] if pages.walk is not None else []
    page = Arrow("at", page_call(shape, pages, "...options", "options"))
    head = signature(
        f"export function {shape.names.iterator}",
        shape.parameters(types, shape.names.params),
        Generic(items, item),
    )
    note = Code(f"/** All items of `{shape.names.fetcher}`, page after page. */\n")
    body = statement("return", Call(iterate, *walk, page))
    return FunctionView(None, note, head, Code(""), body)


def page_call(shape: Shape, pages: Pages, spread: str, plain: str) -> Call:
    """Call a function for the page at `at`, which is a link or a parameter."""
    args = given(shape.arguments)
    at: Member = ("...at", None)
    if pages.by_link:
        params = ["params"] if shape.params is not None else []
        return Call(shape.names.fetcher, *args, *params, Record([(spread, None), at]))
    return Call(shape.names.fetcher, *args, Record([("...params", None), at]), plain)


# --- Keys ----------------------------------------------------------------------------------------


def _keys(shapes: Sequence[Shape], module: _Module, tag: str) -> Code:
    """Write the factories of SWR's keys."""
    asked = queries(shapes)
    if not asked:
        return Code("")
    names = module.context.names.tags[tag]
    resource = text_literal(names.resource)
    rows = "".join([_key(shape, resource, module.types) for shape in asked])
    first = f"  all: [{resource}] as const,\n"
    first = first if width(first) <= WIDTH + 1 else f"  all: [\n    {resource},\n  ] as const,\n"
    return Code(
        f"/** Keys of SWR's cache; all of them begin with `{names.keys}.all`. */\n"
        f"export const {names.keys} = {{\n{first}{rows}}};\n"
    )


def _key(shape: Shape, resource: str, types: Types) -> str:
    key = types.of_runtime("keys", "Key")
    arguments = argument_list(shape.arguments, types)
    if shape.body is not None:
        arguments.append(("body", sent_type(shape.body, types)))
    if shape.params is not None:
        arguments.append(("params", shape.names.params))
    name, action = property_name(shape.names.key), text_literal(shape.names.method)
    items = List([resource, action, *[argument for argument, _ in arguments]])
    inside = ", ".join([f"{argument}: {flat(type_)}" for argument, type_ in arguments])
    indent, start = 2, f"  {name}: "
    if width(start) + 1 > WIDTH:
        indent, start = 4, f"  {name}:\n    "
    column = width(start.rpartition("\n")[2])
    return f"{start}{_arrow(inside, arguments, f'): {key} => ', items, indent, column)},\n"


def _arrow(
    inside: str,
    arguments: Sequence[tuple[str, Expr]],
    tail: str,
    items: List,
    indent: int,
    column: int,
) -> str:
    """Print the function of a key, from `column` on."""
    head = f"({inside}{tail}"
    if column + width(head) + width(items.flat) + 1 <= WIDTH:
        return f"{head}{items.flat}"
    if column + width(head) + 1 <= WIDTH or not arguments:
        return f"{head}{items.broken(indent, indent)}"
    space = " " * indent
    name, type_ = arguments[0]
    if len(arguments) == 1 and isinstance(type_, Mapped):
        head = f"({name}: {written(type_, indent, WIDTH)}{tail}"
        return head + written(items, indent, width(head.rpartition("\n")[2]), 1)
    rows = "".join([parameter_line(name, type_, indent + 2) for name, type_ in arguments])
    short = indent + width(tail) + width(items.flat) + 1 <= WIDTH
    return f"(\n{rows}{space}{tail}{items.flat if short else items.broken(indent, indent)}"
