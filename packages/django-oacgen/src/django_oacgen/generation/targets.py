"""Which generators run, with which options, and where each of them writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path, PurePosixPath
from typing import Any

from django_oacgen.config import OpenAPIClientConfig
from django_oacgen.schema.groups import groups_of
from oacgen_ir import plugins
from oacgen_ir.diagnostics import InputError
from oacgen_ir.options import Options, parse_options, unknown_key
from oacgen_ir.plugins import AnyGenerator

# The flags of a configuration that are options of generators under another name.
_FLAGS: Mapping[str, Mapping[str, str]] = {
    "client_structure": {"py": "client_structure", "ts": "client_structure"},
    "generate_package_files": {"py": "package_files", "ts": "generate_package_files"},
    "generate_zod_schemas": {"ts": "generate_zod_schemas"},
    "generate_fetchers": {"ts": "generate_fetchers"},
    "generate_swr_hooks": {"ts": "generate_swr_hooks"},
}


@dataclass(frozen=True, slots=True)
class Target:
    """One generator, its options, and its output; `{group}` in `place` makes a root per group."""

    generator: AnyGenerator
    options: Options
    place: str
    base: Path

    @property
    def name(self) -> str:
        """`py`, `ts`, ..."""
        return self.generator.name

    @property
    def per_group(self) -> bool:
        """Whether each group is an output of its own."""
        return "{group}" in self.place

    @property
    def package(self) -> str:
        """The folder that files want to stand in wherever they go, such as `api_client/`."""
        if self.name != "py" or getattr(self.options, "package_files", True):
            return ""
        return f"{PurePosixPath(self.place).name}/"

    def root(self, group: str = "") -> Path:
        """Return the folder that is written to."""
        return self.base / self.place.replace("{group}", group)


@dataclass(frozen=True, slots=True)
class Targets:
    """The outputs, and an error for each generator that is installed and cannot be used."""

    targets: tuple[Target, ...]
    errors: tuple[InputError, ...] = ()


def refuse_unknown(config: OpenAPIClientConfig, languages: Iterable[str] | None = None) -> None:
    """Raise an InputError if a language is named, in `languages` too, that cannot be had."""
    asked = [missing(name) for name in languages or () if name not in plugins.names()]
    _raise([*missing_languages(config), *asked])


def targets_of(
    config: OpenAPIClientConfig, base: Path, languages: Iterable[str] | None = None
) -> Targets:
    """Return the targets of a project; `languages` choose among those of the configuration.

    A mistake in the configuration is an InputError, which tells of them all.
    """
    made: list[Target] = []
    mistakes: list[InputError] = []
    unusable: list[InputError] = []
    for name in _wanted(config, languages):
        try:
            generator = plugins.find(name)
        except InputError as error:  # it is broken or old: the others can do their work
            unusable.append(error)
            continue
        try:
            made.append(target_of(generator, config, base))
        except InputError as error:
            mistakes.append(error)
    _raise(mistakes)
    _raise(overlaps(_roots(made, config, base)))
    return Targets(tuple(made), tuple(unusable))


def _raise(mistakes: Iterable[InputError]) -> None:
    """Raise one error for them all, if there are any."""
    match [*mistakes]:
        case []:
            return
        case [only]:
            raise only
        case several:
            raise InputError("\n".join(map(str, several)))


def schemas_root(config: OpenAPIClientConfig, base: Path) -> Path:
    """Return the folder of the schemas."""
    return base / config.output_dir / "schemas"


def _wanted(config: OpenAPIClientConfig, languages: Iterable[str] | None) -> tuple[str, ...]:
    configured = plugins.names() if config.languages is None else config.languages
    chosen = configured if languages is None else languages
    return tuple(name for name in dict.fromkeys(chosen) if name in plugins.names())


def missing_languages(config: OpenAPIClientConfig) -> Iterable[InputError]:
    """Yield an error for each thing that is said about a language that is not there."""
    said = [("options", name) for name in config.options]
    said += [("output", name) for name in config.output]
    said += [("languages", name) for name in config.languages or ()]
    for key, name in said:
        # A language that is left out on purpose need not be installed; but it must be one.
        meant = config.languages is None or name in config.languages or name not in plugins.KNOWN
        if meant and name not in plugins.names():
            error = missing(name)
            yield InputError(f"OACGEN[{key!r}]: {error.message}", hint=error.hint)


def missing(name: str) -> InputError:
    """Return the error for a generator that is not installed, with the extra that brings it."""
    if name in plugins.KNOWN:
        hint = f"pip install 'django-oacgen[{name}]'"
        return InputError(f"the generator {name} is not installed", hint=hint)
    return InputError(unknown_key(name, sorted({*plugins.KNOWN, *plugins.names()}), "generator"))


def target_of(generator: AnyGenerator, config: OpenAPIClientConfig, base: Path) -> Target:
    """Return the target of a generator; an InputError where its configuration has a mistake."""
    name = generator.name
    stated = dict(config.options.get(name, {}))
    place = config.output.get(name)
    values = {**_from_flags(name, generator, config), **_from_place(name, place), **stated}
    where = f"OACGEN['options'][{name!r}]"
    options = parse_options(generator.options, values, where=where)
    return Target(generator, options, _place(place, generator, options, config), base)


def _from_flags(
    name: str, generator: AnyGenerator, config: OpenAPIClientConfig
) -> Mapping[str, Any]:
    """Return the options that the flags stand for; one that says too much is an InputError."""
    values: dict[str, Any] = {}
    for flag, meanings in _FLAGS.items():
        if (option := meanings.get(name)) is None:
            continue
        if option in generator.options.model_fields:
            values[option] = getattr(config, flag)
        elif getattr(config, flag) != type(config).model_fields[flag].default:
            raise InputError(f"the generator {name} has no option for {flag}")
    return values


def _from_place(name: str, place: str | None) -> Mapping[str, Any]:
    """A Python client that is put somewhere is a package there, not a project."""
    if name != "py" or place is None:
        return {}
    package = PurePosixPath(place).name
    if package == "{group}":  # a name that can be imported, as those of all groups
        return {"package_files": False}
    if not package.isidentifier() or iskeyword(package):
        raise InputError(
            f"OACGEN['output']['py']: {place!r} cannot be imported",
            hint="it is to end in the name of the package, as in backend/api_client",
        )
    return {"package_files": False, "package_name": package}


def _place(
    place: str | None, generator: AnyGenerator, options: Any, config: OpenAPIClientConfig
) -> str:
    default = f"{config.output_dir}/clients/{generator.folder}"
    if generator.name != "py":
        return place or default
    project = options.package_files
    if place is None:
        return default if project else f"{default}/{options.package_name}"
    return str(PurePosixPath(place).parent) if project else place


def _roots(
    targets: Iterable[Target], config: OpenAPIClientConfig, base: Path
) -> Iterator[tuple[str, Path]]:
    """Yield the name and the folder of each output."""
    yield "the schemas", schemas_root(config, base)
    for target in targets:
        if target.per_group:
            for group in groups_of(config):
                yield f"{target.name} of {group.name}", target.root(group.name)
        else:
            yield target.name, target.root()


def overlaps(places: Iterable[tuple[str, Path]]) -> Iterator[InputError]:
    """Yield an error for each output that is, or lies inside, the folder of another.

    Each output has a folder to itself: what is no longer made there is removed.
    """
    seen: list[tuple[str, Path]] = []
    for name, place in places:
        folder = place.resolve()
        for other, taken in seen:
            if folder == taken:
                yield InputError(f"{other} and {name} would both be written to {folder}")
            elif folder.is_relative_to(taken):
                yield _inside(name, folder, other, taken)
            elif taken.is_relative_to(folder):
                yield _inside(other, taken, name, folder)
        seen.append((name, folder))


def _inside(inner: str, place: Path, outer: str, around: Path) -> InputError:
    return InputError(
        f"{inner} would be written to {place}, which is inside {around}, the folder of {outer}",
        hint="give each output a folder of its own, beside the others",
    )
