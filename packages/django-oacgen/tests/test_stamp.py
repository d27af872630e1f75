"""A run that would make the same as the last one ends after the schemas, and says the same."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from django_oacgen.config import read_config
from django_oacgen.generation import stamp as last_run
from django_oacgen.generation.generate import generate
from django_oacgen.generation.outcome import Outcome, Request
from oacgen_ir import stamp

Use = Callable[[str], None]

CORE = {"name": "core", "apps": ["people"]}
SALES = {"name": "sales", "apps": ["trade"]}
CLIENT = "openapi/clients/typescript"


@pytest.fixture
def run(tmp_path: Path, toy: Any) -> Callable[..., Outcome]:
    def run(request: Request | None = None, **config: Any) -> Outcome:
        stated = read_config({"groups": [CORE, SALES], **config})
        return generate(stated, tmp_path, request or Request())

    return run


Run = Callable[..., Outcome]


def test_nothing_is_generated_twice(run: Run, toy: Any) -> None:
    first = run()
    assert len(toy.seen) == 2
    again = run()
    assert len(toy.seen) == 2
    assert not again.changed
    assert again.exit_code == 0
    assert [g.name for g in again.groups] == ["core", "sales"]
    unchanged = {output.name: output.plan.unchanged for output in again.outputs}
    assert unchanged == {o.name: len(o.plan.changes) for o in first.outputs}
    assert run(Request(mode="check")).exit_code == 0
    assert len(toy.seen) == 2


def test_what_was_told_is_told_again(run: Run, toy: Any) -> None:
    toy.remark = True
    first, again = run(), run()
    assert len(toy.seen) == 2
    for outcome in (first, again):
        report = outcome.groups[0].report
        (remark,) = report
        assert (remark.code, remark.severity) == ("ts-odd", "warning")
        assert report.locate(remark).file == "people.serializers.PersonSerializer.bio"
    assert run(Request(strict=True)).exit_code == 1


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_text("mine")])
def test_files_that_are_not_as_they_were_are_made_again(
    run: Run, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    run()
    for name in (f"{CLIENT}/core/people.txt", "openapi/schemas/core.json"):
        file = tmp_path / name
        before = file.read_bytes()
        spoil(file)
        assert run(Request(mode="check")).exit_code == 1
        assert run().changed
        assert file.read_bytes() == before
    manifest = tmp_path / CLIENT / ".oacgen.json"
    manifest.write_text(manifest.read_text().replace('"index.txt"', '"other.txt"'))
    assert run(Request(mode="check")).exit_code != 0


def test_another_configuration_or_selection_is_another_run(run: Run, toy: Any) -> None:
    run()
    run(options={"ts": {"shout": True}})
    assert len(toy.seen) == 4
    run(Request(groups=("core",)), options={"ts": {"shout": True}})
    assert len(toy.seen) == 5
    run(Request(languages=("ts",)))
    assert len(toy.seen) == 7


def test_another_schema_is_another_run(run: Run, toy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    from trade.views import OrderViewSet

    monkeypatch.setattr(OrderViewSet, "__doc__", "All orders, described anew.")
    assert run().changed
    assert len(toy.seen) == 4


def test_an_endpoint_that_begins_to_fail_is_not_overlooked(
    run: Run, urlconf_: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    import broken

    site = ModuleType("site_that_grows")
    site.urlpatterns = [broken.urlpatterns[0], broken.urlpatterns[-1]]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "site_that_grows", site)
    urlconf_("site_that_grows")
    assert run().exit_code == 0
    assert run().exit_code == 0
    site.urlpatterns.insert(1, broken.urlpatterns[1])
    assert run().exit_code == 2


def test_a_failure_is_tried_again(run: Run, toy: Any) -> None:
    toy.broken = {"core"}
    assert run().exit_code == 2
    toy.broken = set()
    assert run().exit_code == 0
    assert run().exit_code == 0
    assert len(toy.seen) == 4


@pytest.mark.parametrize("text", ["", "[]", '{"key": 1}', "\x00"])
def test_a_stamp_that_cannot_be_read_counts_for_nothing(
    run: Run, tmp_path: Path, toy: Any, text: str
) -> None:
    run()
    (tmp_path / stamp.FOLDER / "last_run.json").write_text(text)
    assert run().exit_code == 0
    assert len(toy.seen) == 4


def test_the_stamp_keeps_out_of_version_control(run: Run, tmp_path: Path) -> None:
    run()
    assert (tmp_path / stamp.FOLDER / ".gitignore").read_text() == "*\n"


def test_a_disk_that_takes_no_stamp_does_no_harm(run: Run, tmp_path: Path, toy: Any) -> None:
    (tmp_path / stamp.FOLDER).write_text("a file")
    assert run().exit_code == 0
    assert run().exit_code == 0
    assert len(toy.seen) == 4


def test_validation_is_not_skipped(run: Run, toy: Any) -> None:
    run()
    run(Request(validate=True))
    assert len(toy.seen) == 4


def test_a_generator_of_another_version_or_code_is_another_run(
    run: Run, toy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "stuff" / "some_generator"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(package.parent))
    entry = SimpleNamespace(module="some_generator.main")
    monkeypatch.setattr(last_run, "entry_points", lambda group: [entry])
    run()
    run()
    assert len(toy.seen) == 2
    (package.parent / "some_generator-2.dist-info").mkdir()
    run()
    assert len(toy.seen) == 4
    (package / "template.jinja").write_text("new")
    run()
    run()
    assert len(toy.seen) == 6
    (package / "template.jinja").write_text("newer")
    run()
    assert len(toy.seen) == 8


def test_what_passes_is_not_told_again(
    run: Run, toy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    (tmp_path / f"{CLIENT}/core/people.txt").write_text("mine")
    assert "edited-by-hand" in {one.code for one in run().report}
    assert len(toy.seen) == 4
    assert run(Request(strict=True)).exit_code == 0
    assert len(toy.seen) == 4


def test_the_real_generators_are_part_of_the_key() -> None:
    assert {"oacgen_go", "oacgen_proto", "oacgen_py", "oacgen_ts"} <= {*last_run._generators()}
    assert isinstance(next(iter(last_run.entry_points(group=last_run.GENERATORS))), EntryPoint)


def test_generators_are_not_even_imported(tmp_path: Path) -> None:
    import subprocess

    code = """
import json, sys
sys.path.insert(0, sys.argv[1])
import django; django.setup()
from pathlib import Path
from django_oacgen.config import read_config
from django_oacgen.generation.generate import generate
from django_oacgen.generation.outcome import Request
config = read_config({"languages": ["py"]})
print(generate(config, Path(sys.argv[2]), Request()).exit_code, "oacgen_py" in sys.modules)
"""
    args = [sys.executable, "-c", code, str(Path(__file__).parent / "apps"), str(tmp_path)]
    for expected in ("0 True", "0 False"):
        done = subprocess.run(args, capture_output=True, text=True, timeout=60, check=True)
        assert done.stdout.strip() == expected
    kept = json.loads((tmp_path / stamp.FOLDER / "last_run.json").read_text())
    assert kept["outputs"][1]["place"] == "openapi/clients/python"
    assert {"oacgen_py", "django_oacgen", "oacgen_ir"} <= {*kept["packages"]}
