"""The paths of operations: an argument for each part that varies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from oacgen_go.codecs import formatter, is_plain
from oacgen_go.naming import argument_name
from oacgen_go.package import Package
from oacgen_go.styles import constant_text, report_nested, structured
from oacgen_go.syntax import KEYWORDS, PREDECLARED, text_literal
from oacgen_go.types import DATE_TIME, TEXT, TIME, GoType
from oacgen_ir.code import Code
from oacgen_ir.ir import Const, Operation, Parameter
from oacgen_ir.names import Scope

_USED_WORDS: Final = """
apply base64Text boolean context download each eachValue events exec expand fetch fetchText
fetchValue http instant integer iter json lines marshal moment newRequest number options pages r
readAll reading s segment send sendForm sendMultipart sendURLEncoded sendValue strconv text time
unmarshal unsigned valuesOf writing body params ctx
"""
_USED: Final = frozenset(_USED_WORDS.split())
"""What the bodies of methods mention, so that no argument may be called so."""

_TAKEN: Final = KEYWORDS | PREDECLARED | _USED
_BRACES = re.compile(r"\{([^{}]*)\}")
_SAFE: Final = "/%:@!$&()*+,;=~'"


@dataclass(frozen=True, slots=True)
class PathView:
    """A path with braces, the arguments that stand for them, and the texts that go there.

    With `styled` the texts are escaped already.
    """

    path: Code
    arguments: tuple[tuple[str, Code], ...]
    segments: tuple[Code, ...]
    styled: bool

    def lines(self, method: str) -> Iterable[str]:
        """Return the statements that make a request of this path."""
        inside = ", ".join([self.path, *self.segments])
        if not self.styled:
            return [f"r := newRequest({method}, {inside})"]
        return [f'r := newRequest({method}, "")', f"r.fill({inside})"]


@dataclass(frozen=True, slots=True)
class _Segment:
    parameter: Parameter
    go: GoType
    argument: str

    @property
    def is_styled(self) -> bool:
        return self.parameter.style != "simple" or not is_plain(self.go)

    def code(self, styled: bool) -> Code:
        """Print the text of the segment; `styled` where it has to be escaped."""
        if self.is_styled:
            name = text_literal(self.parameter.name)
            explode = "true" if self.parameter.explode else "false"
            return Code(f'expand(r, "{self.parameter.style}", {name}, {explode}, {self.argument})')
        text = self.argument
        if self.go.code != "string":
            text = f"{formatter(self.go)}({self.argument})"
        return Code(f"segment({text})" if styled else text)


def path_view(package: Package, operation: Operation) -> PathView:
    """Return the path of an operation; a constant in it is no argument."""
    declared = {one.name: one for one in operation.parameters if one.location == "path"}
    scope = Scope(_TAKEN, escape=lambda name: f"{name}Param")
    names: dict[str, str] = {}
    arguments = []
    segments: list[_Segment] = []
    path = ""
    end = 0
    for found in _BRACES.finditer(operation.path):
        path += _constant_path(operation.path[end : found.start()])
        end = found.end()
        parameter = declared.get(found[1])
        if parameter is None:
            path += quote(found[0], safe=_SAFE)
            continue
        if isinstance(parameter.type, Const):
            path += _constant(parameter, parameter.type)
            continue
        go = _path_type(package, parameter)
        if parameter.name not in names:
            names[parameter.name] = scope.claim(argument_name(parameter.name) or "value")
            arguments.append((names[parameter.name], go.code))
        path += "{" + _label(parameter.name) + "}"
        segments.append(_Segment(parameter, go, names[parameter.name]))
    path += _constant_path(operation.path[end:])
    styled = any(one.is_styled for one in segments)
    codes = tuple(one.code(styled) for one in segments)
    return PathView(text_literal(path), tuple(arguments), codes, styled)


def _constant_path(text: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe=_SAFE)


def _constant(parameter: Parameter, const: Const) -> str:
    start = {"label": ".", "matrix": f";{quote(parameter.name, safe='')}="}
    return start.get(parameter.style, "") + quote(constant_text(const), safe="")


def _label(name: str) -> str:
    return re.sub(r"[^\w.-]", "_", name, flags=re.ASCII)


def _path_type(package: Package, parameter: Parameter) -> GoType:
    go = package.types.resolve(parameter.type).go
    if is_plain(go):
        return TIME if go == DATE_TIME else go
    found = structured(go)
    if found is None:
        return TEXT
    report_nested(package, parameter, found)
    return found
