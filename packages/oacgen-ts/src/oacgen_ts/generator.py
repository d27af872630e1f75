"""The TypeScript generator: an API to files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from oacgen_ir.diagnostics import Report
from oacgen_ir.files import File
from oacgen_ir.ir import Api
from oacgen_ir.plugins import Previous
from oacgen_ts.catalogue import DIAGNOSTICS
from oacgen_ts.layout import group_files, root_files, runtime_files
from oacgen_ts.options import TsOptions
from oacgen_ts.view.context import context_of


class TsGenerator:
    """Makes a TypeScript client."""

    name = "ts"
    folder = "typescript"
    language = "TypeScript"
    api = 1
    ir = (1, 0)
    options = TsOptions
    diagnostics = DIAGNOSTICS

    def generate(
        self, api: Api, options: TsOptions, report: Report, previous: Previous
    ) -> Iterable[File]:
        """Make the files of one group, or of a lone document."""
        return group_files(context_of(api, options, report))

    def root(self, apis: Sequence[Api], options: TsOptions, report: Report) -> Iterator[File]:
        """Make the runtime, the index of all groups, and the package's metadata."""
        yield from runtime_files(options)
        yield from root_files(apis, options, report)


generator = TsGenerator()
