"""What is printed compiles, is what our descriptors say, and is clean for buf and black."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)

Make = Callable[..., Path]
Run = Callable[..., str]
DATA = Path(__file__).parent / "data"
DOCUMENTS = sorted(DATA.glob("*.yaml"))
ONLY_FOR_OPTIONS = ("google/api/annotations.proto", "oacgen/v1/options.proto")


@pytest.fixture(params=[(d, o) for d in DOCUMENTS for o in ("plain", "versioned")], ids=str)
def made(request: pytest.FixtureRequest, make: Make, tmp_path: Path) -> Path:
    """Generate each document in both layouts."""
    document, layout = request.param
    return make(document, tmp_path / "made", group="staff", layout=layout)


def compiled(folder: Path, run: Run) -> FileDescriptorSet:
    """Compile all files with protoc; a warning is a failure too."""
    paths = [p.relative_to(folder).as_posix() for p in folder.rglob("*.proto")]
    ours = sorted(path for path in paths if not path.startswith("third_party/"))
    command = ["python", "-m", "grpc_tools.protoc", "-I.", "-Ithird_party"]
    assert not run(folder, *command, "--descriptor_set_out=set.pb", *ours)
    return FileDescriptorSet.FromString((folder / "set.pb").read_bytes())


def printed_bytes(module: Path) -> bytes:
    """Read the bytes that a `_pb2.py` loads, without loading it."""
    found = [
        node.value
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, bytes)
    ]
    [data] = found
    return data


def without_noise(file: FileDescriptorProto) -> FileDescriptorProto:
    """Drop what we leave out: imports that only options need, and default names in JSON."""
    kept = [path for path in file.dependency if path not in ONLY_FOR_OPTIONS]
    del file.dependency[:]
    file.dependency.extend(kept)
    for message in file.message_type:
        _without_json_names(message)
    return file


def _without_json_names(message: DescriptorProto) -> None:
    for field in message.field:
        first, *rest = field.name.split("_")
        if field.json_name == first + "".join(part[:1].upper() + part[1:] for part in rest):
            field.ClearField("json_name")
    for inner in message.nested_type:
        _without_json_names(inner)


def test_descriptors_are_those_of_protoc(made: Path, run: Run) -> None:
    """The stubs load exactly what protoc makes of the text, byte for byte."""
    files = [file for file in compiled(made, run).file if not file.name.startswith("oacgen/")]
    assert len(files) >= 2
    for file in files:
        module = made / file.name.replace(".proto", "_pb2.py")
        ours = FileDescriptorProto.FromString(printed_bytes(module))
        theirs = without_noise(file)
        assert ours == theirs, file.name
        assert printed_bytes(module) == theirs.SerializeToString(deterministic=True), file.name


def test_buf_has_nothing_to_say(made: Path, run: Run) -> None:
    """`buf lint` and `buf format` are content under the published configuration."""
    assert run(made, "buf", "lint") == ""
    texts = [path.read_text(encoding="utf-8") for path in made.rglob("*.proto")]
    assert not any("buf:lint:" in text for text in texts), "a description gives no orders"
    assert run(made, "buf", "format", "--diff", "--exclude-path", "third_party/google") == ""


def test_exceptions_that_the_layout_costs(make: Make, tmp_path: Path) -> None:
    """The layout of the REST API costs two rules, the versioned one none."""
    plain = make(DATA / "people.yaml", tmp_path / "plain") / "buf.yaml"
    versioned = make(DATA / "people.yaml", tmp_path / "versioned", layout="versioned") / "buf.yaml"
    text = plain.read_text()
    assert [line.strip() for line in text.splitlines() if "- PACKAGE" in line] == [
        "- PACKAGE_LOWER_SNAKE_CASE",
        "- PACKAGE_VERSION_SUFFIX",
    ]
    assert "except" not in versioned.read_text()


def test_black_and_mypy_are_content(made: Path, run: Run) -> None:
    """The Python beside is formatted, and typed without escape hatches."""
    run(made, "black", "--check", "--diff", "-q", "staff")
    assert "Success" in run(made, "mypy", "--strict", "--cache-dir=.mypy", "staff")
    text = "".join(p.read_text(encoding="utf-8") for p in made.rglob("*.py*"))
    assert "type: ignore" not in text
    assert " Any" not in text


def test_same_files_whatever_the_hash_seed(tmp_path: Path, run: Run) -> None:
    """Two processes with other seeds write the same bytes."""
    texts: list[dict[str, str]] = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        run(
            tmp_path,
            "oacgen-proto",
            "generate",
            str(DATA / "people.yaml"),
            "-o",
            str(out),
            PYTHONHASHSEED=seed,
        )
        files: dict[str, Any] = {
            path.relative_to(out).as_posix(): path.read_text(encoding="utf-8")
            for path in out.rglob("*")
            if path.is_file()
        }
        texts.append(files)
    assert texts[0] == texts[1]
    assert len(texts[0]) > 15


@pytest.mark.parametrize("group", ["", "staff"])
def test_commands_of_the_readme(make: Make, run: Run, tmp_path: Path, group: str) -> None:
    """The protoc command for Python runs as printed, in the folder that it names."""
    folder = make(DATA / "people.yaml", tmp_path / "made", group=group)
    text = (folder / group / "README.md").read_text(encoding="utf-8")
    [command] = [line[2:] for line in text.splitlines() if line.startswith("$ python -m")]
    run(folder, "bash", "-euc", f"mkdir -p gen; {command}")
    assert list((folder / "gen").rglob("messages_pb2.py"))
