"""What all views of one API need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import Api, Declaration, Operation
from oacgen_ts.imports import Imports
from oacgen_ts.media import received_answer
from oacgen_ts.naming import Names, name_everything
from oacgen_ts.options import TsOptions
from oacgen_ts.types import Types, variants
from oacgen_ts.view.bodies import sent_body
from oacgen_ts.view.parameters import params_of, path_arguments
from oacgen_ts.view.shapes import Shape


@dataclass(frozen=True)
class Context:
    """One API with its names and options."""

    api: Api
    options: TsOptions
    report: Report
    names: Names

    @property
    def declarations(self) -> Mapping[str, Declaration]:
        """Declarations by the document's names."""
        return self.api.by_name

    @cached_property
    def variants(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """The values of each variant's tags: by model, by property."""
        return variants(self.api)

    @cached_property
    def server(self) -> str:
        """Where the document says that the API is; empty where it says nothing."""
        return self.api.servers[0].url.rstrip("/") if self.api.servers else ""

    @cached_property
    def shapes(self) -> Mapping[str, Sequence[Shape]]:
        """The operations by tag."""
        modules = frozenset([tag.attribute for tag in self.names.tags.values()])
        found: dict[str, list[Shape]] = {}
        for one in self.api.operations:
            found.setdefault(one.tag, []).append(self._shape(one, modules))
        return found

    def _shape(self, operation: Operation, modules: frozenset[str]) -> Shape:
        return Shape(
            operation=operation,
            names=self.names.operations[operation.id],
            arguments=path_arguments(operation, modules),
            body=sent_body(operation, self.declarations, self.report),
            params=params_of(operation),
            answer=received_answer(operation),
        )

    @property
    def zod(self) -> str:
        """The module of the flavour of Zod."""
        return "zod/mini" if self.options.zod == "mini" else "zod"

    def runtime(self, depth: int) -> str:
        """Return the path to the runtime from a module `depth` folders below the group's."""
        if self.api.group:
            return f"{'../' * (depth + 1)}_utils/runtime"
        return {0: "./_utils/runtime", 2: "../runtime"}[depth]

    def imports(self, own: Iterable[str] = ()) -> Imports:
        """Return the imports of a new module."""
        return Imports(frozenset(own), self.options.import_extension)

    def types(self, imports: Imports, depth: int, *, inside: bool = False) -> Types:
        """Return what writes types in a module; `inside` is that of the models."""
        group = "../" * depth or "./"
        return Types(
            declarations=self.declarations,
            names=self.names,
            imports=imports,
            models="" if inside else f"{group}models",
            enums=f"{group}enums",
            runtime=self.runtime(depth),
        )


def context_of(api: Api, options: TsOptions, report: Report) -> Context:
    """Name everything, once."""
    flat = options.client_structure == "flat"
    names = name_everything(api, report, flat=flat)
    return Context(api=api, options=options, report=report, names=names)
