"""What the tests of a generator share, whoever writes it.

A case is a folder with a small `openapi.yaml` that shows one behaviour; beside it stand the IR
(`ir.json`), a folder per generator with the files expected of it, and `report.txt`, what there is
to remark. With `update=True` they are written instead of compared, to be read in the review.

A scenario is a call, what a server does, and what has to come of it, in no language. A generator
brings a driver, a program that makes the calls with a generated client (`oacgen_ir.wire.running`
says how it is spoken to), and names the scenarios that it claims to pass.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from oacgen_ir.diagnostics import Report, render_text
from oacgen_ir.document import load
from oacgen_ir.files import Change, File
from oacgen_ir.ir import Api
from oacgen_ir.options import Options, parse_options, settings
from oacgen_ir.overview import plain
from oacgen_ir.pipeline import generate_files, read_api
from oacgen_ir.plugins import GENERATOR_API, IR_VERSION, AnyGenerator, own_diagnostics
from oacgen_ir.wire.running import Drive, run_scenarios
from oacgen_ir.wire.scenarios import DOCUMENT, scenarios
from oacgen_ir.wire.server import serving

_DOCUMENT: Final = "openapi.yaml"


def cases(folder: Path) -> list[Path]:
    """Return the cases below `folder`, sorted; no case at all is an AssertionError."""
    found = sorted(path.parent for path in folder.glob(f"*/{_DOCUMENT}"))
    assert found, f"{folder} has no case"
    return found


def check_reading(case: Path, *, update: bool = False) -> str:
    """Return how the IR and the remarks differ from `ir.json` and `report.txt`, as a diff."""
    report = Report()
    api = read_api(load(case / _DOCUMENT, name=_DOCUMENT), report)
    expected = [
        File("ir.json", json.dumps(plain(api), indent=1, ensure_ascii=False) + "\n"),
        File("report.txt", render_text(report)),
    ]
    return _compare(case, expected, [file.path for file in expected], update=update)


def check_generating(
    case: Path, generator: AnyGenerator, options: Options | None = None, *, update: bool = False
) -> str:
    """Return how a generator's files differ from those in the case, as a diff."""
    folder = case / generator.name
    files = generated(case / _DOCUMENT, generator, options)
    stale = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]
    return _compare(folder, files, sorted({*stale, *(file.path for file in files)}), update=update)


def generated(
    document: Path, generator: AnyGenerator, options: Options | None = None
) -> list[File]:
    """Return the files of a first run over a document, with the generator's own defaults."""
    report = Report(extra=own_diagnostics(generator))
    api = read_api(load(document), report)
    return _generate(generator, api, options or _defaults(generator), report)


def check_generator(generator: AnyGenerator, document: Path) -> None:
    """Assert what every generator promises, on one document.

    It is written for these versions, its options can be flags and have defaults, its diagnostics
    carry its name, and the same input gives the same files while nothing else is given.
    """
    assert generator.api == GENERATOR_API, "it is written for another generator protocol"
    assert generator.ir[0] == IR_VERSION[0], "it is written for another IR"
    assert generator.ir <= IR_VERSION, "it is written for a newer IR"
    options = _defaults(generator)
    assert all(setting.meaning for setting in settings(generator.options)), (
        "every option needs a docstring"
    )
    entries = own_diagnostics(generator)
    foreign = [code for code in entries if not code.startswith(f"{generator.name}-")]
    assert not foreign, f"diagnostics without the generator's name: {foreign}"
    report = Report(extra=entries)
    api = read_api(load(document), report)
    first = _generate(generator, api, options, report)
    assert first, "a generator makes files"
    assert len({file.path for file in first}) == len(first), "no path comes twice"
    assert _generate(generator, api, options, report) == first, "the same input, the same files"


def check_scenarios(folder: Path, client: str, drive: Drive, claimed: Collection[str]) -> str:
    """Return what is wrong with the claimed scenarios of a folder, a line for each.

    `folder` has the document `api.yaml` and `scenarios/*.yaml`, such as `wire/` of this project;
    a claim that names no scenario is an AssertionError.
    """
    chosen = [one for one in scenarios(folder) if one.name in claimed]
    unknown = sorted({*claimed} - {one.name for one in chosen})
    assert not unknown, f"no scenarios: {unknown}"
    with serving() as server:
        api = read_api(load(folder / DOCUMENT), Report())
        cells = run_scenarios(server, api, chosen, client, drive)
    wrong = {name: cell for name, cell in cells.items() if cell.state == "fail"}
    return "".join(f"{name}: {cell.reason}\n" for name, cell in wrong.items())


def _defaults(generator: AnyGenerator) -> Options:
    return parse_options(generator.options, {}, where="defaults")


def _generate(generator: AnyGenerator, api: Api, options: Options, report: Report) -> list[File]:
    return generate_files(generator, [api], options, report, lambda _: None)


def _compare(folder: Path, files: Iterable[File], paths: list[str], *, update: bool) -> str:
    wanted = {file.path: file.text for file in files}
    changes = [Change(path, _text(folder / path), wanted.get(path)) for path in paths]
    differing = [change for change in changes if change.before != change.after]
    if not update:
        return "".join(change.diff() for change in differing)
    for change in differing:
        place = folder / change.path
        if change.after is None:
            place.unlink()
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(change.after.encode())
    return ""


def _text(path: Path) -> str | None:
    return path.read_bytes().decode() if path.is_file() else None
