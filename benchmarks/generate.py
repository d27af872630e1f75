"""Generating: our languages, one by one and all four, beside every alternative.

All are whole processes that read a file. An alternative that fails is shown with its own last
words. django-cfg is run with Python 3.12, which it needs.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import go_client, peers, typescript
from benchmarks.documents import write_crud
from benchmarks.measure import Command, costs, interleaved

BUILT = peers.HOME / "generate"
DOCUMENTS = ("authentik.yaml", "inventree.yaml", "waldur.yaml", "waldur.json")
OPENAPI_PYTHON_CLIENT = "openapi-python-client==0.29.1"
DATAMODEL_CODE_GENERATOR = "datamodel-code-generator==0.89.0"
DJANGO_CFG = "django-cfg==1.5.132"
OURS = {
    "ts": "oacgen-ts",
    "py": "oacgen-py",
    "go": "oacgen-go",
    "proto": "oacgen-proto",
    "proto,without": "oacgen-proto, no stubs",
}
ORIGINAL = ("typescript", "python", "go", "proto")
JAVA = ("typescript-fetch", "python", "go", "protobuf-schema")


def measure(rounds: int, corpus: Path | None) -> None:
    """Print a table for a document of 300 operations, and with a corpus for four real ones."""
    documents = [write_crud(BUILT / "300-operations.yaml", 300)]
    documents += [corpus / "drf" / name for name in DOCUMENTS] if corpus else []
    for document in documents:
        print(f"### {document.name}\n", flush=True)
        folder = BUILT / document.name.replace(".", "-")
        commands = dict(_commands(_readable(document), folder))
        print(costs(interleaved(commands, rounds), "all four"), end="\n\n", flush=True)


def _readable(document: Path) -> Path:
    """Return the document as JSON where that is asked for; the folder has YAML only."""
    if document.suffix != ".json" or document.is_file():
        return document
    import json

    import yaml

    made = BUILT / document.name
    data = yaml.load(document.with_suffix(".yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    made.write_text(json.dumps(data, default=str))
    return made


def _commands(document: Path, folder: Path) -> Iterator[tuple[str, Command]]:
    bin_ = Path(sys.executable).parent
    for name, label in OURS.items():
        language, _, without = name.partition(",")
        more = ("--no-stubs",) if without else ()
        program = str(bin_ / f"oacgen-{language}")
        yield label, _into(folder / label, program, "generate", str(document), "-o", "out", *more)
    together = (str(bin_ / "oacgen-ir"), "generate", str(document), "-o", "out")
    yield "all four", _into(folder / "four", *together)
    yield "all four, nothing changed", Command((*together, "-q"), folder / "four")  # made just now
    for name, client in typescript.clients(document, folder / "ts").items():
        if name != "ours":
            yield typescript.NAMES[name], client.generate
    yield from _python_peers(document, folder)
    for name, go in go_client.clients(document, folder / "go").items():
        if name in ("ogen", "oapi-codegen"):
            yield go_client.NAMES[name], go.generate
    yield from _java(document, folder)
    yield from _original(document, folder)


def _into(folder: Path, *args: str) -> Command:
    """Return a command that finds its folder empty in each round."""

    def emptied() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    return Command((*args, *(["-q"] if "oacgen" in args[0] else [])), folder, before=emptied)


def _python_peers(document: Path, folder: Path) -> Iterator[tuple[str, Command]]:
    client = peers.python("openapi-python-client", OPENAPI_PYTHON_CLIENT)
    program = str(client.with_name("openapi-python-client"))
    given = ("--path", str(document), "--meta", "none", "--output-path", "out")
    yield "openapi-python-client 0.29.1", _into(folder / "opc", program, "generate", *given)
    models = peers.python("datamodel-code-generator", DATAMODEL_CODE_GENERATOR)
    program = str(models.with_name("datamodel-codegen"))
    kind = ("--output-model-type", "pydantic_v2.BaseModel")
    args = ("--input", str(document), "--input-file-type", "openapi", "--output", "out", *kind)
    yield "datamodel-code-generator 0.89.0, models", _into(folder / "dmcg", program, *args)


def _java(document: Path, folder: Path) -> Iterator[tuple[str, Command]]:
    program = str(peers.openapi_generator())
    for name in JAVA:
        command = _into(
            folder / f"java-{name}",
            *(program, "generate", "-g", name, "--skip-validate-spec"),
            *("-i", str(document), "-o", "out"),
        )
        more = {"JAVA_OPTS": "-DmaxYamlCodePoints=99999999"}
        yield (
            f"openapi-generator 7.26.0, {name}",
            Command(command.args, command.folder, more, command.before),
        )


def _original(document: Path, folder: Path) -> Iterator[tuple[str, Command]]:
    interpreter = str(peers.python("django-cfg", DJANGO_CFG, version="3.12"))
    script = str(Path(__file__).with_name("original.py"))
    for languages in (*ORIGINAL, ",".join(ORIGINAL)):
        label = "all four" if "," in languages else languages
        args = (interpreter, "-P", script, str(document), ".", languages)
        yield f"django-cfg 1.5.132, {label}", _into(folder / f"original-{label}", *args)
