"""Nothing moves while a real API changes: `python -m sweep.evolution FOLDER`.

FOLDER has the documents of one project, or folders with those of several, named in their order.
Each is generated over the lock of the one before; then `buf breaking` has nothing to say, and
every message that was ever filled is read right.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from oacgen_ir.diagnostics import Report
from oacgen_ir.document import load
from oacgen_ir.pipeline import generate_files, read_api
from oacgen_ir.plugins import find, own_diagnostics
from sweep.documents import documents
from sweep.tools import tool, tool_path

GROUP = "group"


def main() -> int:
    """Let all projects below a folder evolve, and return the exit code."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m sweep.evolution FOLDER")
    projects: dict[Path, list[Path]] = {}
    for path in sorted(documents(Path(sys.argv[1])), key=_natural):
        projects.setdefault(path.parent, []).append(path)
    if not projects:
        sys.exit(f"there is no document below {sys.argv[1]}")
    found = [line for one in projects.values() for line in _evolve(one)]
    print(f"{len(projects)} projects, {len(found)} failures")
    return 1 if found else 0


def _natural(path: Path) -> list[tuple[int, str]]:
    """Sort `200` behind `9`."""
    return [(int(one or 0), other) for one, other in re.findall(r"(\d*)(\D*)", str(path))]


def _evolve(paths: Sequence[Path]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        out, before = Path(folder, "out"), Path(folder, "before")
        letters: list[Letter] = []
        for path in paths:
            if out.exists():
                shutil.rmtree(before, ignore_errors=True)
                out.rename(before)
            _generate(path, out, before)
            pool, names = _compiled(out)
            wrong = [line for one in letters for line in one.wrong(pool)]
            if before.exists():
                command = [tool_path("buf"), "breaking", "--against", str(before)]
                wrong += [f"buf breaking: {line}" for line in tool(out, command)]
            print(f"{path}: {len(names)} messages, {len(letters)} older ones, {len(wrong)} wrong")
            for line in wrong[:20]:
                print(f"  {line}")
            yield from wrong
            letters += [Letter.filled(pool, name) for name in names]


def _generate(path: Path, out: Path, before: Path) -> None:
    """Generate a document over the lock of the one before."""
    generator = find("proto")
    report = Report(extra=own_diagnostics(generator))
    api = read_api(load(path), report, group=GROUP)

    def previous(name: str) -> str | None:
        place = before / name
        return place.read_text(encoding="utf-8") if place.exists() else None

    options = generator.options.model_validate({"stubs": False})
    for file in generate_files(generator, [api], options, report, previous):
        place = out / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(file.text, encoding="utf-8", newline="\n")


def _compiled(out: Path) -> tuple[DescriptorPool, list[str]]:
    """Compile with protoc; return the types, and the names of the messages of the group."""
    files = [str(path.relative_to(out)) for path in sorted((out / GROUP).rglob("*.proto"))]
    command = [sys.executable, "-m", "grpc_tools.protoc", "-I.", "-Ithird_party"]
    command += ["--include_imports", "--descriptor_set_out=set.pb", *files]
    subprocess.run(command, cwd=out, check=True)
    pool, names = DescriptorPool(), []
    compiled = FileDescriptorSet.FromString((out / "set.pb").read_bytes())
    (out / "set.pb").unlink()
    for file in compiled.file:
        pool.AddSerializedFile(file.SerializeToString())
        if file.name.startswith(f"{GROUP}/"):
            names += [f"{file.package}.{message.name}" for message in file.message_type]
    return pool, names


# --- Letters -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """Bytes of a message whose fields are all set, and what each was set to, by its name."""

    name: str
    data: bytes
    fields: dict[str, object]

    @classmethod
    def filled(cls, pool: DescriptorPool, name: str) -> Letter:
        """Fill a message."""
        message = GetMessageClass(pool.FindMessageTypeByName(name))()
        for field in message.DESCRIPTOR.fields:
            _fill(message, field)
        fields = {field.name: _seen(field, value) for field, value in message.ListFields()}
        return cls(name, message.SerializeToString(), fields)

    def wrong(self, pool: DescriptorPool) -> Iterator[str]:
        """Yield what is read wrong with the types of a later generation."""
        try:
            message = GetMessageClass(pool.FindMessageTypeByName(self.name))()
        except KeyError:
            return  # it is away
        message.ParseFromString(self.data)
        read = {field.name: _seen(field, value) for field, value in message.ListFields()}
        for field in message.DESCRIPTOR.fields:
            old, new = self.fields.get(field.name), read.get(field.name)
            if field.enum_type is not None and new is None:
                continue  # the value is not there any more
            if old != new:
                yield f"{self.name}.{field.name} was {old!r} and is read as {new!r}"


def _fill(message: Message, field: Any) -> None:
    if field.containing_oneof is not None and message.WhichOneof(field.containing_oneof.name):
        return
    held = getattr(message, field.name)
    if field.message_type is not None:
        if field.message_type.GetOptions().map_entry:
            _fill_map(held, field.message_type.fields_by_name["value"])
        elif field.is_repeated:
            held.add()
        else:
            held.SetInParent()
    elif field.is_repeated:
        held.append(_sample(field))
    else:
        setattr(message, field.name, _sample(field))


def _fill_map(held: Any, value: Any) -> None:
    if value.message_type is not None:
        held["k"].SetInParent()
    else:
        held["k"] = _sample(value)


def _sample(field: Any) -> object:
    """Return a value that tells this field from others."""
    mark = sum(field.name.encode()) + 1
    match field.cpp_type:
        case FieldDescriptor.CPPTYPE_STRING:
            return field.name.encode() if field.type == FieldDescriptor.TYPE_BYTES else field.name
        case FieldDescriptor.CPPTYPE_BOOL:
            return True
        case FieldDescriptor.CPPTYPE_ENUM:
            return field.enum_type.values[-1].number
        case FieldDescriptor.CPPTYPE_DOUBLE:
            return mark + 0.5
        case _:
            return mark


def _seen(field: Any, value: Any) -> object:
    """Return what can be compared: values themselves, the names of enums' values."""
    enum = field.enum_type
    if enum is None:
        return str(value)
    numbers = [value] if isinstance(value, int) else list(value)
    names = [_named(enum, number) for number in numbers]
    return names if all(names) else None


def _named(enum: EnumDescriptor, number: int) -> str:
    found = enum.values_by_number.get(number)
    return found.name if found is not None else ""


if __name__ == "__main__":
    sys.exit(main())
