"""The names of one Go package: every type, service and constant, none of them twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from oacgen_go import library
from oacgen_go.naming import declared_name, exported, field_name
from oacgen_go.responses import answer_type, file_models
from oacgen_go.syntax import PREDECLARED
from oacgen_go.types import Types
from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import (
    Alias,
    Api,
    Declaration,
    Model,
    Operation,
    Ref,
    Type,
    Union,
    inner_types,
)
from oacgen_ir.names import Scope, ascii_words, words


@dataclass(frozen=True, slots=True)
class Service:
    """The names of a tag: its field in the client, its type, its interface."""

    field: str
    type: str
    interface: str


@dataclass(frozen=True, slots=True)
class Package:
    """What the views of a package share."""

    name: str
    api: Api
    scope: Scope
    types: Types
    declared: dict[str, str]
    services: dict[str, Service]
    methods: dict[str, str]
    walks: dict[str, str]
    report: Report
    codecs: bool


def open_package(api: Api, name: str, *, codecs: bool, report: Report) -> Package:
    """Hand out the names of a package, the document's own first."""
    reserved = library.names() | PREDECLARED | {"Client", "New"}
    scope = Scope(reserved, escape=lambda name: f"{name}Model", prefix="N")
    wanted = [(one.name, _type_name(one), True) for one in api.declarations]
    declared = scope.claim_all(wanted)
    for one in api.declarations:
        if declared[one.name] != _type_name(one):
            report.add(
                "go-renamed",
                f"{one.name!r} is called {declared[one.name]}, as its own name is taken",
                at=one.origin,
            )
    types = Types(api, declared, file_models(api))
    services = _services(api, scope)
    methods, walks = _methods(api)
    package = Package(name, api, scope, types, declared, services, methods, walks, report, codecs)
    _name_unions(package)
    return package


def _type_name(declaration: Declaration) -> str:
    return declared_name(declaration.name) or "Schema"


def _services(api: Api, scope: Scope) -> dict[str, Service]:
    fields = Scope(prefix="N")
    found = {}
    for tag in api.tags:
        field = fields.claim(exported(words_of(tag.name)) or "Operations")
        type_ = scope.claim(f"{field}Service")
        found[tag.name] = Service(field, type_, scope.claim(f"{field}API"))
    return found


def words_of(text: str) -> tuple[str, ...]:
    """Split the name of a tag or an action, in ASCII."""
    return ascii_words(text)


def _methods(api: Api) -> tuple[dict[str, str], dict[str, str]]:
    """Name the method of each operation, and the one that walks its pages."""
    methods: dict[str, str] = {}
    walks: dict[str, str] = {}
    scopes: dict[str, Scope] = {}
    for operation in api.operations:
        scope = scopes.setdefault(operation.tag, Scope(_STANDARD, escape=_called, prefix="N"))
        methods[operation.id] = scope.claim(exported(words_of(operation.action)) or "Call")
    for operation in api.operations:
        if operation.pagination is not None:
            walks[operation.id] = scopes[operation.tag].claim(_walk_name(operation))
    return methods, walks


_STANDARD_WORDS: Final = """
GobDecode GobEncode MarshalJSON MarshalXML ReadByte ReadRune
UnmarshalJSON UnmarshalXML UnreadByte UnreadRune WriteByte
"""
_STANDARD: Final = frozenset(_STANDARD_WORDS.split())
"""Methods that mean something to the standard library, which `go vet` insists on."""


def _called(name: str) -> str:
    return f"{name}Call"


def _walk_name(operation: Operation) -> str:
    parts = words(operation.action)
    return exported((*parts[:-1], "all") if parts[-1:] == ("list",) else (*parts, "all"))


# --- Unions --------------------------------------------------------------------------------------


def _name_unions(package: Package) -> None:
    """Name the unions after their place that no alias names, and keep those that Go needs."""
    types = package.types
    for union, name in list(_places(package)):
        if union not in types.unions and types.collapsed(union) is None:
            types.name_union(union, package.scope.claim(name))
    for union in [one for one in types.unions if types.collapsed(one) is not None]:
        del types.unions[union]


def _places(package: Package) -> Iterator[tuple[Union, str]]:
    """Yield the unions inside others first, with a name made of the place."""
    for one in package.api.declarations:
        owner = package.declared[one.name]
        match one:
            case Model():
                for field in one.fields:
                    if not isinstance(field.type, Ref):
                        yield from _inside(field.type, owner + field_name(field.name))
                if one.extra is not None:
                    yield from _inside(one.extra, owner + "Extra")
            case Alias() if one.name not in package.types.recursive:
                yield from _inside(one.type, owner + "Item")
            case _:
                pass
    for operation in package.api.operations:
        owner = package.services[operation.tag].field + package.methods[operation.id]
        for parameter in operation.parameters:
            yield from _inside(parameter.type, owner + field_name(parameter.name))
        if operation.body is not None:
            for media in operation.body.content:
                if media.type is not None:
                    yield from _inside(media.type, owner + "Body")
        answer = answer_type(operation, package.api)
        if answer is not None:
            yield from _inside(answer, owner + "Response")


def _inside(type_: Type, name: str) -> Iterator[tuple[Union, str]]:
    if isinstance(type_, Ref):
        return
    found = [one for one in inner_types(type_) if isinstance(one, Union)]
    for union in reversed(found):
        yield union, name
