"""A hostile text in each place of a document, keywords and references among them, is no code."""

from __future__ import annotations

import ast
import io
import os
import re
import subprocess
import sys
import tokenize
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml
from pydantic import JsonValue

from oacgen_ir.diagnostics import InputError

sys.path.insert(0, str(Path(__file__).parent / "support"))

from random_packages import generate

DOCUMENT = Path(__file__).parent / "documents" / "everything.yaml"
HOSTILE = [
    "\"\"\"); __import__('os').system('touch pwned')  # \\",
    "'''\\\n__import__('os').system('touch pwned')\n'''",
    "{{ pwned() }}{% include 'pwned' %}{pwned()!r}",
    "../../pwned\x00\u202epwned()\u2066\u2028pwned()\r",
    "]|pwned()|Literal[0]\\N{DOLLAR SIGN}\\x22\\",
    "x" * 3000 + '"+pwned()+"',
]
EVERYTHING = "OACGEN_FUZZ" in os.environ
MARK = "pwned"
Place: TypeAlias = tuple[str | int, ...]
"""Keys down to a value, or with `KEY` at its end down to the last key itself."""
KEY = "<key>"


def places(value: JsonValue, path: Place = ()) -> Iterator[Place]:
    """Find every text: values, and names of keys."""
    match value:
        case dict():
            for name, item in value.items():
                yield (*path, name, KEY)
                yield from places(item, (*path, name))
        case list():
            for index, item in enumerate(value):
                yield from places(item, (*path, index))
        case str():
            yield path


def replaced(value: JsonValue, place: Place, text: str) -> JsonValue:
    """Copy a document with a text at a place; what refers to a key there follows it."""
    if place[-1] == KEY and place[0] == "components" and len(place) == 4:
        old = f"#/{'/'.join(map(str, place[:-1]))}"
        new = f"{old.rpartition('/')[0]}/{text.replace('~', '~0').replace('/', '~1')}"
        value = following(value, old, new)
    return put(value, place, text)


def following(value: JsonValue, old: str, new: str) -> JsonValue:
    match value:
        case dict():
            return {name: following(item, old, new) for name, item in value.items()}
        case list():
            return [following(item, old, new) for item in value]
        case str():
            return new if value == old else value
        case _:
            return value


def put(value: JsonValue, place: Place, text: str) -> JsonValue:
    match place:
        case ():
            return text
        case (name, end) if end == KEY and isinstance(value, dict):
            return {text if key == name else key: item for key, item in value.items()}
        case (str() as name, *rest) if isinstance(value, dict):
            return {**value, name: put(value[name], tuple(rest), text)}
        case (int() as index, *rest) if isinstance(value, list):
            return [*value[:index], put(value[index], tuple(rest), text), *value[index + 1 :]]
    raise ValueError(place)


# --- What generated code may hold ----------------------------------------------------------------


def calls(tree: ast.AST, own: set[str]) -> set[str]:
    """Return what is called; the package's own classes count as one."""
    found = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return {"<own class>" if name in own else name for name in found}


def classes(trees: Mapping[str, ast.Module]) -> set[str]:
    """Return the names of all classes, and of what they are imported as."""
    nodes = [node for tree in trees.values() for node in ast.walk(tree)]
    found = {node.name for node in nodes if isinstance(node, ast.ClassDef)}
    return found | {f"_{name}" for name in found}


def imports(tree: ast.AST) -> set[str]:
    """Return what is imported from outside of the package."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        if isinstance(node, ast.ImportFrom) and not node.level:
            found |= {f"{node.module}.{one.name}" for one in node.names}
    return found


def kinds(tree: ast.AST) -> set[str]:
    """Return which kinds of statement and expression there are."""
    return {type(node).__name__ for node in ast.walk(tree)}


class Package:
    """The files of a package without the runtime, and what stands in them."""

    def __init__(self, document: JsonValue, structure: str = "namespaced") -> None:
        _, files = generate(document, structure)
        self.files = {p: text for p, text in files.items() if not p.startswith("_runtime/")}
        self.trees = {p: ast.parse(text) for p, text in self.files.items() if p.endswith(".py")}
        own = classes(self.trees)
        self.calls = {name for tree in self.trees.values() for name in calls(tree, own)}
        self.imports = {name for tree in self.trees.values() for name in imports(tree)}
        self.kinds = {name for tree in self.trees.values() for name in kinds(tree)}

    def does_more_than(self, other: Package) -> bool:
        """Whether it calls, imports or says anything that the other does not."""
        return not (
            self.calls <= other.calls
            and self.imports <= other.imports
            and self.kinds <= other.kinds
        )

    def check_text(self) -> None:
        """Assert that names of files are tame, and that nothing odd is outside of strings."""
        for path, text in self.files.items():
            assert re.fullmatch(r"(?:[\w-]+/)*\w+\.\w+|py\.typed", path), path
            assert all(char.isprintable() or char == "\n" for char in text), path
            if path.endswith(".py"):
                check_tokens(path, text)


def check_tokens(path: str, text: str) -> None:
    """Assert that there is no comment, and nothing odd outside of strings."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        assert token.type != tokenize.COMMENT, (path, token)
        if token.type == tokenize.NAME:
            assert token.string.isidentifier()
            assert token.string != MARK or path.startswith(("models/", "enums", "subclients/"))


@pytest.fixture(scope="module")
def document() -> JsonValue:
    found: JsonValue = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("structure", ["namespaced", "flat"])
@pytest.mark.parametrize("turn", range(len(HOSTILE)))
def test_every_place_of_a_document(turn: int, structure: str, document: JsonValue) -> None:
    """Each place meets one of the texts in one of the structures, or with OACGEN_FUZZ all."""
    plain = Package(document, structure)
    used = 0
    for number, place in enumerate(places(document)):
        mine = (turn, structure == "flat") == (number % len(HOSTILE), number // len(HOSTILE) % 2)
        if not (mine or EVERYTHING):
            continue
        try:
            found = Package(replaced(document, place, HOSTILE[turn]), structure)
        except InputError:
            continue  # no document any more
        found.check_text()
        if found.does_more_than(plain):
            twin = Package(replaced(document, place, "plain"), structure)
            assert found.calls <= twin.calls | plain.calls, place
            assert found.imports <= twin.imports | plain.imports, place
            assert found.kinds <= twin.kinds | plain.kinds, place
        used += MARK in "".join(found.files.values())
    assert used > 2, "most places are of no consequence"


def everywhere(value: JsonValue, change: Callable[[str], str], key: str = "") -> JsonValue:
    """Copy a document with all its texts changed but those that say what a part is."""
    match value:
        case dict():
            return {name: everywhere(item, change, name) for name, item in value.items()}
        case list():
            return [everywhere(item, change, key) for item in value]
        case str() if key not in ("$ref", "type", "in", "openapi", "format", "style", "required"):
            return change(value)
        case _:
            return value


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_runs_when_the_package_is_imported(
    hostile: str, document: JsonValue, tmp_path: Path
) -> None:
    _, files = generate(everywhere(document, lambda text: f"{text} {hostile}"))
    for path, text in files.items():
        target = tmp_path / "victim" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    before = {path for path in tmp_path.rglob("*") if path.suffix != ".pyc"}
    script = "import victim, victim.client; victim.client.preload(); import victim.enums"
    done = subprocess.run(
        [sys.executable, "-B", "-c", script], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert {path for path in tmp_path.rglob("*") if path.suffix != ".pyc"} == before
