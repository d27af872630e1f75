"""What is generated compiles under every strict flag, and is formatted as prettier would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ESCAPES = Path(__file__).parent / "escapes.mjs"
CHOICES = {
    "all": {"generate_package_files": True},
    "no schemas": {"generate_zod_schemas": False},
    "no hooks": {"generate_swr_hooks": False},
    "no fetchers": {"generate_fetchers": False},
    "types alone": {"generate_fetchers": False, "generate_zod_schemas": False},
    "not validated": {"validate_responses": False},
    "full zod": {"zod": "full"},
    "flat": {"client_structure": "flat"},
    "extensions": {"import_extension": ".ts"},
}


def test_every_choice_compiles_and_is_formatted(
    node: Any, client: Callable[..., Any], write: Callable[..., Path], tmp_path: Path
) -> None:
    for name, options in CHOICES.items():
        write(client(**options), f"clients/{name.replace(' ', '-')}")
    node.check_format(tmp_path / "clients")
    node.type_check(tmp_path / "clients", "typescript7")


def test_shapes_that_are_seldom_met_compile_and_are_formatted(
    node: Any,
    read_document: Callable[..., Any],
    make: Callable[..., Any],
    write: Callable[..., Path],
    studio: Path,
) -> None:
    api, _ = read_document(studio.with_name("odd.yaml"))
    made = make(api)
    folder = write(made)
    node.check_format(folder)
    node.type_check(folder, "typescript7")
    functions = made["_utils/fetchers/odd.ts"]
    assert (
        "  anything: number | string,\n  nothingParam: string,\n  file: string,\n  some: Some,\n"
        in functions
    )
    assert functions.count("body?: { [key: string]: unknown }") == 1
    assert functions.count("body: { [key: string]: unknown }") == 1
    assert "sendEither(\n  body: Upload,\n" in functions


def test_the_older_compiler_agrees(
    node: Any, client: Callable[..., Any], write: Callable[..., Path]
) -> None:
    node.type_check(write(client()))


def test_true_enums_compile_where_erasing_is_not_asked_for(
    node: Any, client: Callable[..., Any], write: Callable[..., Path]
) -> None:
    made = client(enums="enum", generate_package_files=True)
    folder = write(made)
    assert "export enum RoleEnum {" in made["enums.ts"]
    node.check_format(folder)
    node.run("typescript/bin/tsc", "--project", str(folder))


def test_groups_share_a_runtime_and_compile_together(
    node: Any,
    read_document: Callable[..., Any],
    make: Callable[..., Any],
    write: Callable[..., Path],
    studio: Path,
) -> None:
    core, _ = read_document(studio, group="core")
    shop, _ = read_document(studio, group="shop")
    made = make(core, shop, generate_package_files=True)
    assert "core/_utils/runtime/types.ts" not in made
    assert made["_utils/fetchers/members.ts"].endswith('"../../core/_utils/fetchers/members";\n')
    assert made["_utils/hooks/members.ts"].startswith('"use client";\n')
    assert '"core.members"' in made["core/_utils/fetchers/members.ts"]
    folder = write(made)
    (folder / "use.ts").write_text(
        'import { APIClient, core } from "./index";\n'
        "const client: APIClient = new APIClient();\n"
        "export const one: Promise<core.Member> = client.members.retrieve(1);\n"
        "export const other: Promise<core.Member> = client.core.members.retrieve(1);\n"
        "export const id: Promise<core.Member> = core.getMember(1);\n"
    )
    node.check_format(folder)
    node.type_check(folder, "typescript7")


def test_there_is_no_way_around_the_types(
    node: Any, client: Callable[..., Any], write: Callable[..., Path]
) -> None:
    folder = write(client())
    node.script(ESCAPES, str(folder))
    (folder / "use.ts").write_text("// @ts-ignore\nexport const all: any = 1;\n")
    with pytest.raises(AssertionError):
        node.script(ESCAPES, str(folder))


def test_node_runs_it_as_it_stands(
    node: Any, client: Callable[..., Any], write: Callable[..., Path]
) -> None:
    folder = write(client(import_extension=".ts"))
    script = folder / "use.mjs"
    script.write_text(
        'import { APIClient, getMember } from "./index.ts";\n'
        "const member = { id: 1, username: 'a', joined: '', portrait: null, "
        "balance: '', boss: null };\n"
        "const fetch = () => Promise.resolve(Response.json(member));\n"
        'const client = new APIClient({ baseUrl: "http://x", fetch });\n'
        "const both = await Promise.all([client.members.retrieve(1), getMember(1, { client })]);\n"
        "console.log(both.map((one) => one.username).join());\n"
    )
    assert node.script(script) == "a,a\n"
