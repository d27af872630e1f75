"""The generator: a file for each tag, with a function for each operation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Final
from urllib.parse import quote

from oacgen_ir.diagnostics import Report
from oacgen_ir.files import File
from oacgen_ir.ir import Api, Operation
from oacgen_ir.names import ascii_words, snake
from oacgen_ir.options import Options
from oacgen_ir.plugins import GENERATOR_API, Previous


class CurlOptions(Options):
    """What can be chosen."""

    prefix: str = ""
    """What the names of all functions begin with."""


class Curl:
    """Shell functions over curl."""

    name = "curl"
    folder = "curl"
    language = "curl"
    api = GENERATOR_API
    ir = (1, 0)
    options = CurlOptions

    def generate(
        self, api: Api, options: CurlOptions, report: Report, previous: Previous
    ) -> Iterable[File]:
        """Make a file for each tag."""
        folder = f"{api.group}/" if api.group else ""
        up = "../" if api.group else ""
        head = f'. "$(dirname "${{BASH_SOURCE[0]}}")/{up}call.sh"\n'
        for name in sorted({_name(tag.name) for tag in api.tags}):
            mine = [one for one in api.operations if _name(one.tag) == name]
            functions = [_function(one, options.prefix) for one in mine]
            yield File(f"{folder}{name}.sh", "\n".join([head, *functions]))

    def root(self, apis: Sequence[Api], options: CurlOptions, report: Report) -> Iterable[File]:
        """Copy what all functions share."""
        yield File("call.sh", files("oacgen_curl").joinpath("call.sh").read_text("utf-8"))


def _name(text: str) -> str:
    """Return a name that cannot be anything but a name in a shell."""
    return snake(ascii_words(text)) or "_"


_SAFE: Final = re.compile(r"[^A-Za-z0-9/._~-]")


def _function(operation: Operation, prefix: str) -> str:
    """Return a function; of the document's texts only what cannot be code is in it."""
    name = f"{prefix}{_name(operation.tag)}_{_name(operation.action)}"
    count = 0
    path = ""
    segments = []
    for index, part in enumerate(re.split(r"\{[^}]*\}", operation.path)):
        if index:
            count = index
            segments.append(f'  local s{index} && s{index}=$(segment "${{{index}-}}") || return\n')
            path += f"$s{index}"
        path += _SAFE.sub(lambda found: quote(found[0]), part)
    has_body = operation.body is not None
    body = f'"${{{count + 1}-}}"' if has_body else '""'
    rest = f'"${{@:{count + has_body + 1}}}"'
    line = f'  call {operation.method} "{path}" {body} {rest}\n'
    return f"{name}() {{\n{''.join(segments)}{line}}}\n"


generator: Final = Curl()
