"""A generator that nothing of oacgen knows: it is found, keeps its promises, and works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oacgen_ir import plugins
from oacgen_ir.testing import cases, check_generator, check_scenarios
from oacgen_ir.wire.running import Program

ROOT = Path(__file__).parents[3]
WIRE = ROOT / "wire"

CLAIMED = {
    "PATCH sends null, empty and value, and nothing else",
    "PATCH of nothing sends an empty object",
    "the defaults of the schema stay with the server",
    "the defaults of parameters stay with the server",
    "absent and null are told apart in what comes",
    "scalars in the query in the server's spelling",
    "a slash, a question mark and a space stay in their segment",
    "letters beyond ASCII in the path",
    "an empty segment is refused",
    "a segment of two dots is refused",
    "values of all kinds in a body",
    "choices that the document does not list",
    "fields that the document does not list",
    "a status that the document does not list",
    "a connection that is refused",
    "POST and PATCH are sent once after 502, 503 and 504",
    "POST is sent once when the connection is lost",
    "a bearer token",
    "a token of REST framework",
    "a bare array",
    "one page",
}


@pytest.fixture
def clients(tmp_path: Path) -> Path:
    """The functions for the scenarios' document, as the command writes them."""
    program = Path(sys.executable).with_name("oacgen-ir")
    command = [str(program), "generate", str(WIRE / "api.yaml"), "-o", str(tmp_path)]
    command += ["--lang", "curl"]
    subprocess.run(command, check=True, capture_output=True)
    return next(tmp_path.rglob("call.sh")).parent


def test_it_is_found_by_its_entry_point() -> None:
    assert plugins.find("curl").language == "curl"


@pytest.mark.parametrize("case", cases(ROOT / "cases"), ids=lambda case: case.name)
def test_it_keeps_what_every_generator_promises(case: Path) -> None:
    check_generator(plugins.find("curl"), case / "openapi.yaml")


def test_it_passes_what_it_claims(clients: Path) -> None:
    drive = Program(
        [sys.executable, str(Path(__file__).parent / "driver.py"), str(clients)], os.environ
    )
    try:
        assert check_scenarios(WIRE, "curl", drive, CLAIMED) == ""
    finally:
        drive.close()
