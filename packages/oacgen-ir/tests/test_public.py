"""What the reference promises and no other test calls by name: a run without a command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from oacgen_ir.diagnostics import Diagnostic, Report
from oacgen_ir.document import load
from oacgen_ir.files import File, apply
from oacgen_ir.ir import Api, Model, Ref, resolved
from oacgen_ir.options import Options
from oacgen_ir.pipeline import plan_output, read_api
from oacgen_ir.plugins import Previous

DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Kennels", "version": "1"},
    "paths": {
        "/dogs/": {
            "get": {
                "operationId": "dogs_list",
                "responses": {"200": {"$ref": "#/components/responses/None"}},
            }
        }
    },
    "components": {"schemas": {"Dog": {"type": "object", "properties": {"age": {}}}}},
}


class Listing:
    """A generator that writes the paths."""

    name, folder, language, api, ir, options = "toy", "toy", "Toy", 1, (1, 0), Options

    def generate(
        self, api: Api, options: Options, report: Report, previous: Previous
    ) -> Iterable[File]:
        yield File("paths.txt", "".join(f"{one.path}\n" for one in api.operations))

    def root(self, apis: Sequence[Api], options: Options, report: Report) -> Iterable[File]:
        return ()


def test_a_run_is_planned_and_applied_without_a_command_line(tmp_path: Path) -> None:
    report = Report()
    api = read_api(load(DOCUMENT), report)
    planned = plan_output(Listing(), [api], Options(), report, tmp_path)
    assert not (tmp_path / "paths.txt").exists()
    apply([planned])
    assert (tmp_path / "paths.txt").read_text() == "/dogs/\n"
    again = plan_output(Listing(), [api], Options(), report, tmp_path)
    assert not again.changes


def test_a_report_holds_diagnostics_with_their_places() -> None:
    report = Report()
    read_api(load(DOCUMENT), report)
    found = [one for one in report if one.code == "dangling-ref"]
    assert [type(one) for one in found] == [Diagnostic]


def test_a_reference_is_followed_to_its_model() -> None:
    dog = Model(name="Dog", fields=(), origin="#")
    assert resolved({"Dog": dog}, Ref(name="Dog")) is dog
