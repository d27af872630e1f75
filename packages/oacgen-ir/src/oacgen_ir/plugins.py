"""What a generator is, and how the installed ones are found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeAlias, TypeVar

from oacgen_ir.diagnostics import Report
from oacgen_ir.files import File
from oacgen_ir.ir import Api
from oacgen_ir.options import Options

IR_VERSION = (1, 0)
"""Major: a generator for another one cannot read this IR. Minor: additions it may ignore."""

GENERATOR_API = 1
"""The version of the `Generator` protocol."""

O_contra = TypeVar("O_contra", bound=Options, contravariant=True)

Previous: TypeAlias = Callable[[str], "str | None"]
"""The text of a file that an earlier run wrote, by its path in the output, or None."""


class Generator(Protocol[O_contra]):
    """Turns the IR into the files of one language.

    Pure: the same arguments give the same files; no disk, clock, network, environment or print.
    """

    name: str  # "py": the flag, the config key, the prefix of its diagnostics
    folder: str  # "python": its folder below `clients/`
    language: str  # "Python": for people
    api: int  # the GENERATOR_API that it was written for
    ir: tuple[int, int]  # the IR_VERSION that it was written for

    @property
    def options(self) -> type[Options]:
        """The model of its options."""
        ...

    def generate(
        self, api: Api, options: O_contra, report: Report, previous: Previous
    ) -> Iterable[File]:
        """Make the files of one group (below a folder of its name), or of a lone document."""
        ...

    def root(self, apis: Sequence[Api], options: O_contra, report: Report) -> Iterable[File]:
        """Make the files that all groups share: the runtime, the index, the package's metadata."""
        ...
