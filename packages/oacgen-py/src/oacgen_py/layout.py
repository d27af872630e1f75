"""Which template makes which file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from oacgen_py.view import GroupView, PackageView

Row: TypeAlias = tuple[str, str, Mapping[str, object]]
"""The path of a file, its template, and what the template prints."""


def package_files(view: PackageView) -> Iterator[Row]:
    """List the files at the top of a package."""
    yield "__init__.py", "package.py.jinja", {"doc": view.doc}
    yield "client.py", "client.py.jinja", {"client": view.client}
    yield "index.py", "index.py.jinja", {"exports": view.exports, "lazy": view.lazy}


def group_files(view: GroupView) -> Iterator[Row]:
    """List the files of one group, or of a lone document."""
    yield from package_files(view.package)
    yield "enums.py", "enums.py.jinja", {"module": view.enums}
    index = {"exports": view.models_index, "lazy": view.lazy}
    yield "models/__init__.py", "models_index.py.jinja", index
    for models in view.models:
        yield f"models/{models.name}.py", "models.py.jinja", {"module": models}
    yield "subclients/__init__.py", "subclients_index.py.jinja", {}
    for resource in view.resources:
        yield f"subclients/{resource.name}.py", "resource.py.jinja", {"module": resource}
