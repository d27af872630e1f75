"""Where classes, methods and fields stand in the user's source."""

from __future__ import annotations

import ast
import inspect
import io
import tokenize
from functools import cache
from pathlib import Path

from django_oacgen.lint.finding import Insertion


class Source:
    """One file of the project; offsets are in bytes."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._bytes = file.read_bytes()
        self._tree = ast.parse(self._bytes)
        self._starts = [0]
        for line in self._bytes.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a place as `ast` counts: lines from 1, columns in bytes."""
        return self._starts[line - 1] + column

    def class_(self, qualified: str) -> ast.ClassDef | None:
        """Return the one class of that name; None where it is defined twice, or in a function."""
        scope: ast.Module | ast.ClassDef = self._tree
        for name in qualified.split("."):
            found = [n for n in ast.walk(scope) if isinstance(n, ast.ClassDef) and n.name == name]
            if len(found) != 1 or found[0] not in scope.body:
                return None
            scope = found[0]
        return scope if isinstance(scope, ast.ClassDef) else None

    def before_colon(self, function: ast.FunctionDef) -> Insertion:
        """Return where a return annotation goes, with no text yet."""
        start = self.offset(function.lineno, 0)
        depth = 0
        lines = io.BytesIO(self._bytes[start:])
        for token in tokenize.tokenize(lines.readline):
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.string, 0)
            if token.type == tokenize.OP and token.string == ":" and depth == 0:
                row, column = token.start
                width = len(token.line[:column].encode())
                return Insertion(self.file, self.offset(function.lineno + row - 1, width), "")
        raise ValueError(f"{function.name} has no body")


@cache
def source_of(cls: type) -> Source | None:
    """Return the file that defines a class; None where it is not a file of Python."""
    try:
        file = inspect.getsourcefile(cls)
        return None if file is None else Source(Path(file).resolve())
    except (OSError, SyntaxError, TypeError, ValueError):
        return None


def definer(cls: type, name: str) -> type | None:
    """Return the class that defines an attribute, the class itself or one that it derives from."""
    return next((each for each in cls.__mro__ if name in vars(each)), None)


def method_in(source: Source, cls: type, name: str) -> ast.FunctionDef | None:
    """Return the one definition of a method in its class."""
    scope = source.class_(cls.__qualname__)
    found = [n for n in scope.body if getattr(n, "name", None) == name] if scope else []
    (one,) = found if len(found) == 1 else (None,)
    return one if isinstance(one, ast.FunctionDef) else None


def call_in(source: Source, cls: type, name: str) -> ast.Call | None:
    """Return the call that makes a field of a class: `owner = UserSerializer(...)`."""
    scope = source.class_(cls.__qualname__)
    found = [n for n in scope.body if _assigns(n, name)] if scope else []
    (one,) = found if len(found) == 1 else (None,)
    value = getattr(one, "value", None)
    return value if isinstance(value, ast.Call) else None


def _assigns(node: ast.stmt, name: str) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name(id=found)]) | ast.AnnAssign(target=ast.Name(id=found)):
            return found == name
    return False
