"""What many tags use has one home; what few use, each has of its own. Neither ever moves."""

from __future__ import annotations

import copy
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from oacgen_ir.diagnostics import Report
from oacgen_proto.generator import DIAGNOSTICS

Make = Callable[..., Path]
Run = Callable[..., str]
Import = Callable[[Path, str], ModuleType]
MANY = Path(__file__).parent / "data" / "many.yaml"
LAYOUTS = pytest.mark.parametrize("layout", ["plain", "versioned"])


def only(*tags: str) -> dict[str, Any]:
    """Return the document with the operations of some tags alone."""
    document: dict[str, Any] = copy.deepcopy(yaml.safe_load(MANY.read_text(encoding="utf-8")))
    document["paths"] = {
        path: item for path, item in document["paths"].items() if path.split("/")[1] in tags
    }
    return document


def text(folder: Path, tag: str) -> str:
    """Return the messages of a tag."""
    return (folder / tag / "messages.proto").read_text(encoding="utf-8")


def test_what_many_tags_use_is_shared(make: Make, tmp_path: Path) -> None:
    """Five tags have one Animal, two have a Pair each; the folder of a tag says the rest."""
    out = make(MANY, tmp_path / "out")
    shared = text(out, "shared")
    assert "message Animal {" in shared
    assert "enum RoleEnum {" in shared
    assert "ROLE_ENUM_DRONE" in shared, "a value that one tag alone adds is there for all"
    assert "message Pair" not in shared
    assert "message Odd" not in shared
    for tag in ("ants", "bees"):
        assert "message Pair {\n  optional shared.Animal left = 1;" in text(out, tag)
        assert "message Animal" not in text(out, tag)
    service = (out / "eels/service.proto").read_text(encoding="utf-8")
    assert "shared.Herd data = 1;" in service
    assert "carries `shared.Problem`" in service


def test_only_enums_are_shared(make: Make, run: Run, tmp_path: Path) -> None:
    """A home without messages imports too."""
    role = {"schema": {"$ref": "#/components/schemas/RoleEnum"}, "in": "query", "name": "role"}
    document = only()
    document["paths"] = {
        f"/{tag}/": {
            "get": {"operationId": f"{tag}_get", "tags": [tag], "parameters": [role]},
        }
        for tag in "abcd"
    }
    out = make(document, tmp_path / "out", group="zoo")
    assert "message " not in text(out, "zoo/shared")
    run(out, sys.executable, "-W", "error", "-c", "import zoo.a.codec, zoo.a.service_pb2_grpc")


def test_few_tags_have_their_own(make: Make, tmp_path: Path) -> None:
    """Three tags are as they would be alone, and there is no other folder."""
    out = make(only("ants", "bees", "cats"), tmp_path / "out")
    assert not (out / "shared").exists()
    assert all("message Animal {" in text(out, tag) for tag in ("ants", "bees", "cats"))
    assert "@shared" not in (out / "oacgen.lock.json").read_text(encoding="utf-8")


def test_nothing_moves(make: Make, run: Run, tmp_path: Path) -> None:
    """Who had a schema keeps it, who comes later shares it, and it stays when they go."""
    out, before = tmp_path / "out", tmp_path / "before"
    steps = ["ants bees", "ants bees cats dogs eels", "bees cats", "cats", "ants bees cats dogs"]
    for number, tags in enumerate(steps):
        if number:
            shutil.rmtree(before, ignore_errors=True)
            shutil.copytree(out, before)
        make(only(*tags.split()), out)
        if number == 1:
            assert "message Animal {" in text(out, "ants")
            assert "message Animal {" in text(out, "shared")
            assert "optional Animal left = 1;" in text(out, "ants")
            assert "repeated NullableAnimal" in text(out, "cats")
        if number > 1:
            assert "optional shared.Animal value = 1;" in text(out, "cats")
            assert all("_v2" not in text(out, tag) for tag in (*tags.split(), "shared"))
        files = [str(p.relative_to(out)) for p in out.rglob("*.proto") if "third" not in str(p)]
        compiler = ["python", "-m", "grpc_tools.protoc", "-I.", "-Ithird_party"]
        assert run(out, *compiler, "--descriptor_set_out=/dev/null", *files) == ""
        if number:
            # whole files of tags that went are no break of what is left
            run(out, "buf", "build")
            found = run(out, "buf", "breaking", "--against", str(before), ok=None)
            assert [line for line in found.splitlines() if "Previously present" not in line] == []


def test_the_layout_is_nothing_to_the_lock(make: Make, tmp_path: Path) -> None:
    """Another layout gives the packages other names, and no field another number."""
    out = make(MANY, tmp_path / "out", group="zoo")
    before = (out / "zoo/oacgen.lock.json").read_text(encoding="utf-8")
    make(MANY, out, group="zoo", layout="versioned")
    assert "optional shared.v1.Animal left = 1;" in text(out, "zoo/ants/v1")
    assert (out / "zoo/oacgen.lock.json").read_text(encoding="utf-8") == before


def test_a_tag_of_that_name_keeps_its_folder(make: Make, tmp_path: Path) -> None:
    """The home gives way, then and ever after."""
    document = only("ants", "bees", "cats", "dogs")
    document["paths"]["/ants/"]["get"]["tags"] = ["shared"]
    out = make(document, tmp_path / "out")
    assert "message Herd {" in text(out, "shared_2")
    assert "service SharedService" in (out / "shared/service.proto").read_text(encoding="utf-8")
    make(only("bees", "cats", "dogs"), out)
    assert "message Herd {" in text(out, "shared_2")


