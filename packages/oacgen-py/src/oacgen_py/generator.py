"""The generator that is found as `py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from oacgen_ir.diagnostics import Entry, Report
from oacgen_ir.files import File
from oacgen_ir.ir import Api
from oacgen_ir.plugins import Previous
from oacgen_ir.render import environment
from oacgen_py.layout import Row, group_files, package_files
from oacgen_py.naming import group_name
from oacgen_py.options import PyOptions
from oacgen_py.project import project_view
from oacgen_py.view import build, build_root, joined

DIAGNOSTICS: Final[Mapping[str, Entry]] = {
    "py-pattern": Entry(
        "info",
        "A pattern uses what Python's validator does not have, such as look-around.",
        "Nothing is to be done: the server checks it.",
    ),
    "py-renamed": Entry(
        "warning",
        "Two names of the document are one in Python, so that the later has a number.",
        "Rename one of them. Another that comes before it may change the number.",
    ),
    "py-short-name": Entry(
        "warning",
        "Tags of one name in several groups: the first group keeps the short name.",
        "Call the others by their group, or rename a tag.",
    ),
}
"""The codes that this generator reports."""


class PyGenerator:
    """Makes a Python package: Pydantic models, and clients to await or to block on."""

    name = "py"
    folder = "python"
    language = "Python"
    api = 1
    ir = (1, 0)
    options = PyOptions
    diagnostics = DIAGNOSTICS

    def generate(
        self, api: Api, options: PyOptions, report: Report, previous: Previous
    ) -> Iterable[File]:
        """Make the package of one group, or of a lone document."""
        folder = f"{group_name(api.group)}/" if api.group else ""
        for path, text in _rendered(group_files(build(api, options, report))):
            yield File(_inside(options) + folder + path, text)

    def root(self, apis: Sequence[Api], options: PyOptions, report: Report) -> Iterable[File]:
        """Make the runtime, what stands above groups, and the files beside the package."""
        inside = _inside(options)
        if any(api.group for api in apis):
            for path, text in _rendered(package_files(build_root(apis, options, report))):
                yield File(inside + path, text)
        for name, text in _runtime().items():
            if name == "transport.py":
                text = text.replace("httpx2", options.http_library)
            yield File(f"{inside}_runtime/{name}", text)
        yield File(f"{inside}py.typed", "")
        if options.package_files and apis:
            project = {"project": project_view(joined(apis), options)}
            rows = [(name, f"{name}.jinja", project) for name in ("pyproject.toml", "README.md")]
            yield from (File(path, text) for path, text in _rendered(rows))


def _inside(options: PyOptions) -> str:
    """The package is the output itself, or a folder of a project."""
    return f"{options.package_name}/" if options.package_files else ""


def _rendered(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    templates = environment("oacgen_py")
    for path, template, values in rows:
        yield path, templates.get_template(template).render(values)


@cache
def _runtime() -> Mapping[str, str]:
    """Read the runtime, which is copied as it stands."""
    folder = files("oacgen_py") / "runtime"
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".py"))
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


generator = PyGenerator()
