"""Checks an environment that django-oacgen was installed into: `python check.py ts proto`.

The arguments are the generators that the chosen extra brings, and no others may be there. Run it
from an empty folder, with the environment's own Python; it exits with 0 if all is well.
"""

from __future__ import annotations

import compileall
import importlib.metadata
import json
import os
import subprocess
import sys
from pathlib import Path

MANAGE = Path(__file__).with_name("manage.py")
FOLDERS = {"go": "go", "proto": "proto", "py": "python", "ts": "typescript"}

# A generator of another time, as an old package left in an environment would be.
STALE = """
class Stale:
    name = folder = language = "stale"
    api, ir = 99, (1, 0)


GENERATOR = Stale()
"""


def main(languages: list[str]) -> None:
    """Check everything; the first thing that is wrong ends it with an AssertionError."""
    _are_from_wheels({"django-oacgen", "oacgen-ir", *(f"oacgen-{name}" for name in languages)})
    told = manage("generate_api")
    if not languages:
        assert "No generator is installed (pip install 'django-oacgen[all]')" in told, told
    assert Path("openapi/schemas/api.json").is_file()
    written = {path.name for path in Path("openapi/clients").glob("*")}
    assert written == {FOLDERS[name] for name in languages}, written
    assert "Nothing to do" in manage("generate_api", "--check")
    assert compileall.compile_dir("openapi", quiet=1)
    for name in FOLDERS.keys() - set(languages):
        refused = manage("generate_api", "--lang", name, exit_code=2)
        assert f"pip install 'django-oacgen[{name}]'" in refused, refused
    manage("check", "--deploy", "--fail-level", "ERROR")
    _refuses_a_stale_generator()
    _serves(languages)
    print(f"django-oacgen with {', '.join(languages) or 'no generator'}: all is well")


def manage(*args: str, exit_code: int = 0, path: str = "") -> str:
    """Run a command of the project; gives all that it printed."""
    environment = {**os.environ, "PYTHONPATH": path}
    command = [sys.executable, str(MANAGE), *args]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    printed = done.stdout + done.stderr
    assert done.returncode == exit_code, f"{args} ended with {done.returncode}:\n{printed}"
    return printed


def _are_from_wheels(expected: set[str]) -> None:
    """Assert that these of our packages are installed, no others, and none from a source tree."""
    found = {}
    for each in importlib.metadata.distributions():
        if "oacgen" in each.name:
            found[each.name] = each
    assert found.keys() == expected, found.keys()
    for name, each in found.items():
        origin = json.loads(each.read_text("direct_url.json") or "{}")
        assert "dir_info" not in origin, f"{name} is from {origin['url']}"
        assert Path(str(each.locate_file(""))).is_relative_to(sys.prefix), name


def _refuses_a_stale_generator() -> None:
    folder = Path("stale")
    info = folder / "oacgen_stale-0.0.1.dist-info"
    info.mkdir(parents=True)
    (folder / "oacgen_stale.py").write_text(STALE)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: oacgen-stale\nVersion: 0.0.1\n")
    (info / "entry_points.txt").write_text("[oacgen.generators]\nstale = oacgen_stale:GENERATOR\n")
    told = "the generator stale of oacgen-stale was written for generator protocol 99"
    for args, code in (
        (("generate_api", "--lang", "stale"), 2),
        (("generate_api",), 2),
        (("check", "--deploy", "--tag", "oacgen"), 1),
    ):
        printed = manage(*args, exit_code=code, path=str(folder))
        assert told in printed, printed
        assert "Traceback" not in printed, printed
    assert "Nothing to do" in manage("generate_api", "--check"), "it left the rest alone"


def _serves(languages: list[str]) -> None:
    pages = ["", "api/schema/", "api/swagger/", "api/redoc/"]
    pages += [f"api/clients/{name}.zip" for name in languages]
    code = f"""
from django.test import Client
for page in {pages}:
    status = Client().get("/schema/" + page).status_code
    assert status == 200, (page, status)
"""
    manage("shell", "--no-imports", "-c", code)


if __name__ == "__main__":
    main(sys.argv[1:])
