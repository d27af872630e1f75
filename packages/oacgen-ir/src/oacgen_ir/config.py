"""`oacgen.toml`, or `[tool.oacgen]` in pyproject.toml: one table of options per generator.

The table `[rename]` gives operations other names, in every language: `users_list_2 = "archived"`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from oacgen_ir.diagnostics import InputError
from oacgen_ir.names import words
from oacgen_ir.options import unknown_key
from oacgen_ir.plugins import KNOWN, names

_FILE: Final = "oacgen.toml"
_PROJECT: Final = "pyproject.toml"
_RENAME: Final = "rename"


@dataclass(frozen=True, slots=True)
class Config:
    """The options by generator name, and the file that they stand in (empty if there is none)."""

    file: str = ""
    sections: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def section(self, name: str) -> Mapping[str, object]:
        """Return the options of one generator."""
        return self.sections.get(name, {})

    @property
    def rename(self) -> Mapping[str, str]:
        """Return the names that operations shall have, by operation id."""
        return {id_: str(name) for id_, name in self.section(_RENAME).items()}

    def where(self, name: str) -> str:
        """Name the section in a message."""
        return f"{self.file} [{name}]"


def config_files(path: Path | None, *, folder: Path) -> tuple[Path, ...]:
    """Return the files that `load_config` looks for, whether they are there or not."""
    return (path,) if path is not None else (folder / _FILE, folder / _PROJECT)


def load_config(path: Path | None, *, folder: Path) -> Config:
    """Read the file `path`; without one, what stands in `folder` itself, never above it.

    `oacgen.toml` comes first, then a pyproject.toml with a `[tool.oacgen]`.
    """
    if path is not None:
        return _read(path, must=True)
    if (folder / _FILE).is_file():
        return _read(folder / _FILE, must=True)
    if (folder / _PROJECT).is_file():
        return _read(folder / _PROJECT, must=False)
    return Config()


def _read(path: Path, *, must: bool) -> Config:
    try:
        document: object = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=str(path)) from None
    except ValueError as error:  # not TOML, or not UTF-8
        raise InputError(f"this is not TOML: {error}", file=str(path)) from None
    if path.name == _PROJECT:
        match document:
            case {"tool": {"oacgen": inner}}:
                return _checked(inner, f"{path} [tool.oacgen]")
            case _ if must:
                raise InputError("it has no [tool.oacgen]", file=str(path))
            case _:
                return Config()
    return _checked(document, str(path))


def _checked(document: object, file: str) -> Config:
    if not isinstance(document, dict):
        raise InputError("a table of tables is needed, one per generator", file=file)
    known = sorted({*KNOWN, *names(), _RENAME})
    problems = [
        unknown_key(name, known, "section")
        if name not in known
        else f"`{name}` has to be a table of options"
        for name, section in document.items()
        if name not in known or not isinstance(section, dict)
    ]
    if not problems:
        problems = [
            f"rename.{id_}: {name!r} is no name"
            for id_, name in document.get(_RENAME, {}).items()
            if not (isinstance(name, str) and words(name))
        ]
    if problems:
        raise InputError("\n".join(problems), file=file)
    return Config(file, document)
