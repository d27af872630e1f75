"""Documents that nobody has written yet: those of a folder, changed at random.

`python -m sweep.mutants FOLDER OUT --count 100 --seed 1` writes them for a sweep: whatever a
document says, what is generated from it has to compile.
"""

from __future__ import annotations

import argparse
import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

from oacgen_ir.diagnostics import InputError
from oacgen_ir.document import child, load
from sweep.documents import documents

Schema = dict[str, Any]
Step = Callable[["Mutant"], None]


def _words(text: str) -> list[str]:
    return text.split()


NAMES: Final = _words("""
    class type default self Error Model json list Optional Response Client id ID _id x-y 1st ümlaut
    日本 状态 $ref @type constructor toString __proto__ then string int map func package import
    Request PatchedUser UserRequest User Users user data body query options signal headers value z
    fetcher context ctx err nil True None async await field model_config copy schema dict validate
    message oneof repeated bool bytes Timestamp Struct Any page results Order OrderEnum
""")
"""Words that some language, library or runtime has for itself, and a few that none can write."""

TEXTS: Final = ("*/ alert(1) /*", '"""x"""', "`code` ${x}", "a\nb  ", "\\u0041 \\", "<b>{@link x}")
FORMATS: Final = _words("""
    date date-time time duration uuid uri email binary byte decimal ipv4 hostname password json
""")
PATTERNS: Final = ("^[a-z]+$", r"\d{3}", r"^\p{L}+$", "(?i)x", "[", "^(?=a)b", '/"`${x}')
CONSTANTS: Final = (1, 2, -1, None, True, "a", "A", "a-b", "a_b", "1", 1.5, "+", "-", " ", "")
PATHS: Final = ("/x/{id}/", "/{a}/{b}", "/self/{class}/export", "/files/{path}", "/users/")
METHODS: Final = ("get", "post", "put", "patch", "delete")
SENT: Final = (
    "application/json",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "text/plain",
    "application/octet-stream",
    "application/merge-patch+json",
    "*/*",
    "application/xml",
)
RECEIVED: Final = (*SENT[:1], *SENT[3:], "text/event-stream", "application/x-ndjson", "image/png")


