"""A small Django project for the tests, with an in-memory database."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import django
import pytest

from oacgen_ir.diagnostics import Entry, Report
from oacgen_ir.files import File
from oacgen_ir.ir import Api
from oacgen_ir.options import Options
from oacgen_ir.plugins import GENERATOR_API, IR_VERSION, Previous

APPS = Path(__file__).parent / "apps"
sys.path.insert(0, str(APPS))

os.environ["DJANGO_SETTINGS_MODULE"] = "small_settings"
django.setup()


@pytest.fixture
def change() -> Iterator[Callable[..., None]]:
    """Change settings until the test ends; the last change is the first to be undone."""
    from django.test import override_settings

    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(override_settings(**settings))


@pytest.fixture
def urlconf_(change: Callable[..., None]) -> Callable[[str], None]:
    """Put another root URLconf in place."""
    return lambda name: change(ROOT_URLCONF=name)


@pytest.fixture(scope="session")
def database() -> None:
    """Create the tables."""
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)


class ToyOptions(Options):
    """The options of the toy."""

    shout: bool = False
    """Whether ids are in capitals."""

    generate_zod_schemas: bool = False
    """Stands for an option that a flag of the configuration is an alias of."""


class Toy:
    """A generator whose output is easy to read; `broken` are groups that it fails at."""

    name = "ts"
    folder = "typescript"
    language = "Toy"
    api = GENERATOR_API
    ir = IR_VERSION
    options = ToyOptions

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.root_broken = False
        self.seen: list[ToyOptions] = []
        self.remark = False
        self.diagnostics = {"ts-odd": Entry("warning", "It is odd.", "Do not mind.")}

    def generate(
        self, api: Api, options: ToyOptions, report: Report, previous: Previous
    ) -> Iterable[File]:
        self.seen.append(options)
        if api.group in self.broken:
            raise RuntimeError("a bug in the toy")
        if self.remark:
            report.add("ts-odd", "it is odd", at="#/components/schemas/Person/properties/bio")
        prefix = f"{api.group}/" if api.group else ""
        for tag in dict.fromkeys(operation.tag for operation in api.operations):
            ids = [o.id.upper() if options.shout else o.id for o in api.operations if o.tag == tag]
            yield File(f"{prefix}{tag}.txt", "\n".join(ids) + "\n")

    def root(self, apis: Sequence[Api], options: ToyOptions, report: Report) -> Iterable[File]:
        if self.root_broken:
            raise RuntimeError("a bug at the root")
        lines = [f"{api.group} {len(api.operations)} {api.title}" for api in apis]
        yield File("index.txt", "\n".join(lines) + "\n")


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Toy:
    """Make the toy the only generator that is installed."""
    from oacgen_ir import plugins

    made = Toy()
    monkeypatch.setattr(plugins, "names", lambda: ("ts",))
    monkeypatch.setattr(plugins, "find", lambda name: made)
    return made


@pytest.fixture
def project(tmp_path: Path, change: Callable[..., None]) -> Callable[..., None]:
    """Configure the project: OACGEN, below a BASE_DIR of its own."""

    def configure(*groups: dict[str, Any], **config: Any) -> None:
        stated = {**config, **({"groups": list(groups)} if groups else {})}
        change(BASE_DIR=tmp_path, OACGEN=stated)

    return configure
