"""The runtime and the generated client at work, in Node and a browser's stand-in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


def test_the_runtime_does_what_it_says(node: Any) -> None:
    node.run("vitest/vitest.mjs", "run", "--root", str(HERE / "runtime"))


def test_the_runtime_and_its_tests_are_typed(node: Any) -> None:
    node.run("typescript/bin/tsc", "--project", str(HERE / "runtime"))
    node.run("typescript/bin/tsc", "--project", str(HERE.parent))


@pytest.mark.parametrize("zod", ["mini", "full"])
def test_a_client_behaves_as_the_contract_says(
    node: Any,
    client: Callable[..., Any],
    edges: Callable[..., Any],
    write: Callable[..., Path],
    zod: str,
) -> None:
    folders = write(client(zod=zod)), write(edges(zod=zod), "edges")
    env = dict(zip(("OACGEN_CLIENT", "OACGEN_EDGES"), map(str, folders), strict=True))
    node.run("vitest/vitest.mjs", "run", "--root", str(HERE / "behaviour"), env=env)


def test_what_the_tests_do_is_typed(
    node: Any, client: Callable[..., Any], edges: Callable[..., Any], write: Callable[..., Path]
) -> None:
    clients = {"client": write(client()), "edges": write(edges(), "edges")}
    node.type_check_against(HERE / "behaviour", clients)
