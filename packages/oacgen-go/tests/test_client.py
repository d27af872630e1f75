"""The clients at work: Go's own tests, run against a server that fails in every way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Go, Make, Read

TESTS = Path(__file__).parent / "gotests"


def test_with_codecs(go: Go, make: Make, read: Read) -> None:
    made = make([read("kitchen.yaml")], TESTS.glob("*_test.go"))
    assert go.unformatted(made.folder) == ""
    go.check(made.folder)
    go.run(made.folder, "test", "-race", ".")


def test_with_reflection(go: Go, make: Make, read: Read) -> None:
    tests = [path for path in TESTS.glob("*_test.go") if path.name != "codec_test.go"]
    made = make([read("kitchen.yaml")], tests, codecs=False)
    assert "codecs.go" not in made.files
    assert go.unformatted(made.folder) == ""
    go.check(made.folder)
    go.run(made.folder, "test", ".")
    lost = [one.message for one in made.report if one.code == "go-untaggable"]
    assert len(lost) == 2  # `-`, and one with a comma and quotes


@pytest.mark.parametrize("codecs", [True, False])
def test_styles_of_parameters_and_forms(go: Go, make: Make, read: Read, codecs: bool) -> None:
    made = make([read("styles.yaml")], (TESTS / "styles").glob("*_test.go"), codecs=codecs)
    assert go.unformatted(made.folder) == ""
    go.check(made.folder)
    go.run(made.folder, "test", ".")


def test_what_the_client_cannot_write_is_reported(make: Make, read: Read) -> None:
    made = make([read("styles.yaml")])
    found = {(one.code, one.message) for one in made.report}
    assert found == {
        ("go-parameter", "parts of the parameter 'points' have parts; they are sent as JSON"),
        ("go-flat-object", "the parameter 'free' may hold anything; its values are text"),
        ("go-flat-object", "the parameter 'any' may hold anything; its values are text"),
        ("go-body", "the caller writes the body, which is application/xml"),
        ("go-body", "the caller reads the answer, which is application/xml"),
        ("go-body", "the caller writes the body, which is multipart/form-data"),
        ("go-form", "the body is sent as multipart/form-data, not as multipart/related"),
    }


@pytest.mark.parametrize("name", ["FuzzDecode", "FuzzValues"])
def test_reading_survives_anything(go: Go, make: Make, read: Read, name: str) -> None:
    made = make([read("kitchen.yaml")], TESTS.glob("*_test.go"))
    fuzz = ["-run", "^$", "-fuzz", name, "-fuzztime", "2000x", "-parallel", "1"]
    go.run(made.folder, "test", *fuzz, ".")


def test_the_oldest_go_is_named(make: Make, read: Read) -> None:
    made = make([read("kitchen.yaml")], module="example.com/kitchen/client")
    assert made.files["go.mod"] == "module example.com/kitchen/client\n\ngo 1.24\n"
