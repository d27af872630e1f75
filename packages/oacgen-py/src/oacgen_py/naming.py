"""What everything is called in Python, and which module it stands in; decided once for an API."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import (
    Api,
    Declaration,
    Enum,
    Kind,
    Model,
    Operation,
    declared_types,
    received_types,
    refs,
    sent_types,
)
from oacgen_ir.names import Scope, constant, pascal, snake, type_name, words
from oacgen_py.bodies import is_paged
from oacgen_py.circles import reachable
from oacgen_py.syntax import CLIENT_NAMES, KEYWORDS, MODEL_NAMES, RESERVED_MODULES

SHARED: Final = "shared"
"""The module of the models that several tags use."""

UNUSED: Final = "unused"
"""The module of the models that no operation uses."""

_SNAKE: Final = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST_LABEL: Final = 40
_LONGEST_MODULE: Final = 120  # bytes


@dataclass(frozen=True, slots=True)
class TagNames:
    """`module` is also the attribute of the client."""

    module: str
    type: str


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one API; keys are the document's own."""

    types: Mapping[str, str]
    modules: Mapping[str, str]  # of each declaration: `enums`, or `models.users`
    tags: Mapping[str, TagNames]
    fields: Mapping[str, Mapping[str, str]]  # by model, by wire name
    methods: Mapping[str, str]  # by id of the operation
    iterators: Mapping[str, str]  # by id of the operation, where it has pages


