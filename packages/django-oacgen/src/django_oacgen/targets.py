"""Which generators run, with which options, and where each of them writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path, PurePosixPath
from typing import Any

from django_oacgen.config import OpenAPIClientConfig
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
    """The outputs, and an error for each that cannot be made."""

    targets: tuple[Target, ...]
    errors: tuple[InputError, ...] = ()


def targets_of(
    config: OpenAPIClientConfig, base: Path, languages: Iterable[str] | None = None
) -> Targets:
    """Return the targets of a project; `languages` choose among those of the configuration."""
    made: list[Target] = []
    errors = list(missing_languages(config))
    for name in _wanted(config, languages):
        try:
            made.append(target_of(name, config, base))
        except InputError as error:
            errors.append(error)
    if not errors and (clash := _clash(made, schemas_root(config, base))):
        errors.append(clash)
    return Targets(tuple(made), tuple(errors))


def schemas_root(config: OpenAPIClientConfig, base: Path) -> Path:
    """Return the folder of the schemas."""
    return base / config.output_dir / "schemas"


def _wanted(config: OpenAPIClientConfig, languages: Iterable[str] | None) -> tuple[str, ...]:
    if languages is not None:
        return tuple(dict.fromkeys(languages))
    configured = plugins.names() if config.languages is None else config.languages
    return tuple(name for name in configured if name in plugins.names())


def missing_languages(config: OpenAPIClientConfig) -> Iterable[InputError]:
    """Yield an error for each thing that is said about a language that is not there."""
    said = [("options", name) for name in config.options]
    said += [("output", name) for name in config.output]
    said += [("languages", name) for name in config.languages or ()]
    for key, name in said:
        meant = config.languages is None or name in config.languages
        if meant and name not in plugins.names():
            error = missing(name)
            yield InputError(f"OACGEN[{key!r}]: {error.message}", hint=error.hint)


def missing(name: str) -> InputError:
    """Return the error for a generator that is not installed, with the extra that brings it."""
    if name in plugins.KNOWN:
        hint = f"pip install 'django-oacgen[{name}]'"
        return InputError(f"the generator {name} is not installed", hint=hint)
    return InputError(unknown_key(name, sorted({*plugins.KNOWN, *plugins.names()}), "generator"))


def target_of(name: str, config: OpenAPIClientConfig, base: Path) -> Target:
    """Return the target of one generator, which is imported; an InputError where it cannot be."""
    if name not in plugins.names():
        raise missing(name)
    generator = plugins.find(name)
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


def _clash(targets: Iterable[Target], schemas: Path) -> InputError | None:
    """Return an error where an output lies in another: each removes what it no longer makes."""
    places = [("schemas", schemas), *((t.name, t.root("group")) for t in targets)]
    for index, (name, root) in enumerate(places):
        for other, folder in places[:index]:
            if root == folder:
                return InputError(f"{other} and {name} would both be written to {root}")
    return None
