"""A toy language: one text file per tag, so that the platform can be tried without a real one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field

from oacgen_ir import plugins
from oacgen_ir.diagnostics import Entry, InputError, Report
from oacgen_ir.files import File
from oacgen_ir.ir import Api
from oacgen_ir.options import Options
from oacgen_ir.plugins import Generator, Previous


class ToyOptions(Options):
    style: Literal["plain", "fancy"] = "plain"
    """How lines look: `plain` or `fancy`."""

    shout: bool = False
    """Write everything in capitals."""

    indent: int = 2
    """Spaces before each line."""

    title: str | None = None
    """The first line of the index."""

    skip: tuple[str, ...] = ()
    """Actions to leave out."""

    rename: dict[str, str] = Field(default_factory=dict)
    """Other names for actions."""


class Toy:
    name = "toy"
    folder = "toys"
    language = "Toy"
    api = plugins.GENERATOR_API
    ir = plugins.IR_VERSION
    options = ToyOptions
    diagnostics: Mapping[str, Entry] = {
        "toy-silly": Entry("warning", "A tag has a silly name.", "Choose another name.")
    }

    def generate(
        self, api: Api, options: ToyOptions, report: Report, previous: Previous
    ) -> Iterable[File]:
        prefix = f"{api.group}/" if api.group else ""
        for tag in api.tags:
            if tag.name == "silly":
                report.add("toy-silly", "the tag 'silly' is silly", at="#/info")
            if tag.name == "broken":
                raise InputError("toys cannot be broken")
            path = f"{prefix}{tag.name}.txt"
            lines = [
                f"{' ' * options.indent}{options.rename.get(o.action, o.action)}\n"
                for o in api.operations
                if o.tag == tag.name and o.action not in options.skip
            ]
            text = "".join(lines)
            yield File(path, text.upper() if options.shout else text)
        runs = int(previous(f"{prefix}runs.lock") or "0")
        yield File(f"{prefix}runs.lock", str(max(runs, len(api.operations))))

    def root(self, apis: Sequence[Api], options: ToyOptions, report: Report) -> Iterable[File]:
        yield File("index.txt", f"{options.title or apis[0].title}\n")


@pytest.fixture
def toy() -> Generator[ToyOptions]:
    return Toy()


@pytest.fixture
def installed(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., None]:
    """Make generators appear as if installed: `installed(toy=generator_or_exception)`."""

    def install(**generators: object) -> None:
        entries = {name: _Entry(name, value) for name, value in generators.items()}
        monkeypatch.setattr(plugins, "_entries", lambda: entries)

    return install


class _Distribution:
    def __init__(self, name: str) -> None:
        self.name = name


class _Entry:
    """What an entry point is to `find`."""

    def __init__(self, name: str, value: object) -> None:
        self.name = name
        self.dist = _Distribution(f"oacgen-{name}")
        self._value = value

    def load(self) -> object:
        if isinstance(self._value, Exception):
            raise self._value
        return self._value


DOCUMENT = """\
openapi: 3.0.3
info: {title: Zoo, version: 1.2.3}
security: [{token: []}]
paths:
  /animals/:
    get:
      operationId: animals_list
      tags: [animals]
      parameters:
        - {name: page, in: query, schema: {type: integer}}
      responses:
        '200':
          description: ''
          content:
            application/json:
              schema: {$ref: '#/components/schemas/PaginatedAnimalList'}
    post:
      operationId: animals_create
      tags: [animals]
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Animal'}
      responses:
        '201':
          description: ''
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Animal'}
  /keepers/{id}/:
    get:
      operationId: keepers_retrieve
      tags: [keepers]
      deprecated: true
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
      responses:
        '200':
          description: ''
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Keeper'}
components:
  securitySchemes:
    token:
      type: apiKey
      in: header
      name: Authorization
      description: Token-based authentication with required prefix "Token"
  schemas:
    Animal:
      type: object
      required: [name, kind]
      properties:
        name: {type: string}
        kind: {$ref: '#/components/schemas/Kind'}
    PaginatedAnimalList:
      type: object
      required: [count, results]
      properties:
        count: {type: integer}
        next: {type: string, nullable: true}
        previous: {type: string, nullable: true}
        results: {type: array, items: {$ref: '#/components/schemas/Animal'}}
    Keeper:
      type: object
      required: [friend]
      properties:
        friend: {$ref: '#/components/schemas/Friend'}
    Friend:
      type: object
      properties:
        name: {type: string}
        keeper: {$ref: '#/components/schemas/Keeper'}
    Kind: {type: string, enum: [bird, fish]}
"""


@pytest.fixture
def zoo(tmp_path: Path) -> Path:
    """The file of a small document without anything to remark."""
    path = tmp_path / "zoo.yaml"
    path.write_text(DOCUMENT, encoding="utf-8")
    return path
