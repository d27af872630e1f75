"""The options of the Python generator."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from oacgen_ir.options import Options
from oacgen_py.syntax import KEYWORDS


class PyOptions(Options):
    """What can be chosen about a Python client."""

    package_name: str = "api_client"
    """The name by which the package is imported in documentation and package files."""

    http_library: Literal["httpx2", "httpx"] = "httpx2"
    """The library that carries requests; only one module of the client imports it."""

    client_structure: Literal["namespaced", "flat"] = "namespaced"
    """Where operations stand: `client.users.list()`, or `client.users_list()`."""

    package_files: bool = False
    """Whether the output is a project, with `pyproject.toml` and `README.md` beside the package."""

    @field_validator("package_name")
    @classmethod
    def _can_be_imported(cls, name: str) -> str:
        if not name.isidentifier() or not name.isascii() or name in KEYWORDS:
            raise ValueError(f"{name!r} cannot be imported: use lower-case letters and `_`")
        return name
