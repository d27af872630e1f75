"""Decoding and encoding one page of users with clients in Go: CPU and allocations."""

from __future__ import annotations

import json
import os
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from benchmarks.measure import Failed, run, spread, table

if TYPE_CHECKING:
    from benchmarks.go_client import Client

USERS = 100
MODEL = "PaginatedUserList"
HARNESS = Path(__file__).with_name("documents") / "go_pages_test.go.txt"
CODECS = {  # imports, a statement that decodes data into page, one that encodes page
    "ours": ("", "err := readInto(data, page)", "return written(page)"),
    "reflecting": (
        "encoding/json",
        "err := json.Unmarshal(data, page)",
        "return json.Marshal(page)",
    ),
    "ogen": (
        "github.com/go-faster/jx",
        "err := page.Decode(jx.DecodeBytes(data))",
        "e := new(jx.Encoder)\n\tpage.Encode(e)\n\treturn e.Bytes(), nil",
    ),
    "oapi-codegen": (
        "encoding/json",
        "err := json.Unmarshal(data, page)",
        "return json.Marshal(page)",
    ),
    "openapi-generator": (
        "encoding/json",
        "err := json.Unmarshal(data, page)",
        "return json.Marshal(page)",
    ),
}
HEAD = ("", "decode us", "of ogen", "allocations", "encode us", "of ogen", "allocations")


def document(source: Path, target: Path) -> Path:
    """Write a document that reads and sends a page of users, and has nothing else."""
    whole = yaml.load(source.read_text(), yaml.CSafeLoader)
    schemas = whole["components"]["schemas"]
    wanted = dict.fromkeys(_reached(MODEL, schemas))
    media = {"application/json": {"schema": {"$ref": f"#/components/schemas/{MODEL}"}}}
    answer = {"200": {"description": "", "content": media}}
    operations = {
        "get": {"operationId": "users_list", "tags": ["users"], "responses": answer},
        "put": {
            "operationId": "users_update",
            "tags": ["users"],
            "requestBody": {"required": True, "content": media},
            "responses": answer,
        },
    }
    reduced = {
        "openapi": "3.0.3",
        "info": {"title": "Users", "version": "1"},
        "servers": [{"url": "https://example.com"}],
        "paths": {"/users/": operations},
        "components": {"schemas": {name: _written(schemas[name]) for name in wanted}},
    }
    target.write_text(yaml.safe_dump(reduced, sort_keys=False))
    return target


def _reached(name: str, schemas: Mapping[str, object]) -> Iterator[str]:
    yield name
    for other in schemas:
        if other != name and f"#/components/schemas/{other}'" in str(schemas[name]):
            yield from _reached(other, schemas)


def _written(value: object) -> object:
    """Let what is read only be sent too, so that all encode all fields."""
    if isinstance(value, dict):
        return {key: _written(item) for key, item in value.items() if key != "readOnly"}
    return [_written(item) for item in value] if isinstance(value, list) else value


def page() -> str:
    """Return the JSON of a page, as authentik writes it."""
    pages = ("next", "previous", "count", "current", "total_pages", "start_index", "end_index")
    return json.dumps(
        {
            "pagination": dict(zip(pages, (2, 0, 12345, 1, 124, 1, 100), strict=True)),
            "results": [_user(number) for number in range(1, USERS + 1)],
            "autocomplete": {},
        },
        separators=(",", ":"),
    )


def _user(number: int) -> dict[str, object]:
    key = str(uuid.UUID(int=number * 0x1234567_89ABCDEF_01234567))
    moment = f"2026-0{number % 9 + 1}-1{number % 9}T08:15:3{number % 10}.123456Z"
    return {
        "pk": number,
        "username": f"user-{number:04}",
        "name": f'Ünsal "U" Example {number}' if number % 10 == 0 else f"User Example {number}",
        "is_active": number % 7 != 0,
        "last_login": moment if number % 3 else None,
        "date_joined": moment,
        "is_superuser": number % 50 == 0,
        "groups": [key],
        "groups_obj": [],
        "roles": [],
        "roles_obj": None,
        "email": f"user-{number}@example.com",
        "avatar": f"https://example.com/media/avatars/user-{number}.png",
        "attributes": {"locale": "en", "age": 100 + number},
        "uid": f"{number:032x}",
        "path": "users",
        "type": "internal",
        "uuid": key,
        "password_change_date": moment,
        "last_updated": moment,
    }


def measured(
    made: Mapping[str, Client], content: Path, rounds: int, names: Mapping[str, str]
) -> str:
    """Generate and build all clients, let them work in turns, and return the table."""
    content.write_text(page())
    programs = {name: built for name, one in made.items() if (built := _built(name, one))}
    figures: dict[str, list[list[float]]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            figures[name].append(_figures(program, content))
    middles = {
        name: [spread(one).middle for one in zip(*found, strict=True)]
        for name, found in figures.items()
    }
    base = middles["ogen"]
    size = len(content.read_bytes())
    rows = [
        (
            names[name],
            f"{found[0]:.0f}",
            f"{found[0] / base[0]:.2f}",
            f"{found[1]:,.0f}",
            f"{found[2]:.0f}",
            f"{found[2] / base[2]:.2f}",
            f"{found[3]:,.0f}",
        )
        for name, found in middles.items()
    ]
    return f"{size / 1000:.1f} kB, medians of {rounds} rounds\n\n{table(HEAD, rows)}"


def _built(name: str, one: Client) -> Path | None:
    """Generate a client and build the program that measures it."""
    done = run(one.generate)
    if isinstance(done, Failed):
        print(f"{name} cannot generate: {done.output.strip()[-200:]}")
        return None
    imported, decode, encode = CODECS[name]
    harness = HARNESS.read_text().replace("// decode", decode).replace("// encode", encode)
    imports = f'import "{imported}"' if imported else ""
    (one.package / "measure_test.go").write_text(harness.replace("// imports", imports))
    program = one.folder / "measure"
    environment = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}
    for command in (["go", "mod", "tidy"], ["go", "test", "-c", "-o", str(program), "."]):
        folder = one.folder if command[1] == "mod" else one.package
        built = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        if built.returncode:
            print(f"{name} cannot be built: {built.stderr.strip()[-300:]}")
            return None
    return program


def _figures(program: Path, content: Path) -> list[float]:
    """Return microseconds and allocations of decoding, and of encoding."""
    environment = {**os.environ, "PAGE": str(content), "GOMAXPROCS": "1"}
    command = [str(program), "-test.run", "TestMeasure", "-test.v"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("FIGURES "))
    return [float(word) for word in line.split()[1:]]