class Schemas:
    """Makes schemas at random; they refer to components only."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def make(self, names: list[str], depth: int = 0) -> Schema:
        """Return a schema that may refer to the components `names`."""
        random = self._random
        if names and random.random() < 0.25:
            return {"$ref": child("#/components/schemas", random.choice(names))}
        kinds = [self._text, self._number, self._enum, self._plain]
        if depth < 3:
            kinds += [self._array, self._object, self._object, self._composed, self._map]
        schema = random.choice(kinds)(names, depth + 1)
        return self._noted(schema)

    def _text(self, names: list[str], depth: int) -> Schema:
        schema: Schema = {"type": "string"}
        self._perhaps(schema, 0.6, "format", FORMATS)
        self._perhaps(schema, 0.2, "pattern", PATTERNS)
        self._perhaps(schema, 0.2, "maxLength", range(300))
        return schema

    def _number(self, names: list[str], depth: int) -> Schema:
        schema: Schema = {"type": self._random.choice(["integer", "number"])}
        self._perhaps(schema, 0.4, "format", ["int64", "int32", "double", "decimal", "uint64"])
        self._perhaps(schema, 0.3, "minimum", [0, -1.5, 1e30, -(2**63)])
        return schema

    def _plain(self, names: list[str], depth: int) -> Schema:
        return copy.deepcopy(
            self._random.choice([{}, {"type": "boolean"}, {"type": "null"}, {"const": "x"}])
        )

    def _enum(self, names: list[str], depth: int) -> Schema:
        count = self._random.randint(1, 8)
        values = [self._random.choice([*CONSTANTS, *NAMES]) for _ in range(count)]
        schema: Schema = {"enum": values}
        self._perhaps(schema, 0.6, "type", ["string", "integer"])
        return schema

    def _array(self, names: list[str], depth: int) -> Schema:
        if self._random.random() < 0.2:
            first = [self.make(names, depth) for _ in range(2)]
            return {"type": "array", "prefixItems": first}
        return {"type": "array", "items": self.make(names, depth)}

    def _object(self, names: list[str], depth: int) -> Schema:
        keys = self._random.sample(NAMES, self._random.randint(0, 5))
        schema: Schema = {"type": "object"}
        schema["properties"] = {key: self.make(names, depth) for key in keys}
        schema["required"] = [key for key in keys if self._random.random() < 0.5]
        self._perhaps(schema, 0.3, "additionalProperties", [True, False, {}])
        return schema

    def _map(self, names: list[str], depth: int) -> Schema:
        return {"type": "object", "additionalProperties": self.make(names, depth)}

    def _composed(self, names: list[str], depth: int) -> Schema:
        key = self._random.choice(["oneOf", "anyOf", "allOf"])
        count = self._random.randint(1, 4)
        schema: Schema = {key: [self.make(names, depth) for _ in range(count)]}
        if key != "allOf":
            self._perhaps(schema, 0.2, "discriminator", [{"propertyName": "type"}])
        return schema

    def _noted(self, schema: Schema) -> Schema:
        self._perhaps(schema, 0.2, "nullable", [True])
        self._perhaps(schema, 0.15, "readOnly", [True])
        self._perhaps(schema, 0.1, "writeOnly", [True])
        self._perhaps(schema, 0.15, "default", [None, "x", 0, True, [], {}, "*/"])
        self._perhaps(schema, 0.2, "description", TEXTS)
        if isinstance(schema.get("type"), str) and self._random.random() < 0.1:
            schema["type"] = [schema["type"], "null"]
        return schema

    def _perhaps(self, schema: Schema, chance: float, key: str, values: Any) -> None:
        if self._random.random() < chance:
            schema[key] = copy.deepcopy(self._random.choice(values))


class Mutant:
    """A document on its way to another."""

    def __init__(self, document: Schema, random: Random) -> None:
        self.document = copy.deepcopy(document)
        self.random = random
        self.schemas = Schemas(random)
        self.components: Schema = self.document.setdefault("components", {}).setdefault(
            "schemas", {}
        )

    @property
    def operations(self) -> list[Schema]:
        """The operations, to be changed."""
        items = self.document["paths"].values()
        return [operation for item in items for m, operation in item.items() if m in METHODS]

    def schema(self) -> Schema:
        """Make a schema that may refer to any component."""
        return self.schemas.make(list(self.components))

    def nodes(self, keys: set[str]) -> list[tuple[Schema, str]]:
        """Return all that stands below one of `keys`, as its owner and the key."""
        return [
            (owner, key)
            for owner in _objects(self.document["paths"], self.components)
            for key in owner.keys() & keys
            if isinstance(owner[key], dict)
        ]


# --- What may be changed -------------------------------------------------------------------------


def add_component(mutant: Mutant) -> None:
    """Add a component that refers to older ones only, so that it does not hold itself."""
    name = mutant.random.choice(NAMES)
    if name not in mutant.components:
        mutant.components[name] = mutant.schema()


def add_circle(mutant: Mutant) -> None:
    """Add components that may refer to each other, and to themselves."""
    names = mutant.random.sample(NAMES, mutant.random.randint(1, 3))
    new = [name for name in names if name not in mutant.components]
    mutant.components |= {
        name: mutant.schemas.make([*new, *new, *mutant.components]) for name in new
    }


def shuffle_components(mutant: Mutant) -> None:
    """Declare the components in another order."""
    names = list(mutant.components)
    mutant.random.shuffle(names)
    for name in names:
        mutant.components[name] = mutant.components.pop(name)


def replace_schema(mutant: Mutant) -> None:
    """Say something else in a body, an array or a map."""
    found = mutant.nodes({"schema", "items"})
    if found:
        owner, key = mutant.random.choice(found)
        owner[key] = mutant.schema()


def add_property(mutant: Mutant) -> None:
    """Give a component one more property."""
    found = [one for one in mutant.components.values() if isinstance(one.get("properties"), dict)]
    if found:
        mutant.random.choice(found)["properties"][mutant.random.choice(NAMES)] = mutant.schema()


def add_parameter(mutant: Mutant) -> None:
    """Give an operation one more parameter."""
    styles: tuple[Schema, ...] = ({}, {"style": "form", "explode": False}, {"style": "deepObject"})
    parameter = {
        "name": mutant.random.choice(NAMES),
        "in": mutant.random.choice(["query", "query", "header", "cookie"]),
        "required": mutant.random.random() < 0.3,
        "schema": mutant.schema(),
        **mutant.random.choice(styles),
    }
    operation = mutant.random.choice(mutant.operations)
    operation["parameters"] = [*(operation.get("parameters") or []), parameter]


def send(mutant: Mutant) -> None:
    """Give an operation another body."""
    media = mutant.random.sample(SENT, mutant.random.randint(1, 3))
    content = {name: {"schema": mutant.schema()} for name in media}
    required = mutant.random.random() < 0.5
    mutant.random.choice(mutant.operations)["requestBody"] = {
        "content": content,
        "required": required,
    }


def answer(mutant: Mutant) -> None:
    """Give an operation one more response, or another one."""
    media = mutant.random.sample(RECEIVED, mutant.random.randint(0, 2))
    status = mutant.random.choice(["200", "201", "204", "2XX", "default", "400", "404", "302"])
    content = {name: {"schema": mutant.schema()} for name in media}
    operation = mutant.random.choice(mutant.operations)
    said = {status: {"description": "", "content": content}}
    operation["responses"] = (operation.get("responses") or {}) | said


def call_otherwise(mutant: Mutant) -> None:
    """Give an operation another id, or another tag."""
    operation = mutant.random.choice(mutant.operations)
    if mutant.random.random() < 0.5:
        operation["operationId"] = mutant.random.choice(NAMES)
    else:
        operation["tags"] = [mutant.random.choice(NAMES)]


def add_operation(mutant: Mutant) -> None:
    """Add an operation whose path has parameters."""
    path = mutant.random.choice(PATHS)
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": mutant.schemas.make([], 2)}
        for name in re.findall("{(.*?)}", path)
    ]
    content = {"application/json": {"schema": mutant.schema()}}
    responses = {"200": {"description": "", "content": content}}
    method = mutant.random.choice(METHODS)
    item = mutant.document["paths"].setdefault(path, {})
    item[method] = {"parameters": parameters, "responses": responses}


STEPS: Final[tuple[Step, ...]] = (
    add_component,
    add_circle,
    shuffle_components,
    replace_schema,
    add_property,
    add_parameter,
    send,
    answer,
    call_otherwise,
    add_operation,
)


def mutants(folder: Path, count: int, seed: int) -> Iterator[Schema]:
    """Make documents from those below a folder; the same ones for the same seed."""
    random = Random(seed)
    sources = [document for path in documents(folder) if (document := _usable(path))]
    for _ in range(count):
        mutant = Mutant(random.choice(sources), random)
        for _ in range(random.randint(6, 25)):
            random.choice(STEPS)(mutant)
        yield mutant.document


def _usable(path: Path) -> Schema | None:
    """Return a document that has what a mutant needs, and no odd bones."""
    try:
        document: Any = load(path).root
    except InputError:
        return None
    whole = isinstance(document, dict) and str(document.get("openapi", "")).startswith("3.")
    if not whole or not isinstance(document.get("paths"), dict):
        return None
    components = document.get("components", {})
    schemas = components.get("schemas", {}) if isinstance(components, dict) else None
    items = [*document["paths"].values(), *(schemas or {}).values()]
    if schemas is None or not all(isinstance(item, dict) for item in items):
        return None
    return document if Mutant(document, Random(0)).operations else None


def _objects(*roots: Any) -> Iterator[Schema]:
    queue = [*roots]
    while queue:
        node = queue.pop()
        if isinstance(node, dict):
            yield node
            queue += node.values()
        elif isinstance(node, list):
            queue += node


def main() -> None:
    """Write documents into a folder."""
    parser = argparse.ArgumentParser(prog="python -m sweep.mutants", description=__doc__)
    parser.add_argument("folder", type=Path, help="documents to begin with")
    parser.add_argument("out", type=Path, help="where the new ones go")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    for number, document in enumerate(mutants(chosen.folder, chosen.count, chosen.seed)):
        (chosen.out / f"{chosen.seed}-{number:04}.json").write_text(json.dumps(document))


if __name__ == "__main__":
    main()
