"""What of a generated package is loaded when."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import load
from oacgen_ir.pipeline import read_api

if TYPE_CHECKING:
    from .conftest import Made, Make

DOCUMENT = """
openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /users/: {get: {operationId: users_list, tags: [users], responses: {'200': {description: '',
    content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}}}
  /orders/: {get: {operationId: orders_list, tags: [orders], responses: {'200': {description: '',
    content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}}}
  /carts/: {get: {operationId: carts_list, tags: [carts], responses: {'200': {description: '',
    content: {application/json: {schema: {$ref: '#/components/schemas/Cart'}}}}}}}
components:
  schemas:
    User: {type: object, properties: {name: {type: string}}}
    Line: {type: object, properties: {pieces: {type: integer}}}
    Order: {type: object, properties: {line: {$ref: '#/components/schemas/Line'}}}
    Cart: {type: object, properties: {line: {$ref: '#/components/schemas/Line'}}}
"""
Loaded = Callable[[str], set[str]]


@pytest.fixture(scope="module")
def made(make: Make) -> Made:
    return make([read_api(load(DOCUMENT.encode()), Report())])


@pytest.fixture
def loaded(made: Made) -> Loaded:
    """A function that runs code in a new interpreter, and tells which modules are there then.

    Those of the package come without its name; of others, only those that are slow to load.
    """

    def after(code: str) -> set[str]:
        name = made.folder.name
        script = f"import json, sys\n{code.format(name=name)}\nprint(json.dumps([*sys.modules]))"
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=made.folder.parent,
            capture_output=True,
            text=True,
            check=True,
        )
        modules = json.loads(done.stdout)
        own = {one.removeprefix(f"{name}.") for one in modules if one.startswith(f"{name}.")}
        slow = {"pydantic", "httpx2", "asyncio"} & set(modules)
        return {one for one in own if not one.startswith("_runtime")} | slow

    return after


def test_the_package_itself_is_nearly_nothing(loaded: Loaded) -> None:
    assert loaded("import {name}") == {"index"}


def test_a_client_is_made_without_pydantic_or_http(loaded: Loaded) -> None:
    code = "from {name} import APIClient, SyncAPIClient\n"
    code += "SyncAPIClient('http://x'), APIClient('http://x')"
    assert loaded(code) == {"index", "client"}


def test_one_resource_brings_its_own_models_alone(loaded: Loaded) -> None:
    code = "from {name} import SyncAPIClient\nSyncAPIClient('http://x').users.list"
    found = loaded(code)
    assert {one for one in found if one.startswith(("models", "subclients", "enums"))} == {
        "models",
        "models.users",
        "subclients",
        "subclients.users",
    }
    assert "httpx2" not in found


def test_what_is_shared_comes_with_the_first_who_needs_it(loaded: Loaded) -> None:
    found = loaded("from {name} import SyncAPIClient\nSyncAPIClient('http://x').orders.list")
    assert {one for one in found if one.startswith("models.")} == {"models.orders", "models.shared"}


def test_one_model_brings_its_own_module_alone(loaded: Loaded) -> None:
    found = loaded("from {name}.models import User\nUser(name='x')")
    assert {one for one in found if one.startswith("models.")} == {"models.users"}


def test_everything_can_be_loaded_ahead(loaded: Loaded) -> None:
    found = loaded("import {name}\n{name}.preload()")
    assert {"models.users", "models.orders", "models.carts", "models.shared", "httpx2"} <= found
