"""React hooks over SWR, one for each function of a tag whose answer can be kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ts.statements import signature, statement
from oacgen_ts.syntax import text_literal
from oacgen_ts.type_wrapping import Generic, either
from oacgen_ts.types import Types
from oacgen_ts.view.bodies import answer_type, sent_type
from oacgen_ts.view.context import Context
from oacgen_ts.view.fetchers import page_call
from oacgen_ts.view.pages import Pages, pages_of
from oacgen_ts.view.parameters import argument_list
from oacgen_ts.view.shapes import Shape, documentation
from oacgen_ts.wrapping import Arrow, Call, Expr, List


@dataclass(frozen=True, slots=True)
class HookView:
    """One hook."""

    comment: Code
    head: Code
    body: Code


@dataclass(frozen=True, slots=True)
class HooksModule:
    """A file of `_utils/hooks/`."""

    file: str
    imports: Code
    hooks: tuple[HookView, ...]


@dataclass(frozen=True, slots=True)
class _Module:
    """The module that hooks are written for."""

    context: Context
    tag: str
    types: Types

    def value(self, module: str, name: str) -> str:
        """Import a function of the runtime."""
        return self.types.imports.value(f"{self.types.runtime}/{module}", name)

    def fetcher(self, name: str) -> str:
        """Import a function, or the keys, of the tag's fetchers."""
        file = self.context.names.tags[self.tag].file
        return self.types.imports.value(f"../fetchers/{file}", name)

    def maybe(self, type_: Expr) -> Expr:
        """Write a type that may not be known yet."""
        return Generic(self.types.of_runtime("swr", "Maybe"), type_)

    def arguments(self, shape: Shape, *, with_body: bool) -> list[tuple[str, Expr]]:
        """Return the arguments of a hook; a query that needs nothing starts at once."""
        found = [
            (name, self.maybe(type_)) for name, type_ in argument_list(shape.arguments, self.types)
        ]
        if with_body and shape.body is not None:
            found.append(("body", self.maybe(sent_type(shape.body, self.types))))
        if shape.params is not None:
            file = self.context.names.tags[self.tag].file
            params = self.types.imports.type(f"../fetchers/{file}", shape.names.params)
            default = "= {}" if shape.params.may_be_empty else ""
            found.append((f"params{default}", self.maybe(params)))
        return found


def hooks_module(context: Context, tag: str) -> HooksModule | None:
    """Write the hooks of a tag; None without any."""
    shapes = [one for one in context.shapes[tag] if one.is_hooked]
    if not shapes:
        return None
    own = [name for one in shapes for name in (one.names.hook, one.names.infinite)]
    module = _Module(context, tag, context.types(context.imports(own), 2))
    hooks = [hook for one in shapes for hook in _hooks(one, module)]
    return HooksModule(
        file=f"{context.names.tags[tag].file}.ts",
        imports=module.types.imports.text(),
        hooks=tuple(hooks),
    )


def _hooks(shape: Shape, module: _Module) -> Iterator[HookView]:
    if not shape.is_query:
        yield _mutation(shape, module)
        return
    yield _query(shape, module)
    pages = pages_of(shape.operation, module.types) if shape.names.infinite else None
    if pages is not None:
        yield _infinite(shape, pages, module)


def _query(shape: Shape, module: _Module) -> HookView:
    types = module.types
    data = answer_type(shape.answer, types)
    options = Generic(types.of_runtime("swr", "QueryOptions"), data)
    head = signature(
        f"export function {shape.names.hook}",
        [*module.arguments(shape, with_body=True), ("options?", options)],
        Generic(types.of_runtime("swr", "Query"), data),
    )
    made = Call(
        module.value("swr", "useQuery"),
        module.fetcher(shape.names.fetcher),
        _subject(shape, module),
        List(shape.given),
        "options",
    )
    return HookView(documentation(shape.operation), head, statement("return", made))


def _subject(shape: Shape, module: _Module) -> List:
    """Write what a key begins with; not by the object of all keys, which would be bundled whole."""
    resource = module.context.names.tags[module.tag].resource
    return List([text_literal(resource), text_literal(shape.names.method)])


def _infinite(shape: Shape, pages: Pages, module: _Module) -> HookView:
    types = module.types
    module.fetcher(shape.names.fetcher)
    data = answer_type(shape.answer, types)
    options = Generic(types.of_runtime("swr-infinite", "InfiniteOptions"), data)
    head = signature(
        f"export function {shape.names.infinite}",
        [*module.arguments(shape, with_body=False), ("options?", options)],
        Generic(types.of_runtime("swr-infinite", "Infinite"), data),
    )
    name = "useInfinite" if pages.walk is None else "useInfiniteBy"
    page = page_call(shape, pages, "...options?.call", "options?.call")
    args: list[Expr] = [
        *([pages.walk] if pages.walk is not None else []),
        _subject(shape, module),
        List(shape.given),
        Arrow(", ".join(["at", *shape.given]), page),
        "options",
    ]
    comment = f"/** The pages of `{shape.names.hook}`; `setSize(size + 1)` asks for one more. */\n"
    made = Call(module.value("swr-infinite", name), *args)
    return HookView(Code(comment), head, statement("return", made))


def _mutation(shape: Shape, module: _Module) -> HookView:
    types, names = module.types, shape.names
    data = answer_type(shape.answer, types)
    args: list[Expr] = [data]
    if shape.body is not None:
        body = sent_type(shape.body, types)
        args.append(body if shape.body.required else either(body, "undefined"))
    options = Generic(types.of_runtime("swr-mutation", "MutationOptions"), *args)
    head = signature(
        f"export function {names.hook}",
        [*module.arguments(shape, with_body=False), ("options?", options)],
        Generic(types.of_runtime("swr-mutation", "Mutation"), *args),
    )
    given = [name for name in shape.given if name != "body"]
    call = Call(module.fetcher(names.fetcher), *shape.given, "options?.call")
    first = "body" if shape.body is not None else "_"
    inside = ", ".join([first, *given]) if given or shape.body is not None else ""
    made = Call(
        module.value("swr-mutation", "useMutation"),
        _subject(shape, module),
        List(given),
        Arrow(inside, call),
        "options",
    )
    return HookView(documentation(shape.operation), head, statement("return", made))
