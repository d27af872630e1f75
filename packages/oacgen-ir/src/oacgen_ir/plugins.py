"""What a generator is, and how the installed ones are found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final, Protocol, TypeAlias, TypeVar, runtime_checkable

from oacgen_ir import __version__
from oacgen_ir.diagnostics import Entry, InputError, Report
from oacgen_ir.files import File
from oacgen_ir.ir import Api
from oacgen_ir.options import Options, unknown_key

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


AnyGenerator: TypeAlias = Generator[Any]
"""A generator whose options only itself knows; they come from its own `options` model."""


@runtime_checkable
class Explains(Protocol):
    """A generator that adds diagnostics of its own; their codes start with its name (`py-`)."""

    diagnostics: Mapping[str, Entry]


def own_diagnostics(generator: AnyGenerator) -> Mapping[str, Entry]:
    """Return the entries that a generator adds to the catalogue, for `Report(extra=...)`."""
    return generator.diagnostics if isinstance(generator, Explains) else {}


@runtime_checkable
class Remembers(Protocol):
    """A generator with files that outlive the group that they belong to."""

    lasting: tuple[str, ...]


def lasting_files(generator: AnyGenerator) -> tuple[str, ...]:
    """Return the names of files that are never removed, such as a lock of field numbers."""
    return generator.lasting if isinstance(generator, Remembers) else ()


# --- Discovery -----------------------------------------------------------------------------------

GROUP: Final = "oacgen.generators"

KNOWN: Final = ("go", "proto", "py", "ts")
"""Generators that may not be installed but have a name and a package: `oacgen-py`."""


@dataclass(frozen=True, slots=True)
class Found:
    """The generators that can be used, by name, and a message for each that cannot."""

    generators: Mapping[str, AnyGenerator]
    refused: Mapping[str, str]


def names() -> tuple[str, ...]:
    """Return the names of the installed generators; none of them is imported."""
    return tuple(_entries())


def discover() -> Found:
    """Import all installed generators."""
    generators: dict[str, AnyGenerator] = {}
    refused: dict[str, str] = {}
    for name in names():
        try:
            generators[name] = find(name)
        except InputError as error:
            refused[name] = str(error)
    return Found(generators, refused)


def find(name: str) -> AnyGenerator:
    """Import one generator; an InputError says what to install or upgrade."""
    entry = _entries().get(name)
    if entry is None:
        raise _missing(name)
    package = entry.dist.name if entry.dist is not None else f"oacgen-{name}"
    try:
        generator = entry.load()
    except Exception as error:  # whatever a broken package raises, it must not end the others
        raise InputError(
            f"the generator {name} cannot be loaded: {type(error).__name__}: {error}",
            hint=f"pip install --force-reinstall {package}",
        ) from error
    _refuse_other_versions(name, package, generator)
    loaded: AnyGenerator = generator
    return loaded


@cache
def _entries() -> Mapping[str, EntryPoint]:
    return {entry.name: entry for entry in sorted(entry_points(group=GROUP), reverse=True)}


def _missing(name: str) -> InputError:
    if name in KNOWN:
        return InputError(
            f"the generator {name} is not installed", hint=f"pip install oacgen-{name}"
        )
    return InputError(unknown_key(name, sorted({*KNOWN, *names()}), "generator"))


def _refuse_other_versions(name: str, package: str, generator: object) -> None:
    """Refuse a generator that speaks another protocol or IR: pip does not notice a stale one."""
    match (getattr(generator, "api", None), getattr(generator, "ir", None)):
        case (int(api), (int(major), int(minor))):
            pass
        case _:
            raise InputError(
                f"the generator {name} of {package} does not say what it was written for",
                hint="it needs the attributes `api` and `ir`",
            )
    for what, theirs, ours in (
        ("generator protocol", (api,), (GENERATOR_API,)),
        ("IR", (major,), IR_VERSION[:1]),
        ("IR", (major, minor), IR_VERSION),
    ):
        if theirs > ours or (theirs < ours and len(theirs) == 1):
            older = "oacgen-ir" if theirs > ours else package
            raise InputError(
                f"the generator {name} of {package} was written for {what} {_dotted(theirs)}, "
                f"and oacgen-ir {__version__} has {_dotted(ours)}",
                hint=f"pip install --upgrade {older}",
            )


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
