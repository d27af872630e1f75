"""Go clients from the IR."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from oacgen_go.layout import package_files
from oacgen_go.naming import package_name
from oacgen_go.options import GoOptions
from oacgen_go.syntax import KEYWORDS
from oacgen_go.view import build
from oacgen_ir.diagnostics import Entry, Report
from oacgen_ir.files import File
from oacgen_ir.ir import Api
from oacgen_ir.plugins import Previous

DIAGNOSTICS: Mapping[str, Entry] = MappingProxyType(
    {
        "go-renamed": Entry(
            "info",
            "A name is taken in Go, by the client's own code or by another name that differs in "
            "spelling alone.",
            "Give the schema another name, or use the one that is shown.",
        ),
        "go-recursive": Entry(
            "warning",
            "A schema is a list, map or nameless union of itself, for which Go has no type.",
            "Put an object between, or make the union a schema of its own.",
        ),
        "go-untaggable": Entry(
            "warning",
            "A property has a name that encoding/json cannot be told; it is left out.",
            "Generate with codecs, which know every name.",
        ),
        "go-parameter": Entry(
            "warning",
            "A parameter holds lists or objects inside others, and its style has no spelling for "
            "them.",
            "Describe it with the style deepObject, or with content of the type application/json.",
        ),
        "go-flat-object": Entry(
            "info",
            "A parameter in the style deepObject may hold anything. In Go its values are text, and "
            "one inside another object is given by its path: `outer][inner`.",
            "Describe the properties of the object.",
        ),
        "go-body": Entry(
            "info",
            "A body has a type, but is written in a way that the client does not know: the caller "
            "writes or reads it as a file.",
            "Offer JSON too, or list the fields of a form.",
        ),
        "go-form": Entry(
            "warning",
            "The document asks for a form to be written in a way that the client cannot.",
            "Leave out the encoding, or give the form a schema of its own.",
        ),
        "go-enum-value": Entry(
            "warning",
            "A value of an enum is too large for an integer of Go.",
            "Describe it as a string, or leave it out.",
        ),
    }
)


class GoGenerator:
    """Makes a Go package of each API, and the module that holds them."""

    name = "go"
    folder = "go"
    language = "Go"
    api = 1
    ir = (1, 0)
    options = GoOptions
    diagnostics = DIAGNOSTICS

    def generate(
        self, api: Api, options: GoOptions, report: Report, previous: Previous
    ) -> Iterable[File]:
        """Make the package of one group, in a folder of its name, or of a lone document."""
        del previous  # nothing of an earlier run is kept
        name = package_of(api.group) if api.group else options.package
        view = build(api, name, codecs=options.codecs, report=report)
        return package_files(view, f"{api.group}/" if api.group else "")

    def root(self, apis: Sequence[Api], options: GoOptions, report: Report) -> Iterable[File]:
        """Make the module."""
        del apis, report
        return [File("go.mod", f"module {options.module}\n\ngo 1.24\n")]


def package_of(group: str) -> str:
    """Return the name of a group's package."""
    name = package_name(group)
    if name in KEYWORDS or name == "main" or not name[:1].isalpha():
        return f"{name}api" if name[:1].isalpha() else f"api{name}"
    return name


generator = GoGenerator()
