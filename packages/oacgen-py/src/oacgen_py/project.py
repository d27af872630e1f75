"""The files beside the package: `pyproject.toml` and `README.md`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_ir.ir import Api
from oacgen_py.options import PyOptions
from oacgen_py.syntax import summary

_HTTP = {"httpx2": "httpx2>=2.16", "httpx": "httpx>=0.28"}
_VERSION = re.compile(r"\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?")


@dataclass(frozen=True, slots=True)
class ProjectView:
    """What the package's metadata says."""

    name: Code
    version: Code
    description: Code
    http: Code
    package: Code
    module: Code
    title: Code


def project_view(api: Api, options: PyOptions) -> ProjectView:
    """Describe the project; a version that Python has no use for becomes 0."""
    version = api.version.removeprefix("v")
    return ProjectView(
        name=_toml(options.package_name.replace("_", "-").strip("-")),
        version=_toml(version if _VERSION.fullmatch(version) else "0"),
        description=_toml(summary(f"Python client for {api.title}")),
        http=_toml(_HTTP[options.http_library]),
        package=_toml(options.package_name),
        module=Code(options.package_name),
        title=Code(_markdown(api.title)),
    )


def _toml(text: str) -> Code:
    """Print a basic string of TOML, whose escapes are those of JSON."""
    return Code(json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f"))


def _markdown(text: str) -> str:
    return re.sub(r"[^\w .,:()-]", "", " ".join(text.split()))
