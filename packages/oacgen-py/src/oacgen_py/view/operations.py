"""The modules `subclients/<tag>.py`: each operation as the call that it makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import (
    Api,
    Operation,
    Tag,
)
from oacgen_py.bodies import Received, Sent, errors, received, sent
from oacgen_py.imports import Imports
from oacgen_py.naming import Names, parameter_names
from oacgen_py.place import Place
from oacgen_py.prose import arguments_doc, iterator_doc, operation_doc, tag_doc
from oacgen_py.syntax import BUILTIN_TYPES, docstring, text_literal
from oacgen_py.types import NONE, answer, argument, value
from oacgen_py.view.paging import pages_call
from oacgen_py.view.parameters import Given, entries, path_literal
from oacgen_py.wrapping import (
    Argument,
    Expr,
    assignment,
    call,
    class_line,
    display,
    either,
    keyword,
    lay,
    one_line,
    signature,
    subscript,
)

STEP = 4


@dataclass(frozen=True, slots=True)
class MethodView:
    """One operation; `iterator` walks its pages and is empty where it has none."""

    decorators: tuple[Code, ...]
    signature: Code
    doc: Code
    body: Code
    iterator: Code
    iterator_doc: Code


@dataclass(frozen=True, slots=True)
class ResourceModule:
    """The operations of one tag."""

    name: str
    module_doc: Code
    line: Code
    doc: Code
    imports: Code
    methods: tuple[MethodView, ...]


def resource_module(
    api: Api,
    tag: Tag,
    operations: Sequence[Operation],
    names: Names,
    report: Report,
    *,
    runtime: str,
    flat: bool,
) -> ResourceModule:
    """Lay out the operations of one tag."""
    named = names.tags[tag.name]
    parameters = {one.id: parameter_names(one, report) for one in operations}
    own = {named.type, "self", "data"}
    own.update(names.methods[one.id] for one in operations)
    own.update(names.iterators.get(one.id, "") for one in operations)
    own.update(name for each in parameters.values() for name in each)
    imports = Imports(own)
    place = Place(
        api.by_name,
        names,
        imports,
        up="..",
        runtime=f".{runtime}",
        hidden=frozenset(BUILTIN_TYPES & own),
    )
    base = _base(place, flat)
    methods = tuple(
        _method(
            one,
            [Given(Code(n), p) for n, p in zip(parameters[one.id], one.parameters, strict=True)],
            tag,
            place,
        )
        for one in operations
    )
    return ResourceModule(
        name=named.module,
        line=class_line(named.type, [one_line(base)]),
        module_doc=docstring(f"Operations of the tag `{tag.name}`.", 0),
        doc=docstring(tag_doc(tag, operations), STEP),
        imports=imports.text(),
        methods=methods,
    )


def _base(place: Place, flat: bool) -> Expr:
    """Flat methods stand on the client itself, the others on an object of their own."""
    if flat:
        return place.of_runtime("client", "Client")
    resource = place.of_runtime("resource", "Resource")
    return subscript(resource, place.of_runtime("resource", "C_co"))


def _method(operation: Operation, given: Sequence[Given], tag: Tag, place: Place) -> MethodView:
    body = sent(operation.body, place.declarations) if operation.body is not None else None
    read = received(operation)
    returns = _returns(read, place)
    name = place.names.methods[operation.id]
    calls = subscript(place.of_runtime("resource", "Call"), returns)
    arguments = list(_arguments(operation, given, body, place))
    made = call(
        place.of_runtime("resource", "Call"), *_call(operation, given, body, read, returns, place)
    )
    iterator, note = _iterator(operation, name, place)
    return MethodView(
        decorators=tuple(_decorators(operation, read, place)),
        signature=signature(name, arguments, calls, STEP),
        doc=_doc(operation, given, tag),
        body=lay(made, 2 * STEP, "return "),
        iterator=iterator,
        iterator_doc=note,
    )


def _doc(operation: Operation, given: Sequence[Given], tag: Tag) -> Code:
    described = [
        (each.name, each.parameter.description, each.parameter.deprecated) for each in given
    ]
    if operation.body is not None:
        described.insert(0, (Code("data"), operation.body.description, False))
    text = operation_doc(operation, tag)
    return docstring(text, 2 * STEP, after=arguments_doc(described, 2 * STEP))


def _decorators(operation: Operation, read: Received, place: Place) -> Iterator[Code]:
    kind = {"file": "download", "stream": "stream"}.get(read.how, "operation")
    yield Code(f"    @{place.of_runtime('resource', kind)}")
    if operation.deprecated:
        deprecated = place.imports.name("typing_extensions", "deprecated")
        message = text_literal(f"{operation.id} is deprecated by the API")
        yield lay(call(f"@{deprecated}", message, Code("stacklevel=2")), STEP)


def _iterator(operation: Operation, method: str, place: Place) -> tuple[Code, Code]:
    name = place.names.iterators.get(operation.id)
    if name is None or operation.pagination is None:
        return Code(""), Code("")
    pages = pages_call(operation, operation.pagination, method, place)
    return assignment(name, pages, STEP), docstring(iterator_doc(method), STEP)


# --- The signature -------------------------------------------------------------------------------


def _arguments(
    operation: Operation, given: Sequence[Given], body: Sent | None, place: Place
) -> Iterator[Argument]:
    yield Argument("self")
    for each in given:
        if each.parameter.location == "path":
            yield Argument(each.name, argument(each.parameter.type, place))
    if body is not None and operation.body is not None:
        type_ = _data(body, place)
        if operation.body.required:
            yield Argument("data", type_)
        else:
            yield Argument("data", either([type_, NONE]), "None")
    others = [each for each in given if each.parameter.location != "path"]
    if others:
        yield Argument("*")
    for each in others:
        type_ = argument(each.parameter.type, place)
        if each.parameter.required:
            yield Argument(each.name, type_)
        else:
            yield Argument(each.name, either([type_, NONE]), "None")


def _data(body: Sent, place: Place) -> Expr:
    if body.type is None:
        return either([place.of_runtime("resource", "File"), place.builtin("bytes")])
    return argument(body.type, place)


def _returns(read: Received, place: Place) -> Expr:
    if read.how == "nothing":
        return NONE
    if read.how == "file":
        return place.builtin("bytes")
    options = [NONE if type_ is None else answer(type_, place) for type_ in read.types]
    return either(sorted(options, key=lambda option: option == NONE))


# --- The call ------------------------------------------------------------------------------------


def _call(
    operation: Operation,
    given: Sequence[Given],
    body: Sent | None,
    read: Received,
    returns: Expr,
    place: Place,
) -> Iterator[Expr]:
    yield text_literal(operation.method)
    yield path_literal(operation.path, given, place)
    yield value(returns, read.types, place)
    for location, name in (("query", "query"), ("header", "headers"), ("cookie", "cookies")):
        found = [
            entry
            for each in given
            if each.parameter.location == location
            for entry in entries(each, place)
        ]
        if found:
            yield keyword(name, display(found))
    if body is not None:
        yield from _body(body)
    if read.accept:
        yield keyword("accept", text_literal(read.accept))
    declared = [
        (_status(status), _form(value(answer(type_, place), [type_], place), place))
        for status, type_ in errors(operation.responses)
    ]
    if declared:
        yield keyword("errors", display(declared))


def _body(body: Sent) -> Iterator[Expr]:
    yield keyword("body", Code("data"))
    if body.form:
        yield keyword("form", Code(body.form))
    if body.parts:
        yield keyword("parts", display((text_literal(n), text_literal(m)) for n, m in body.parts))
    if body.media:
        yield keyword("media", text_literal(body.media))


def _form(type_: Expr, place: Place) -> Expr:
    """Write a type inside a dictionary, where mypy takes a text in it for an annotation."""
    if '"' not in one_line(type_):
        return type_
    return call(place.imports.name("typing_extensions", "TypeForm"), type_)


def _status(status: str) -> Code:
    return Code(status) if status.isascii() and status.isdigit() else text_literal(status)
