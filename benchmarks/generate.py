"""Generating: our languages, one by one and all four, beside every alternative.

All are whole processes that read a file. An alternative that fails is shown with its own last
words, and what each writes with the errors that its language's tool finds. django-cfg is run with
Python 3.12, which it needs.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import go_client, peers, typescript
from benchmarks.documents import write_crud
from benchmarks.measure import Command, Cost, Dear, Failed, interleaved, spread, table
from benchmarks.written import Verdict, judged

BUILT = peers.HOME / "generate"
DOCUMENTS = (
    "300-operations.yaml",
    "authentik.yaml",
    "inventree.yaml",
    "waldur.yaml",
    "waldur.json",
)
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
ALL = "all four"
ORIGINAL = {"typescript": "ts", "python": "py", "go": "go", "proto": "proto"}
JAVA = {"typescript-fetch": "ts", "python": "py", "go": "go", "protobuf-schema": "proto"}
HEAD = ("", "CPU s, median (quartiles)", "ratio", "peak MB", "rounds", "lines", "errors", "check s")


@dataclass(frozen=True, slots=True)
class Contender:
    """A generator at work, and the language and folder of what it writes, to be checked."""

    command: Command
    language: str = ""
    out: Path = Path()


def measure(
    rounds: int, corpus: Path | None, *, documents: Sequence[str] = (), dear: Dear | None = None
) -> None:
    """Print a table for a document of 300 operations, and with a corpus for four real ones."""
    for name in documents or (DOCUMENTS if corpus else DOCUMENTS[:1]):
        print(f"### {name}\n", flush=True)
        contenders = dict(_contenders(_document(name, corpus), BUILT / name.replace(".", "-")))
        commands = {label: one.command for label, one in contenders.items()}
        results = interleaved(commands, rounds, dear=dear)
        verdicts = {
            label: judged(one.language, one.out, typescript.node())
            for label, one in contenders.items()
            if one.language and not isinstance(results[label], Failed)
        }
        print(_table(results, verdicts), end="\n\n", flush=True)
    if dear:
        print(f"What takes more than {dear.seconds:g} CPU seconds has {dear.rounds} rounds.\n")


def _table(results: Mapping[str, list[Cost] | Failed], verdicts: Mapping[str, Verdict]) -> str:
    ours = results[ALL]
    unit = None if isinstance(ours, Failed) else spread([cost.cpu for cost in ours]).middle
    return table(HEAD, [_row(name, results[name], verdicts.get(name), unit) for name in results])


def _row(
    name: str, result: list[Cost] | Failed, verdict: Verdict | None, unit: float | None
) -> tuple[str, ...]:
    if isinstance(result, Failed):
        return (name, str(result), *[""] * (len(HEAD) - 2))
    cpu = spread([cost.cpu for cost in result])
    memory = spread([cost.memory / 1e6 for cost in result]).middle
    ratio = f"{cpu.middle / unit:.2f}" if unit else ""
    checked = (
        ("", "", "")
        if verdict is None
        else (f"{verdict.lines:,}", f"{verdict.errors:,}", f"{verdict.cpu:.1f}")
    )
    return (name, str(cpu), ratio, f"{memory:.0f}", str(len(result)), *checked)


def _document(name: str, corpus: Path | None) -> Path:
    if name == DOCUMENTS[0]:
        return write_crud(BUILT / name, 300)
    if corpus is None:
        sys.exit(f"{name} needs --corpus")
    return _readable(corpus / "drf" / name)


def _readable(document: Path) -> Path:
    """Return the document as JSON where that is asked for; the folder has YAML only."""
    if document.suffix != ".json" or document.is_file():
        return document
    made = BUILT / document.name
    # Not in this process: what it once took would count as taken by each that it starts.
    program = (
        "import json, sys, yaml; "
        "print(json.dumps(yaml.load(sys.stdin, yaml.CSafeLoader), default=str))"
    )
    with document.with_suffix(".yaml").open() as source, made.open("w") as target:
        subprocess.run([sys.executable, "-c", program], stdin=source, stdout=target, check=True)
    return made


def _contenders(document: Path, folder: Path) -> Iterator[tuple[str, Contender]]:
    bin_ = Path(sys.executable).parent
    for name, label in OURS.items():
        language, _, without = name.partition(",")
        more = ("--no-stubs",) if without else ()
        program = str(bin_ / f"oacgen-{language}")
        args = (program, "generate", str(document), "-o", "out", "-q", *more)
        yield label, _into(folder / name, *args, language=language)
    together = (str(bin_ / "oacgen-ir"), "generate", str(document), "-o", "out", "-q")
    yield ALL, _into(folder / "four", *together)
    yield f"{ALL}, nothing changed", Contender(Command(together, folder / "four"))  # just made
    for name, client in typescript.clients(document, folder / "ts-peers").items():
        if name != "ours":
            yield typescript.NAMES[name], Contender(client.generate, "ts", client.folder / "out")
    yield from _python_peers(document, folder)
    for name, go in go_client.clients(document, folder / "go-peers").items():
        if name in ("ogen", "oapi-codegen"):
            yield go_client.NAMES[name], Contender(go.generate, "go", go.folder)
    yield from _java(document, folder)
    yield from _original(document, folder)


def _into(
    folder: Path, *args: str, language: str = "", out: str = "out", **environment: str
) -> Contender:
    """Return what finds its folder empty in each round."""

    def emptied() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    return Contender(Command(args, folder, environment, emptied), language, folder / out)


def _python_peers(document: Path, folder: Path) -> Iterator[tuple[str, Contender]]:
    client = peers.python("openapi-python-client", OPENAPI_PYTHON_CLIENT)
    program = str(client.with_name("openapi-python-client"))
    args = ("--path", str(document), "--meta", "none", "--output-path", "out")
    yield (
        "openapi-python-client 0.29.1",
        _into(folder / "opc", program, "generate", *args, language="py"),
    )
    models = peers.python("datamodel-code-generator", DATAMODEL_CODE_GENERATOR)
    program = str(models.with_name("datamodel-codegen"))
    args = ("--input", str(document), "--input-file-type", "openapi", "--output", "out/models.py")
    kind = ("--output-model-type", "pydantic_v2.BaseModel")
    yield (
        "datamodel-code-generator 0.89.0, models",
        _into(folder / "dmcg", program, *args, *kind, language="py"),
    )


def _java(document: Path, folder: Path) -> Iterator[tuple[str, Contender]]:
    program = str(peers.openapi_generator())
    for name, language in JAVA.items():
        yield (
            f"openapi-generator 7.26.0, {name}",
            _into(
                folder / f"java-{language}",
                *(program, "generate", "-g", name, "--skip-validate-spec"),
                *("-i", str(document), "-o", "out"),
                language=language,
                out="out/openapi_client" if language == "py" else "out",
                JAVA_OPTS="-DmaxYamlCodePoints=99999999",
            ),
        )


def _original(document: Path, folder: Path) -> Iterator[tuple[str, Contender]]:
    interpreter = str(peers.python("django-cfg", DJANGO_CFG, version="3.12"))
    script = str(Path(__file__).with_name("original.py"))
    for languages in (*ORIGINAL, ",".join(ORIGINAL)):
        label = ALL if "," in languages else languages
        args = (interpreter, "-P", script, str(document), ".", languages)
        language = ORIGINAL.get(languages, "")
        place = folder / f"original-{language or 'four'}"
        yield f"django-cfg 1.5.132, {label}", _into(place, *args, language=language, out=languages)