def name_everything(api: Api, report: Report, *, flat: bool) -> Names:
    """Name declarations, tags, fields and operations."""
    tags = _tags(api, report)
    models = [one for one in api.declarations if isinstance(one, Model)]
    methods, iterators = _methods(api, tags, flat)
    return Names(
        types=_types(api.declarations, report),
        modules=_modules(api, tags),
        tags=tags,
        fields={model.name: field_names(model, report) for model in models},
        methods=methods,
        iterators=iterators,
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the document calls something, what it is to be called, and where it stands."""

    text: str
    name: str
    at: str


def _claim(scope: Scope, wanted: Sequence[_Wanted], report: Report) -> list[str]:
    """Claim names, those first that the document itself has so; report what gets a number."""
    entries = [(index, one.name, one.name == one.text) for index, one in enumerate(wanted)]
    given = list(scope.claim_all(entries).values())
    for one, name in zip(wanted, given, strict=True):
        if name in scope.renamed:
            message = f"`{one.text}` is called `{name}`: `{scope.renamed[name]}` is another"
            report.add("py-renamed", message, at=one.at)
    return given


def _types(declarations: Sequence[Declaration], report: Report) -> dict[str, str]:
    wanted = [_Wanted(one.name, type_name(one.name), one.origin) for one in declarations]
    given = _claim(Scope(KEYWORDS, prefix="T"), wanted, report)
    return {one.name: name for one, name in zip(declarations, given, strict=True)}


def _tags(api: Api, report: Report) -> dict[str, TagNames]:
    scope = Scope(RESERVED_MODULES | CLIENT_NAMES, fold_case=True, prefix="tag_")
    types = Scope(KEYWORDS, prefix="Tag")
    names = [tag.name for tag in api.tags]
    modules = _claim(scope, [_Wanted(name, _module(name), "#/tags") for name in names], report)
    classes = types.claim_all({name: pascal(words(name, symbols=True)) for name in names})
    return {
        name: TagNames(module, classes[name]) for name, module in zip(names, modules, strict=True)
    }


def _snake(name: str) -> str:
    """Give a name in snake_case; one that is so already keeps its own underscores."""
    return name if _SNAKE.fullmatch(name) else snake(words(name, symbols=True))


def _module(name: str) -> str:
    """Give a name that a file system can hold, which counts bytes."""
    cut = _snake(name).encode()[:_LONGEST_MODULE]
    return cut.decode(errors="ignore").rstrip("_")


def field_names(model: Model, report: Report) -> dict[str, str]:
    """Name the fields of a model."""
    scope = Scope(KEYWORDS | MODEL_NAMES | {"builtins"}, prefix="n")
    wanted = [_Wanted(one.name, _snake(one.name), one.origin) for one in model.fields]
    given = _claim(scope, wanted, report)
    return {one.name: name for one, name in zip(model.fields, given, strict=True)}


def parameter_names(operation: Operation, report: Report) -> list[str]:
    """Name the parameters of an operation, in its own order."""
    taken = {"self", "data"} if operation.body is not None else {"self"}
    wanted = [_Wanted(one.name, _snake(one.name), one.origin) for one in operation.parameters]
    return _claim(Scope(KEYWORDS | taken, prefix="n"), wanted, report)


def is_literal(enum: Enum) -> bool:
    """Whether choices are written as texts: `created` and `-created` would be one member."""
    return enum.kind is Kind.STRING and any(
        isinstance(one.value, str) and one.value.startswith("-") for one in enum.members
    )


def member_names(enum: Enum, report: Report) -> list[str]:
    """Name the members of an enum; numbers take the words of their labels."""
    wanted = [
        _Wanted(str(one.value), _member_name(one.name, one.value, one.label), enum.origin)
        for one in enum.members
    ]
    return _claim(Scope(KEYWORDS, prefix="VALUE_"), wanted, report)


def _member_name(name: str, value: str | int | float, label: str) -> str:
    if name:
        return constant(words(name, symbols=True))
    if isinstance(value, str):
        return constant(words(value, symbols=True)) or "EMPTY"
    if label and len(label) <= _LONGEST_LABEL and (found := words(label)):
        return constant(found)
    return "VALUE_" + constant(words(str(value).replace("-", "minus_"), symbols=True))


# --- Operations ----------------------------------------------------------------------------------


def _methods(
    api: Api, tags: Mapping[str, TagNames], flat: bool
) -> tuple[dict[str, str], dict[str, str]]:
    """Name the methods; flat ones share one scope, which is the client's own."""
    reserved = KEYWORDS | CLIENT_NAMES if flat else KEYWORDS
    shared = Scope(reserved, prefix="call_")
    methods: dict[str, str] = {}
    iterators: dict[str, str] = {}
    for tag, operations in by_tag(api).items():
        scope = shared if flat else Scope(reserved, prefix="call_")
        before = f"{tags[tag].module}_" if flat else ""
        methods |= scope.claim_all({one.id: f"{before}{one.action}" for one in operations})
        paged = [one for one in operations if is_paged(one)]
        iterators |= scope.claim_all({one.id: before + _iterator(one.action) for one in paged})
    return methods, iterators


def _iterator(action: str) -> str:
    return "iterate" if action == "list" else f"iterate_{action.removesuffix('_list')}"


def by_tag(api: Api) -> dict[str, list[Operation]]:
    """Group the operations; tags without any are left out."""
    grouped: dict[str, list[Operation]] = {tag.name: [] for tag in api.tags}
    for operation in api.operations:
        grouped[operation.tag].append(operation)
    return {tag: operations for tag, operations in grouped.items() if operations}


# --- Modules -------------------------------------------------------------------------------------


def _modules(api: Api, tags: Mapping[str, TagNames]) -> dict[str, str]:
    """Put each model into the module of the one tag that uses it, else into the shared one.

    What a shared model refers to is shared as well, so that modules never import in circles.
    """
    edges = {one.name: tuple(refs(declared_types(one))) for one in api.declarations}
    users: dict[str, str] = {}
    for tag, operations in by_tag(api).items():
        used = [
            name
            for operation in operations
            for types in (sent_types(operation), received_types(operation))
            for name in refs(types)
        ]
        for name in reachable(used, edges):
            users[name] = SHARED if name in users else tags[tag].module
    return {
        one.name: "enums" if isinstance(one, Enum) else f"models.{users.get(one.name, UNUSED)}"
        for one in api.declarations
    }


def group_name(group: str) -> str:
    """Name the package of a group, whatever other groups there are."""
    reserved = RESERVED_MODULES | CLIENT_NAMES | {"client", "index"}
    return Scope(reserved, prefix="group_").claim(_module(group))
