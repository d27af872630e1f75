"""The module `client.py`: the clients, and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ir.ir import Api
from oacgen_ir.names import pascal, words
from oacgen_py.imports import Imports, import_line
from oacgen_py.naming import Names, by_tag
from oacgen_py.prose import tag_doc
from oacgen_py.syntax import docstring, summary, text_literal
from oacgen_py.view.security import SchemeView, named_schemes, scheme_view
from oacgen_py.wrapping import Argument, call, class_line, lay, pair, signature, subscript

STEP = 4
OWN = frozenset({"Resources", "APIClient", "SyncAPIClient", "C", "preload"})


@dataclass(frozen=True, slots=True)
class PropertyView:
    """A resource, or a group of them, as a property that loads its module when it is used."""

    signature: Code
    doc: Code
    load: Code
    value: Code


@dataclass(frozen=True, slots=True)
class ClientModule:
    """The clients of an API; with `flat`, methods hang on them instead of properties."""

    doc: Code
    imports: Code
    type_imports: Code
    client: Code
    flat: Code  # the class that has all methods, for type checkers; empty if not `flat`
    places: tuple[Code, ...]
    properties: tuple[PropertyView, ...]
    async_client: Code
    async_doc: Code
    async_groups: tuple[PropertyView, ...]
    sync_client: Code
    sync_doc: Code
    sync_groups: tuple[PropertyView, ...]
    server: Code
    schemes: tuple[SchemeView, ...]
    modules: tuple[Code, ...]
    load_http: Code


@dataclass(frozen=True, slots=True)
class Resource:
    """The operations of a tag, as seen from the module of a client."""

    attribute: str
    module: str  # `.core.subclients.users`
    type: str
    doc: str
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a project: its attribute, the module of its clients, its title."""

    attribute: str
    module: str
    title: str


def resources(api: Api, names: Names, package: str = "") -> list[Resource]:
    """List the resources of an API; `package` is the path to its group."""
    tags = {tag.name: tag for tag in api.tags}
    found = []
    for tag, operations in by_tag(api).items():
        named = names.tags[tag]
        methods = [names.methods[one.id] for one in operations]
        methods += [names.iterators[one.id] for one in operations if one.id in names.iterators]
        found.append(
            Resource(
                attribute=named.module,
                module=f"{package}.subclients.{named.module}",
                type=named.type,
                doc=tag_doc(tags[tag], operations),
                methods=tuple(methods),
            )
        )
    return found


def client_module(
    api: Api,
    short: Sequence[Resource],
    every: Sequence[Resource],
    *,
    runtime: str,
    flat: bool,
    groups: Sequence[Group] = (),
) -> ClientModule:
    """Lay out the clients over the resources that have `short` names; `every` can be preloaded."""
    schemes = {} if groups else named_schemes(api.auth)
    imports = Imports(OWN | schemes.keys())
    imports.name("importlib", "import_module")
    if short or groups:
        imports.name("typing", "TYPE_CHECKING")
    if groups:
        imports.name("typing", "TypeVar")
    client, async_client, sync_client = [
        imports.name(f"{runtime}.client", name) for name in ("Client", "AsyncClient", "SyncClient")
    ]
    load_http = imports.name(f"{runtime}.transport", "load_http")
    views = tuple(scheme_view(name, one, imports, runtime) for name, one in schemes.items())
    typed = Imports(OWN | schemes.keys() | imports.taken)
    return ClientModule(
        doc=docstring(f"The clients of {api.title}.", 0),
        client=client,
        flat=_flat(short, typed) if flat and short else Code(""),
        places=tuple(_places(short)) if flat else (),
        properties=() if flat else tuple(_properties(short, typed)),
        async_client=async_client,
        async_doc=docstring(_client_doc(api, "methods to await"), STEP),
        async_groups=tuple(_groups(groups, "APIClient", typed)),
        sync_client=sync_client,
        sync_doc=docstring(_client_doc(api, "methods that block"), STEP),
        sync_groups=tuple(_groups(groups, "SyncAPIClient", typed)),
        server=_server(api),
        schemes=views,
        modules=tuple(text_literal(one.module) for one in every),
        load_http=load_http,
        imports=imports.text(),
        type_imports=typed.text(STEP),
    )


def _client_doc(api: Api, how: str) -> str:
    version = f" {api.version}" if api.version else ""
    return f"{api.title}{version}, with {how}. {summary(api.description)}"


def _server(api: Api) -> Code:
    url = api.servers[0].url if api.servers else ""
    usable = url.startswith(("http://", "https://")) and "{" not in url
    return text_literal(url) if usable else Code("")


def _properties(found: Sequence[Resource], typed: Imports) -> Iterator[PropertyView]:
    for one in found:
        local = typed.name(one.module, one.type)
        returns = subscript(local, typed.name("typing", "Self"))
        yield PropertyView(
            signature=signature(one.attribute, [Argument("self")], returns, STEP),
            doc=docstring(one.doc, 2 * STEP),
            load=import_line(one.module, one.type, local, 2 * STEP),
            value=lay(call(local, Code("self")), 2 * STEP, "return "),
        )


def _groups(groups: Sequence[Group], client: str, typed: Imports) -> Iterator[PropertyView]:
    for one in groups:
        local = typed.name(one.module, client, f"{pascal(words(one.attribute))}{client}")
        yield PropertyView(
            signature=signature(one.attribute, [Argument("self")], local, STEP),
            doc=docstring(f"The operations of {one.title}.", 2 * STEP),
            load=import_line(one.module, client, local, 2 * STEP),
            value=lay(call("_over", Code("self"), local), 2 * STEP, "return "),
        )


def _flat(short: Sequence[Resource], typed: Imports) -> Code:
    return class_line("Resources", [typed.name(one.module, one.type) for one in short], STEP)


def _places(found: Sequence[Resource]) -> Iterator[Code]:
    """Print where each method is found, as entries of a dictionary."""
    for one in found:
        place = pair(text_literal(one.module), text_literal(one.type))
        for method in one.methods:
            yield lay(place, STEP, f"{text_literal(method)}: ", ",")
