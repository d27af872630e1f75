"""The options of Go clients."""

from __future__ import annotations

import re

from pydantic import field_validator

from oacgen_go.syntax import is_identifier
from oacgen_ir.options import Options

_MODULE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*(/[A-Za-z0-9_~][A-Za-z0-9._~-]*)*")


class GoOptions(Options):
    """How a Go client is made."""

    module: str = "example.com/apiclient"
    """The module path in `go.mod`. Packages of groups stand below it."""

    package: str = "api"
    """The name of the package where there are no groups; a group's package has its name."""

    codecs: bool = True
    """Generate JSON decoders and encoders, which are several times as fast as reflection.

    Without them models go through `encoding/json`, and the client compiles faster.
    """

    @field_validator("module")
    @classmethod
    def _check_module(cls, value: str) -> str:
        if not _MODULE.fullmatch(value):
            raise ValueError(f"{value!r} is not a module path such as example.com/apiclient")
        return value

    @field_validator("package")
    @classmethod
    def _check_package(cls, value: str) -> str:
        if not (is_identifier(value) and value.islower() and value != "main"):
            raise ValueError(f"{value!r} is not a package name; use lower-case letters")
        return value