@LAYOUTS
@pytest.mark.parametrize("group", ["", "zoo"])
def test_imports_from_anywhere(
    make: Make, run: Run, tmp_path: Path, group: str, layout: str
) -> None:
    """From the folder and below a package, with one class for all tags, and in one process."""
    root = make(MANY, tmp_path / "project/clients/proto", group=group, layout=layout)
    end = ".v1" if layout == "versioned" else ""
    inside = f"{group}." if group else ""
    code = f"""
import pickle, sys
sys.path[:0] = [{str(root)!r}, {str(tmp_path / "project")!r}]
import {inside}ants{end}.service_pb2, {inside}bees{end}.codec
from {inside}cats{end} import service_pb2_grpc
from {inside}shared{end}.messages_pb2 import Animal
assert type({inside}ants{end}.service_pb2.AntsListResponse().data.results.add()) is Animal
assert {inside}bees{end}.codec.CODECS["Animal"].parse({{"id": 3}}) == Animal(id=3)
from clients.proto.{inside}bees{end} import codec, messages_pb2
from clients.proto.{inside}shared{end}.messages_pb2 import Animal as Below
pair = codec.CODECS["Pair"].parse({{"left": {{"id": 4}}}})
assert pair == messages_pb2.Pair(left=Below(id=4)) and pickle.loads(pickle.dumps(pair)) == pair
"""
    run(tmp_path, sys.executable, "-W", "error", "-c", code)


@LAYOUTS
@pytest.mark.parametrize("group", ["", "zoo"])
def test_each_module_imports_first(
    make: Make, run: Run, tmp_path: Path, group: str, layout: str
) -> None:
    """None leans on another having been imported before."""
    root = make(MANY, tmp_path / "proto", group=group, layout=layout)
    for name in ("codec", "messages_pb2", "service_pb2", "service_pb2_grpc"):
        [file] = (root / group / "bees").rglob(f"{name}.py")
        module = ".".join(file.relative_to(root).with_suffix("").parts)
        run(root, sys.executable, "-W", "error", "-c", f"import {module}")


@pytest.mark.parametrize("group", ["", "zoo"])
def test_codecs_are_one(make: Make, load_module: Import, tmp_path: Path, group: str) -> None:
    """JSON, masks and what is lost go through codecs of another folder as through one's own."""
    root = make(MANY, tmp_path / f"codecs{group or 'lone'}", group=group)
    inside = f"{group}." if group else ""
    codec: Any = load_module(root, f"{inside}cats.codec")
    runtime: Any = load_module(root, f"{inside}cats._codec" if not group else f"{group}._codec")
    animal = {"id": 1, "name": "a", "friends": [], "role": "queen", "notes": None}
    animal |= {"home": {"kind": "nest", "height": 1.5}, "grid": [[1], []], "by_name": {}}
    call = codec.CALLS["CatsList"]
    found = call.data.write(call.answer({"count": 1, "results": [animal]}).data)
    assert found == {"count": 1, "results": [animal]}
    patch = codec.CALLS["CatsPartialUpdate"]
    request = patch.request(body={"name": "b"}, update_mask={"paths": ["name", "role", "home"]})
    assert patch.json(request) == {"name": "b", "role": None, "home": None}
    with runtime.losses() as lost:
        call.answer({"count": 1, "results": [{**animal, "role": "king"}]})
    assert lost == ["RoleEnum has no 'king'"]


USER = """
from {inside}bees import messages_pb2, service_pb2
from {inside}shared import messages_pb2 as shared

def animal(response: service_pb2.BeesPartialUpdateResponse) -> shared.Animal:
    return response.data

pair = messages_pb2.Pair(left=shared.Animal(id=1), roles=[shared.ROLE_ENUM_QUEEN])
"""


@pytest.mark.parametrize("group", ["", "zoo"])
def test_types(make: Make, run: Run, tmp_path: Path, group: str) -> None:
    """A user of both folders type-checks, and so does the folder; a mistake is found."""
    root = make(MANY, tmp_path / "proto", group=group)
    user = USER.format(inside=f"{group}." if group else "")
    (tmp_path / "good.py").write_text(user)
    (tmp_path / "wrong.py").write_text(user.replace("left=shared.Animal", "left=messages_pb2.Pair"))
    command = ("mypy", "--strict", f"--cache-dir={tmp_path}/.mypy")
    assert "Success" in run(tmp_path, *command, "good.py", MYPYPATH=str(root))
    assert 'expected "Animal | None"' in run(
        tmp_path, *command, "wrong.py", ok=False, MYPYPATH=str(root)
    )
    folders = [group] if group else ["ants", "bees", "cats", "shared"]
    assert "Success" in run(root, *command, *folders)


def test_what_a_lone_document_costs_is_told(make: Make, tmp_path: Path) -> None:
    """Below a package, type checkers do not find the shared folder of a lone document."""
    for group, said in (("", 1), ("zoo", 0)):
        report = Report(extra=DIAGNOSTICS)
        make(MANY, tmp_path / f"out{group}", group=group, report=report)
        assert len([one for one in report if one.code == "proto-shared"]) == said
