"""Everything that templates print, as source text; `build` decides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import Api
from oacgen_py.naming import by_tag, group_names, name_everything
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
    names = name_everything(api, flat=flat)
    tags = {tag.name: tag for tag in api.tags}
    models = model_modules(api, names, report, runtime)
    found = resources(api, names)
    module = options.package_name + (f".{group_names([api])[api.group]}" if api.group else "")
    return GroupView(
        package=PackageView(
            doc=docstring(package_doc(api, module, found[0].attribute if found else ""), 0),
            client=client_module(api, found, found, runtime=runtime, flat=flat),
            exports=exports(index_names(runtime, named_schemes(api.auth))),
            lazy=Code(f"{runtime}.lazy"),
        ),
        enums=enum_module(api, names),
        models=models,
        models_index=exports({name: f".{one.name}" for one in models for name in one.exports}),
        resources=tuple(
            resource_module(api, tags[tag], operations, names, runtime=runtime, flat=flat)
            for tag, operations in by_tag(api).items()
        ),
        lazy=Code(f".{runtime}.lazy"),
    )


def build_root(apis: Sequence[Api], options: PyOptions, report: Report) -> PackageView:
    """Decide what stands above several groups."""
    flat = options.client_structure == "flat"
    attributes = group_names(apis)
    by_group: dict[str, list[Resource]] = {}
    for api in apis:
        attribute = attributes[api.group]
        names = name_everything(api, flat=flat)
        by_group[attribute] = resources(api, names, f".{attribute}")
    short = _short(by_group, report, flat)
    schemes: dict[str, str] = {}
    for api in apis:
        for name in named_schemes(api.auth):
            schemes.setdefault(name, f".{attributes[api.group]}.client")
    groups = [
        Group(attributes[one.group], f".{attributes[one.group]}.client", one.title) for one in apis
    ]
    every = [resource for found in by_group.values() for resource in found]
    return PackageView(
        doc=docstring(package_doc(apis[0], options.package_name, _example(groups, by_group)), 0),
        client=client_module(apis[0], short, every, runtime=RUNTIME, flat=flat, groups=groups),
        exports=exports(index_names(RUNTIME, ()) | schemes),
        lazy=Code(f"{RUNTIME}.lazy"),
    )


def _example(groups: Sequence[Group], by_group: Mapping[str, Sequence[Resource]]) -> str:
    for group in groups:
        for resource in by_group[group.attribute]:
            return f"{group.attribute}.{resource.attribute}"
    return ""


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
