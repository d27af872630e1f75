"""Everything that templates print, as source text; `build` decides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import Api
from oacgen_py.bodies import received
from oacgen_py.naming import Names, by_tag, group_name, name_everything
from oacgen_py.options import PyOptions
from oacgen_py.prose import package_doc
from oacgen_py.syntax import docstring
from oacgen_py.view.client import ClientModule, Group, Resource, client_module, resources
from oacgen_py.view.enums import EnumModule, enum_module
from oacgen_py.view.index import ExportView, exports, index_names
from oacgen_py.view.models import ModelModule, model_modules
from oacgen_py.view.operations import ResourceModule, resource_module
from oacgen_py.view.security import named_schemes

RUNTIME = "._runtime"


@dataclass(frozen=True, slots=True)
class PackageView:
    """The top of a package: its documentation, its clients, its names."""

    doc: Code
    client: ClientModule
    exports: tuple[ExportView, ...]
    lazy: Code


@dataclass(frozen=True, slots=True)
class GroupView:
    """The package of one group, or of a lone document."""

    package: PackageView
    enums: EnumModule
    models: tuple[ModelModule, ...]
    models_index: tuple[ExportView, ...]
    resources: tuple[ResourceModule, ...]
    lazy: Code  # the runtime's `lazy`, as seen from a module one level below


def build(api: Api, options: PyOptions, report: Report) -> GroupView:
    """Decide everything about one group, or about a lone document."""
    flat = options.client_structure == "flat"
    runtime = f".{RUNTIME}" if api.group else RUNTIME
    names = name_everything(api, report, flat=flat)
    tags = {tag.name: tag for tag in api.tags}
    models = model_modules(api, names, report, runtime)
    found = resources(api, names)
    module = options.package_name + (f".{group_name(api.group)}" if api.group else "")
    doc = package_doc(api, module, _example(api, names, "", flat), module)
    return GroupView(
        package=PackageView(
            doc=docstring(doc, 0),
            client=client_module(api, found, found, runtime=runtime, flat=flat),
            exports=exports(index_names(runtime, named_schemes(api.auth))),
            lazy=Code(f"{runtime}.lazy"),
        ),
        enums=enum_module(api, names, report),
        models=models,
        models_index=exports({name: f".{one.name}" for one in models for name in one.exports}),
        resources=tuple(
            resource_module(api, tags[tag], operations, names, report, runtime=runtime, flat=flat)
            for tag, operations in by_tag(api).items()
        ),
        lazy=Code(f".{runtime}.lazy"),
    )


def build_root(apis: Sequence[Api], options: PyOptions, report: Report) -> PackageView:
    """Decide what stands above the groups."""
    flat = options.client_structure == "flat"
    groups: list[Group] = []
    by_group: dict[str, list[Resource]] = {}
    examples: list[str] = []
    for api in apis:
        group, names = group_name(api.group), name_everything(api, report, flat=flat)
        groups.append(Group(group, f".{group}.client", api.title))
        by_group[group] = resources(api, names, f".{group}")
        examples.append(_example(api, names, f"{group}.", flat))
    schemes = {
        name: group.module
        for api, group in reversed(list(zip(apis, groups, strict=True)))
        for name in named_schemes(api.auth)
    }
    module = options.package_name
    models = f"{module}.{groups[0].attribute}"
    return PackageView(
        doc=docstring(package_doc(joined(apis), module, examples[0], models), 0),
        client=client_module(
            joined(apis),
            _short(by_group, report, flat),
            [resource for found in by_group.values() for resource in found],
            runtime=RUNTIME,
            flat=flat,
            groups=groups,
        ),
        exports=exports(index_names(RUNTIME, ()) | schemes),
        lazy=Code(f"{RUNTIME}.lazy"),
    )


def _example(api: Api, names: Names, group: str, flat: bool) -> str:
    """Write a call that needs no arguments, a list if there is one; empty if there is none."""
    simple = [
        operation
        for operation in api.operations
        if received(operation).how in ("json", "text")
        and operation.body is None
        and not any(parameter.required for parameter in operation.parameters)
    ]
    for operation in sorted(simple, key=lambda one: one.action != "list"):
        resource = "" if flat else f"{names.tags[operation.tag].module}."
        return f"client.{group}{resource}{names.methods[operation.id]}()"
    return ""


def joined(apis: Sequence[Api]) -> Api:
    """Describe several APIs as one; they have a server only where it is the same."""
    if len(apis) == 1:
        return apis[0]
    titles = dict.fromkeys(api.title for api in apis)
    versions = {api.version for api in apis}
    servers = {api.servers[:1] for api in apis}
    return Api(
        title=", ".join(titles),
        version=apis[0].version if len(versions) == 1 else "",
        servers=apis[0].servers[:1] if len(servers) == 1 else (),
    )


def _short(
    by_group: Mapping[str, Sequence[Resource]], report: Report, flat: bool
) -> list[Resource]:
    """Give short names to what no group and no earlier resource is called; report the others."""
    taken = dict.fromkeys(by_group, "a group")
    short: list[Resource] = []
    for group, found in by_group.items():
        wanted = {
            name: one for one in found for name in (one.methods if flat else (one.attribute,))
        }
        clashing = [name for name in wanted if name in taken]
        for name in clashing:
            if name == group:
                continue  # nobody wonders that the tag `users` of the group `users` is in it
            report.add(
                "py-short-name",
                f"`client.{name}` is {taken[name]}; use `client.{group}.{name}` for this one",
            )
        if flat and clashing:
            continue  # the methods of a group come together
        for name, one in wanted.items():
            if name not in taken:
                taken[name] = f"that of the group `{group}`"
                short += [one] if one not in short else []
    return short
