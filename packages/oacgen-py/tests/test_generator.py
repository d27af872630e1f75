"""What is written where, as options and groups have it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import Api
from oacgen_py.generator import generator
from oacgen_py.options import PyOptions
from oacgen_py.view.index import RUNTIME

if TYPE_CHECKING:
    from .conftest import Made, Make

Read = Callable[[str], Api]


def test_a_lone_document_is_a_package(kitchen: Made) -> None:
    own = {path for path in kitchen.files if not path.startswith("_runtime/")}
    assert {
        "__init__.py",
        "client.py",
        "enums.py",
        "index.py",
        "models/__init__.py",
        "models/dishes.py",
        "models/shared.py",
        "py.typed",
        "subclients/__init__.py",
        "subclients/api_profiles.py",
        "subclients/dishes.py",
        "subclients/import_.py",
    } <= own
    assert "_runtime/transport.py" in kitchen.files
    assert "httpx2" in kitchen.files["_runtime/transport.py"]


def test_a_group_adds_a_level(make: Make, read: Read) -> None:
    api = read("kitchen.yaml")
    made = make([replace(api, group="core"), replace(api, group="My Shop")])
    assert "core/models/dishes.py" in made.files
    assert "my_shop/subclients/dishes.py" in made.files
    assert "models/dishes.py" not in made.files
    assert "core/_runtime/lazy.py" not in made.files
    package = made.load()
    client = package.SyncAPIClient("http://x.example")
    assert type(client.core.dishes).__module__.endswith("core.subclients.dishes")
    assert type(client.my_shop.dishes).__module__.endswith("my_shop.subclients.dishes")
    assert type(client.dishes).__module__.endswith("core.subclients.dishes")
    assert client.core.with_options(base_url="http://y.example").dishes is not None


def test_a_short_name_that_is_taken_is_reported(make: Make, read: Read) -> None:
    api = read("kitchen.yaml")
    made = make([replace(api, group="core"), replace(api, group="dishes")])
    package = made.load()
    client = package.SyncAPIClient("http://x.example")
    assert type(client.dishes).__module__.endswith("dishes.client"), "a group wins over a tag"
    assert client.core.dishes is not None
    messages = [one.message for one in made.report if one.code == "py-short-name"]
    assert "`client.dishes` is a group; use `client.core.dishes` for this one" in messages
    assert (
        "`client.auth` is that of the group `core`; use `client.dishes.auth` for this one"
        in messages
    )


def test_a_tag_called_as_its_group_is_nothing_to_report(make: Make, read: Read) -> None:
    made = make(
        [replace(read("kitchen.yaml"), group="dishes"), replace(read("kitchen.yaml"), group="core")]
    )
    client = made.load().SyncAPIClient("http://x.example")
    assert type(client.dishes.dishes).__module__.endswith("dishes.subclients.dishes")
    messages = [one.message for one in made.report if one.code == "py-short-name"]
    assert not any("client.dishes.dishes" in message for message in messages), messages


def test_flat_methods_hang_on_the_client(make: Make, read: Read) -> None:
    api = read("kitchen.yaml")
    made = make([api], client_structure="flat")
    client = made.load().SyncAPIClient("http://x.example")
    assert client.dishes_list.__doc__.startswith("List dishes.")
    assert callable(client.dishes_iterate)
    assert "dishes_list" in dir(client)
    assert not hasattr(client, "dishes")


def test_flat_methods_hang_on_groups_too(make: Make, read: Read) -> None:
    api = read("kitchen.yaml")
    made = make([replace(api, group="a"), replace(api, group="b")], client_structure="flat")
    client = made.load().SyncAPIClient("http://x.example")
    assert client.dishes_list is not None
    assert client.b.dishes_list is not None
    assert "from .a.subclients" in made.files["client.py"]
    assert "from .b.subclients" not in made.files["client.py"], "its methods are the same"
    assert {one.code for one in made.report} >= {"py-short-name"}


def test_the_library_that_carries_requests_can_be_chosen(make: Make, read: Read) -> None:
    made = make([read("kitchen.yaml")], http_library="httpx")
    naming = [path for path, text in made.files.items() if "httpx2" in text]
    assert naming == ["_runtime/__init__.py"], "only a comment may name the other one"
    made.load().preload()


def test_package_files_make_a_project(make: Make, read: Read) -> None:
    made = make([read("kitchen.yaml")], package_files=True, package_name="kitchen_api")
    assert "kitchen_api/client.py" in made.files
    assert "kitchen_api/py.typed" in made.files
    project = tomllib.loads(made.files["pyproject.toml"])["project"]
    assert project["name"] == "kitchen-api"
    assert project["version"] == "1.2.3"
    assert "httpx2>=2.16" in project["dependencies"]
    assert "from kitchen_api import APIClient" in made.files["README.md"]


def test_a_project_of_several_groups_names_them_all(make: Make, read: Read) -> None:
    one = replace(read("kitchen.yaml"), group="a", title="A API")
    made = make([one, replace(one, group="b", title="B API")], package_files=True)
    assert made.files["README.md"].startswith("# A API, B API\n")
    project = tomllib.loads(made.files["pyproject.toml"])["project"]
    assert project["description"] == "Python client for A API, B API"
    assert project["version"] == "1.2.3"
    made = make([one, replace(one, group="b", version="2.0")], package_files=True)
    assert tomllib.loads(made.files["pyproject.toml"])["project"]["version"] == "0"


def test_the_metadata_of_a_project_is_data(make: Make, read: Read) -> None:
    hostile = replace(
        read("kitchen.yaml"), title='"]\nx = 1 `\x7f \U0001f600', version="1; import os"
    )
    made = make([hostile], package_files=True)
    project = tomllib.loads(made.files["pyproject.toml"])
    assert set(project) == {"build-system", "project", "tool"}
    assert project["project"]["version"] == "0"
    assert "\U0001f600" in project["project"]["description"]
    assert "`" not in made.files["README.md"].splitlines()[0]


def test_everything_that_is_exported_is_there(kitchen: Made) -> None:
    package = kitchen.load()
    for names in RUNTIME.values():
        for name in names:
            assert getattr(package, name) is not None
    for name in dir(package):
        getattr(package, name)
    for name in dir(kitchen.load("models")):
        getattr(kitchen.load("models"), name)


def test_a_star_imports_all_that_is_exported(kitchen: Made) -> None:
    for module in ("", "models"):
        package = kitchen.load(module)
        names: dict[str, object] = {}
        exec(f"from {package.__name__} import *", names)
        assert names.keys() - {"__builtins__"} == {*dir(package)} != set()


def test_nothing_is_loaded_that_is_not_used(make: Make, read: Read) -> None:
    import sys

    made = make([read("kitchen.yaml")])
    made.load().SyncAPIClient("http://x.example")
    name = made.folder.name
    assert not any(module.startswith(f"{name}.subclients") for module in sys.modules)
    made.load().preload()
    assert f"{name}.subclients.dishes" in sys.modules


def test_an_api_without_operations_is_a_package(make: Make) -> None:
    made = make([Api(title="Empty", version="")])
    assert made.load().SyncAPIClient("http://x.example") is not None


def test_group_and_root_know_only_what_they_are_given(read: Read) -> None:
    api, report = read("kitchen.yaml"), Report(extra=generator.diagnostics)
    before = [file.path for file in generator.generate(api, PyOptions(), report, lambda _: None)]
    after = [file.path for file in generator.root([api], PyOptions(), report)]
    assert not set(before) & set(after)
