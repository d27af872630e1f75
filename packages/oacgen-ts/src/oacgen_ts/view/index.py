"""What an index exports: of a group, or of several."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from oacgen_ir.code import Code
from oacgen_ir.ir import Api, Enum
from oacgen_ir.names import camel, pascal, words
from oacgen_ts.options import TsOptions
from oacgen_ts.statements import braced
from oacgen_ts.syntax import is_identifier
from oacgen_ts.view.client import CLIENT
from oacgen_ts.view.context import Context

_VALUES: Final = {
    "auth": ("apiKey", "basic", "bearer"),
    "config": ("configure",),
    "csrf": ("csrfToken",),
    "errors": (
        "AbortError",
        "ApiError",
        "AuthenticationError",
        "ConnectionError",
        "DecodeError",
        "isApiError",
        "NotFoundError",
        "PermissionError",
        "RequestError",
        "ResponseError",
        "ServerError",
        "standardizedErrors",
        "ThrottledError",
        "TimeoutError",
        "ValidationError",
    ),
    "storage": ("cookieStorage", "localStorageAdapter", "memoryStorage"),
}
_TYPES: Final = {
    "auth": ("Auth", "AuthOptions", "Credential"),
    "config": ("CallOptions", "Client", "Config", "FetchOptions"),
    "errors": ("ApiRequest", "Fields", "ReadErrors"),
    "files": ("Download", "Upload"),
    "pagination": ("Items",),
    "storage": ("CookieOptions", "TokenStorage"),
    "types": ("Call", "JsonValue", "Provider", "Schema", "UnknownVariant"),
}
_ALONE: Final = {"files": ("Upload",), "types": ("JsonValue", "UnknownVariant")}


@dataclass(frozen=True, slots=True)
class IndexModule:
    """`index.ts`: lines that export."""

    lines: tuple[Code, ...]


def index_module(context: Context) -> IndexModule:
    """Export everything of a group but hooks and schemas, which are imported from their files."""
    extension, names = context.options.import_extension, context.names
    lines: list[str] = []
    if context.options.generate_fetchers:
        lines.append(f'export * from "./client{extension}";\n')
    if any(isinstance(one, Enum) for one in context.api.declarations):
        lines.append(f'export * from "./enums{extension}";\n')
    lines.append(f'export type * from "./models{extension}";\n')
    if context.options.generate_fetchers:
        lines += [
            f'export * from "./_utils/fetchers/{tag.file}{extension}";\n'
            for tag in names.tags.values()
        ]
    taken = names.exported | {CLIENT}
    lines += _runtime(context.runtime(0), context.options, taken)
    return IndexModule(tuple(map(Code, lines)))


def _runtime(path: str, options: TsOptions, taken: Container[str]) -> Iterator[str]:
    """Export the names of the runtime that the document does not use itself."""
    values = _VALUES if options.generate_fetchers else {}
    types = _TYPES if options.generate_fetchers else _ALONE
    for head, exported in (("export", values), ("export type", types)):
        for module, names in exported.items():
            free = [name for name in names if name not in taken]
            if free:
                yield braced(head, free, f' from "{path}/{module}{options.import_extension}";')


# --- Several groups ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group as a member of the client of all; its folder has its own name."""

    folder: Code
    name: Code
    client: Code
    resources: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class RootModule:
    """`index.ts` and `client.ts` of the root."""

    lines: tuple[Code, ...]
    groups: tuple[GroupView, ...]
    extension: Code


def root_module(apis: Sequence[Api], contexts: Sequence[Context], options: TsOptions) -> RootModule:
    """Export each group under its name, and one client of all."""
    extension = options.import_extension
    groups = tuple(_groups(contexts, options))
    # `export * as` would be shorter, but React Native's preset for Babel does not know it.
    lines = [
        f'import * as {group.name} from "./{api.group}/index{extension}";\n'
        for group, api in zip(groups, apis, strict=True)
    ]
    lines.append(braced("export", [group.name for group in groups], ";"))
    if options.generate_fetchers:
        lines.append(f'export {{ {CLIENT} }} from "./client{extension}";\n')
    taken = {CLIENT, *[group.name for group in groups]}
    lines += _runtime("./_utils/runtime", options, taken)
    return RootModule(tuple(map(Code, lines)), groups, Code(extension))


def _groups(contexts: Sequence[Context], options: TsOptions) -> Iterator[GroupView]:
    taken = {"config", *[group_name(context.api.group) for context in contexts]}
    flat = options.client_structure == "flat"
    for context in contexts:
        free = []
        for tag in [] if flat else context.names.tags.values():
            if tag.attribute not in taken:
                taken.add(tag.attribute)
                free.append(Code(tag.attribute))
        group = context.api.group
        client = Code(f"{pascal(words(group))}Client")
        yield GroupView(Code(group), Code(group_name(group)), client, tuple(free))


def group_name(group: str) -> str:
    """Return what a group is called in code: `back-office` is `backOffice`."""
    name = group if is_identifier(group) else camel(words(group)) or "group"
    return name if is_identifier(name) else f"{name}Group"
