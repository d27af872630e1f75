"""The client of a group: its operations by tag, and the ways to authenticate."""

from __future__ import annotations

from dataclasses import dataclass, replace

from oacgen_ir.code import Code
from oacgen_ir.ir import Auth
from oacgen_ts.imports import Imports
from oacgen_ts.statements import signature, statement
from oacgen_ts.syntax import WIDTH, comment, text_literal, width
from oacgen_ts.type_wrapping import Generic
from oacgen_ts.types import Types
from oacgen_ts.view.context import Context
from oacgen_ts.view.pages import pages_of
from oacgen_ts.view.shapes import Shape, documentation
from oacgen_ts.wrapping import Call, Record

CLIENT = "APIClient"


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method, or a function for a way to authenticate."""

    comment: Code
    head: Code
    body: Code


@dataclass(frozen=True, slots=True)
class ResourceView:
    """The operations of a tag."""

    comment: Code
    name: Code
    attribute: Code
    made: Code
    methods: tuple[MethodView, ...]


@dataclass(frozen=True, slots=True)
class ClientModule:
    """`client.ts`; in a flat one, the methods stand on the client itself."""

    imports: Code
    auth: tuple[MethodView, ...]
    resources: tuple[ResourceView, ...]
    methods: tuple[MethodView, ...]
    client: Code
    client_type: Code
    config_type: Code


def client_module(context: Context) -> ClientModule:
    """Write the client of an API."""
    names = context.names
    own = [CLIENT, *names.auth.values(), *[tag.client for tag in names.tags.values()]]
    own += [tag.attribute for tag in names.tags.values()]
    types = context.types(context.imports(own), 0)
    flat = context.options.client_structure == "flat"
    resources = [_resource(context, tag, types) for tag in context.shapes]
    auth = tuple([_auth(one, names.auth[one.name], types) for one in _usable(context)])
    client_type = Code(types.of_runtime("config", "Client"))
    config_type = Code(types.of_runtime("config", "Config"))
    return ClientModule(
        imports=types.imports.text(),
        auth=auth,
        resources=() if flat else tuple(resources),
        methods=tuple([one for r in resources for one in r.methods]) if flat else (),
        client=Code(CLIENT),
        client_type=client_type,
        config_type=config_type,
    )


def _resource(context: Context, tag: str, types: Types) -> ResourceView:
    names = context.names.tags[tag]
    module = f"./_utils/fetchers/{names.file}"
    types.imports.module(module, names.attribute)
    flat = context.options.client_structure == "flat"
    client = "this" if flat else "this.#client"
    methods = [
        method
        for shape in context.shapes[tag]
        for method in _methods(shape, names.attribute, client, types)
    ]
    text = next((one.description for one in context.api.tags if one.name == tag), "")
    return ResourceView(
        comment=comment(text or f"The operations of {tag}."),
        name=Code(names.client),
        attribute=Code(names.attribute),
        made=Code(_made(names.attribute, names.client)),
        methods=tuple(methods),
    )


def _made(attribute: str, client: str) -> str:
    """Print the statement that makes the operations of a tag."""
    head = f"    this.{attribute} = new {client}("
    line = f"{head}this);\n"
    if width(line) <= WIDTH + 1:
        return line
    if width(head) <= WIDTH:
        return f"{head}\n      this,\n    );\n"
    return f"    this.{attribute} =\n      new {client}(this);\n"


def _methods(shape: Shape, module: str, client: str, types: Types) -> list[MethodView]:
    names = shape.names
    found = [_method(shape, names.method, names.fetcher, module, client, types)]
    if names.iterator and pages_of(shape.operation, _unused(types)) is not None:
        name = iterator_name(names.method)
        found.append(_method(shape, name, names.iterator, module, client, types))
    return found


def iterator_name(method: str) -> str:
    """Name the method that goes through all pages: `iterate` for `list`."""
    if method == "list":
        return "iterate"
    if method.endswith("_list"):
        return f"{method.removesuffix('_list')}_iterate"
    return f"{method}_iterate" if "_" in method else f"{method}Iterate"


def _unused(types: Types) -> Types:
    """Return what writes types for nobody."""
    return replace(types, imports=Imports())


def _method(
    shape: Shape, name: str, fetcher: str, module: str, client: str, types: Types
) -> MethodView:
    call = Call(
        f"{module}.{fetcher}",
        *shape.given,
        Record([(f"client: {client}", None), ("...options", None)]),
    )
    params = f"{module}.{shape.names.params}"
    head = signature(
        name,
        shape.parameters(types, params),
        Generic("ReturnType", f"typeof {module}.{fetcher}"),
        2,
    )
    note = documentation(shape.operation, 2)
    if fetcher == shape.names.iterator:
        note = Code(f"  /** All items of `{shape.names.method}`, page after page. */\n")
    return MethodView(note, head, statement("return", call, 4))


# --- Authentication ------------------------------------------------------------------------------


def _usable(context: Context) -> list[Auth]:
    return [one for one in context.api.auth if one.kind != "mutual_tls"]


def _auth(auth: Auth, name: str, types: Types) -> MethodView:
    made = types.of_runtime("auth", "Auth")
    if auth.kind == "basic":
        parameters = [("username", "string"), ("password", "string")]
        call = Call(_value("basic", types), "username", "password")
    else:
        token = types.of_runtime("auth", "Credential")
        parameters = [("token", token), ("options?", types.of_runtime("auth", "AuthOptions"))]
        bearer = auth.kind in ("bearer", "oauth2", "openid")
        call = Call(_value("bearer", types), "token", "options") if bearer else _key(auth, types)
    return MethodView(
        comment=comment(auth.description),
        head=signature(f"export function {name}", parameters, made),
        body=statement("return", call),
    )


def _key(auth: Auth, types: Types) -> Call:
    prefix = [text_literal(auth.prefix)] if auth.prefix else []
    parameter, place = auth.parameter, auth.location
    return Call(
        _value("apiKey", types),
        text_literal(place),
        text_literal(parameter),
        "token",
        "options",
        *prefix,
    )


def _value(name: str, types: Types) -> str:
    return types.imports.value(f"{types.runtime}/auth", name)
