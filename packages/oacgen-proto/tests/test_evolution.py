"""An API changes at random for twenty generations: what was sent once is read right for ever."""

from __future__ import annotations

import ast
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import message_factory
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.struct_pb2 import Struct
from google.protobuf.timestamp_pb2 import Timestamp

from oacgen_ir.diagnostics import Report
from oacgen_proto.generator import DIAGNOSTICS

Make = Callable[..., Path]
Run = Callable[..., str]
Schema = dict[str, Any]

GENERATIONS = 20
MODELS = [f"Model{letter}" for letter in "ABCD"]
LITERALS = ["open", "shut", "-shut", "ajar", "", "x y", "x_y", "X"]
TYPES: dict[str, Schema] = {
    "text": {"type": "string"},
    "whole": {"type": "integer"},
    "small": {"type": "integer", "format": "int32"},
    "number": {"type": "number"},
    "truth": {"type": "boolean"},
    "state": {"$ref": "#/components/schemas/StateEnum"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "wholes": {"type": "array", "items": {"type": "integer"}},
    "table": {"type": "object", "additionalProperties": {"type": "string"}},
    "moment": {"type": "string", "format": "date-time"},
    "free": {"type": "object", "additionalProperties": {}},
}
SAMPLES: dict[str, Any] = {
    "text": "t",
    "whole": 7,
    "small": 8,
    "number": 0.5,
    "truth": True,
    "texts": ["a", "b"],
    "wholes": [1, 2],
    "table": {"k": "v"},
    "moment": Timestamp(seconds=9),
    "free": Struct(fields={"f": {"string_value": "s"}}),
}


def whole(paths: Schema, schemas: Schema) -> Schema:
    """Return a document."""
    info = {"title": "Things", "version": "1"}
    return {"openapi": "3.0.3", "info": info, "paths": paths, "components": {"schemas": schemas}}


def content(name: str) -> Schema:
    """Return a body that is a schema."""
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


class Api:
    """An API that changes; `born` is the generation in which each property got what it is now."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.generation = 0
        self.models = {name: {"p0": "text", "p1": "whole"} for name in MODELS}
        self.born = {(name, key): 0 for name in MODELS for key in ("p0", "p1")}
        self.literals = LITERALS[:3]
        self.literal_born = dict.fromkeys(self.literals, 0)
        self.operations = {f"{name.lower()}_list": "get" for name in MODELS}

    def change(self) -> None:
        """Make a few changes of all kinds."""
        self.generation += 1
        for name, fields in self.models.items():
            self._change_fields(name, fields)
        for literal in self.chance.sample(LITERALS, 2):
            if literal not in self.literals:
                self.literals.append(literal)
                self.literal_born[literal] = self.generation
            elif len(self.literals) > 2:
                self.literals.remove(literal)
        self.chance.shuffle(self.literals)
        name = self.chance.choice(MODELS).lower()
        operation = f"{name}_{self.chance.choice(['list', 'make', 'mend'])}"
        # every model stays in use: what changes while nothing shows it is no change
        if operation in self.operations and not operation.endswith("_list"):
            del self.operations[operation]
        else:
            self.operations[operation] = self.chance.choice(["get", "put", "post", "patch"])

    def _change_fields(self, name: str, fields: dict[str, str]) -> None:
        for key in self.chance.sample([f"p{n}" for n in range(8)], 3):
            kind = self.chance.choice([*TYPES])
            if key not in fields or self.chance.random() < 0.4:
                if fields.get(key) != kind:
                    self.born[name, key] = self.generation
                fields[key] = kind
            elif len(fields) > 1:
                del fields[key]
        items = list(fields.items())
        self.chance.shuffle(items)
        fields.clear()
        fields.update(items)

    def document(self) -> Schema:
        """Return the document of this generation."""
        schemas: dict[str, Schema] = {
            name: {
                "type": "object",
                "required": [key for key in fields if key in ("p1", "p2")],
                "properties": {key: TYPES[kind] for key, kind in fields.items()},
            }
            for name, fields in self.models.items()
        }
        schemas["StateEnum"] = {"type": "string", "enum": list(self.literals)}
        paths: Schema = {}
        for operation, method in self.operations.items():
            name = next(one for one in MODELS if one.lower() == operation.partition("_")[0])
            paths[f"/{operation}/"] = {
                method: {
                    "operationId": operation,
                    "tags": ["things"],
                    "parameters": [
                        {"in": "query", "name": key, "schema": TYPES[kind]}
                        for key, kind in self.models[name].items()
                        if kind in ("text", "whole", "state")
                    ],
                    "responses": {"200": {"description": "", "content": content(name)}},
                    **({"requestBody": {"content": content(name)}} if method != "get" else {}),
                }
            }
        info = {"title": "Things", "version": str(self.generation)}
        return {
            "openapi": "3.0.3",
            "info": info,
            "paths": paths,
            "components": {"schemas": schemas},
        }


@dataclass
class Letter:
    """Bytes of one message, with what was put in: key, type, and the literal of an enum."""

    model: str
    data: bytes
    generation: int
    fields: dict[str, tuple[str, Any]]


class Generation:
    """The messages of one generation, loaded from the descriptors of its stubs."""

    def __init__(self, folder: Path) -> None:
        pool = DescriptorPool()
        for known in ("timestamp", "struct", "field_mask"):
            module = __import__(f"google.protobuf.{known}_pb2", fromlist=["DESCRIPTOR"])
            pool.AddSerializedFile(module.DESCRIPTOR.serialized_pb)
        for stem in ("messages", "service"):
            pool.AddSerializedFile(_bytes(folder / f"things/{stem}_pb2.py"))
        self.pool = pool
        self.enum = self._state()

    def _state(self) -> dict[str, int]:
        try:
            values = self.pool.FindEnumTypeByName("things.StateEnum").values
        except KeyError:
            return {}
        numbers = {}
        for value in values:
            if value.number:
                # the option of ours is not known here: its number, then the text behind it
                raw = value.GetOptions().SerializeToString()
                numbers[raw[4:].decode() if raw else ""] = value.number
        return numbers

    def letter(self, api: Api, model: str) -> Letter:
        """Fill every field of a message."""
        message = self.empty(model)
        put: dict[str, tuple[str, Any]] = {}
        for field in message.DESCRIPTOR.fields:
            kind = api.models[model][field.json_name]
            literal = api.chance.choice([*self.enum]) if kind == "state" else None
            value = self.enum[literal] if literal is not None else SAMPLES[kind]
            _set(message, field.name, value)
            put[field.json_name] = (kind, literal if literal is not None else value)
        return Letter(model, message.SerializeToString(), api.generation, put)

    def empty(self, model: str) -> Any:
        """Return an empty message."""
        found = self.pool.FindMessageTypeByName(f"things.{model}")
        return message_factory.GetMessageClass(found)()

    def wrong(self, api: Api, letter: Letter) -> Iterator[str]:
        """Yield what is read wrong from a letter of an earlier generation."""
        message = self.empty(letter.model)
        message.ParseFromString(letter.data)
        there = {field.name for field, _ in message.ListFields()}
        for field in message.DESCRIPTOR.fields:
            kind, value = letter.fields.get(field.json_name, ("", None))
            same = api.born[letter.model, field.json_name] <= letter.generation
            if kind == "" or not same:
                if field.name in there:
                    yield f"{letter.model}.{field.name} is new and was read from old bytes"
                continue
            if kind == "state":
                born = api.literal_born.get(value, 0)
                known = value in api.literals and born <= letter.generation
                value = self.enum.get(value) if known else None
                read = getattr(message, field.name)
                if (known and read != value) or (not known and read in self.enum.values()):
                    yield f"{letter.model}.{field.name}: {read} instead of {value}"
            elif _get(message, field.name) != value:
                yield f"{letter.model}.{field.name} is {_get(message, field.name)!r}"


def _bytes(module: Path) -> bytes:
    nodes = ast.walk(ast.parse(module.read_text(encoding="utf-8")))
    [data] = [
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, bytes)
    ]
    return data


def _set(message: Any, name: str, value: Any) -> None:
    held = getattr(message, name)
    match value:
        case list():
            held.extend(value)
        case dict():
            held.update(value)
        case Timestamp() | Struct():
            held.MergeFromString(value.SerializeToString())
        case _:
            setattr(message, name, value)


def _get(message: Any, name: str) -> Any:
    held = getattr(message, name)
    match type(held).__name__:
        case "Timestamp":
            return Timestamp.FromString(held.SerializeToString())
        case "Struct":
            return Struct.FromString(held.SerializeToString())
        case container if "Map" in container:
            return dict(held)
        case container if "Repeated" in container:
            return list(held)
        case _:
            return held


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_old_bytes_are_read_right(make: Make, tmp_path: Path, seed: int) -> None:
    """Each field that lives on has its value; what is new is never read from old bytes."""
    api = Api(random.Random(seed))
    letters: list[Letter] = []
    for _ in range(GENERATIONS):
        now = Generation(make(api.document(), tmp_path / "out"))
        used = {model for model in MODELS if any(model.lower() in one for one in api.operations)}
        used = {model for model in used if _is_there(now, model)}
        wrong = [line for one in letters if one.model in used for line in now.wrong(api, one)]
        assert wrong == []
        letters += [now.letter(api, model) for model in sorted(used)]
        api.change()
    assert len(letters) > 3 * GENERATIONS


def _is_there(now: Generation, model: str) -> bool:
    try:
        now.empty(model)
    except KeyError:
        return False
    return True


def test_buf_finds_no_break(make: Make, run: Run, tmp_path: Path) -> None:
    """`buf breaking` with WIRE_JSON is content at each step, and would not be without the lock."""
    api = Api(random.Random(4))
    out, before = tmp_path / "out", tmp_path / "before"
    make(api.document(), out)
    for _ in range(GENERATIONS):
        api.change()
        shutil.rmtree(before, ignore_errors=True)
        shutil.copytree(out, before)
        make(api.document(), out)
        assert run(out, "buf", "breaking", "--against", str(before)) == ""
    api.change()
    fresh = make(api.document(), tmp_path / "fresh")
    assert "deleted without" in run(fresh, "buf", "breaking", "--against", str(out), ok=False)


# --- Single changes ------------------------------------------------------------------------------


def document(schemas: Schema, **operations: str) -> Schema:
    """Return a document in which each operation gives back a schema."""
    paths = {
        f"/{name}/": {
            "get": {
                "operationId": name,
                "tags": ["t"],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": f"#/components/schemas/{schema}"}
                            }
                        },
                    }
                },
            }
        }
        for name, schema in operations.items()
    }
    return whole(paths, schemas)


def model(**types: str) -> Schema:
    """Return an object with properties of simple types."""
    return {"type": "object", "properties": {key: {"type": one} for key, one in types.items()}}


def messages(folder: Path) -> str:
    """Return the text of the messages, on one line per statement."""
    return (folder / "t/messages.proto").read_text(encoding="utf-8")


def test_a_property_that_goes_and_returns(make: Make, tmp_path: Path) -> None:
    """Its number and name are reserved for ever; it returns under a new one, with its old key."""
    out = tmp_path / "out"
    make(document({"A": model(id="integer", nick="string")}, a_get="A"), out)
    make(document({"A": model(id="integer")}, a_get="A"), out)
    assert 'reserved 2;\n  reserved "nick";' in messages(out)
    make(document({"A": model(id="integer", nick="string")}, a_get="A"), out)
    assert 'optional string nick_v2 = 3 [json_name = "nick"];' in messages(out)
    assert 'reserved 2;\n  reserved "nick";' in messages(out)
    make(document({"A": model(id="integer")}, a_get="A"), out)
    make(document({"A": model(id="integer", nick="string")}, a_get="A"), out)
    assert 'optional string nick_v3 = 4 [json_name = "nick"];' in messages(out)
    assert 'reserved 2, 3;\n  reserved "nick", "nick_v2";' in messages(out)


def test_a_property_of_another_type(make: Make, tmp_path: Path) -> None:
    """It is another field, with the old key in JSON."""
    out = tmp_path / "out"
    make(document({"A": model(balance="string", b="string")}, a_get="A"), out)
    make(document({"A": model(balance="number", b="string")}, a_get="A"), out)
    assert 'optional double balance_v2 = 3 [json_name = "balance"];' in messages(out)
    assert 'reserved 1;\n  reserved "balance";' in messages(out)


def test_a_key_whose_name_is_taken(make: Make, tmp_path: Path) -> None:
    """A later key takes no name that an earlier one has, nor one that is it in JSON."""
    out = tmp_path / "out"
    make(document({"A": model(a_b="string", x2="string")}, a_get="A"), out)
    later = model(aB="string", x_2="string", a_b="string", x2="string")
    make(document({"A": later}, a_get="A"), out)
    text = messages(out)
    assert 'string a_b = 1 [json_name = "a_b"];' in text
    assert "string x2 = 2;" in text
    assert 'string a_b_2 = 3 [json_name = "aB"];' in text
    assert 'string x_2_2 = 4 [json_name = "x_2"];' in text


def test_required_and_optional_are_one_field(make: Make, tmp_path: Path) -> None:
    """Presence may change: the bytes are the same."""
    out = tmp_path / "out"
    schema = model(id="integer")
    make(document({"A": schema}, a_get="A"), out)
    make(document({"A": {**schema, "required": ["id"]}}, a_get="A"), out)
    assert "\n  int64 id = 1;" in messages(out)


def test_values_of_enums(make: Make, tmp_path: Path) -> None:
    """New literals go behind, removed ones are reserved, and return under a new name."""
    out = tmp_path / "out"

    def state(*literals: str) -> Schema:
        state_enum = {"type": "string", "enum": list(literals)}
        holder = {"type": "object", "properties": {"s": {"$ref": "#/components/schemas/State"}}}
        return document({"State": state_enum, "A": holder}, a_get="A")

    make(state("b", "d"), out)
    make(state("a", "b", "c"), out)
    text = messages(out)
    assert "STATE_B = 1 " in text
    assert "STATE_A = 3 " in text
    assert "STATE_C = 4 " in text
    assert 'reserved 2;\n  reserved "STATE_D";' in text
    make(state("d"), out)
    assert 'STATE_D_V2 = 5 [(oacgen.v1.literal) = "d"];' in messages(out)


def test_an_rpc_of_another_shape(make: Make, tmp_path: Path) -> None:
    """Where a call begins to stream or to change things, it is another rpc."""
    out = tmp_path / "out"
    first = document({"A": model(id="integer")}, a_get="A")
    make(first, out)
    second = document({"A": model(id="integer")}, a_get="A")
    second["paths"]["/a_get/"] = {"post": second["paths"]["/a_get/"]["get"]}
    make(second, out)
    text = (out / "t/service.proto").read_text(encoding="utf-8")
    assert "rpc AGetV2(AGetV2Request) returns (AGetV2Response)" in text
    make(first, out)
    text = (out / "t/service.proto").read_text(encoding="utf-8")
    assert "rpc AGetV3(AGetV3Request) returns (AGetV3Response)" in text


def test_names_are_not_taken_from_what_is_away(make: Make, tmp_path: Path) -> None:
    """A schema or a tag that is away keeps its name and its numbers."""
    out = tmp_path / "out"
    both = document({"A": model(x="string", y="string"), "B": model(z="string")}, a="A", b="B")
    make(both, out)
    make(document({"B": model(z="string")}, b="B"), out)
    assert "message A " not in messages(out)
    again = document({"A": model(y="string", x="string"), "B": model(z="string")}, b="B", a="A")
    make(again, out)
    assert "optional string y = 2;" in messages(out)
    elsewhere = {**both, "paths": {"/u/": {"get": {"operationId": "u", "tags": ["u"]}}}}
    make(elsewhere, out)
    assert not (out / "t/messages.proto").exists()
    make(again, out)
    assert "optional string y = 2;" in messages(out)


def test_a_schema_does_not_take_the_name_of_an_older_message(make: Make, tmp_path: Path) -> None:
    """What came later is renamed, whichever sounds better."""
    out = tmp_path / "out"
    make(document({"A": model(x="string")}, a_get="A"), out)
    late = {"A": model(x="string"), "AGetResponse": model(y="string")}
    make(document(late, a_get="A", b_get="AGetResponse"), out)
    assert "message AGetResponseData {\n  optional string y = 1;" in messages(out)
    first = make(document(late, a_get="A", b_get="AGetResponse"), tmp_path / "first")
    assert "message AGetResponse {\n  optional string y = 1;" in messages(first)
    service = (first / "t/service.proto").read_text(encoding="utf-8")
    assert "returns (TServiceAGetResponse)" in service


# --- Renames -------------------------------------------------------------------------------------


def test_renames_are_suggested_and_done_on_demand(make: Make, tmp_path: Path) -> None:
    """A rename keeps number and name; without the map it is two changes."""
    out = tmp_path / "out"
    report = Report(extra=DIAGNOSTICS)
    make(document({"A": model(id="integer", nick="string")}, a_get="A"), out)
    shutil.copytree(out, tmp_path / "asked")
    renamed = document({"A": model(id="integer", nickname="string")}, a_get="A")
    make(renamed, out, report=report)
    assert "optional string nickname = 3;" in messages(out)
    [found] = [one for one in report if one.code == "proto-rename"]
    assert found.pointer == "#/components/schemas/A"
    assert "A.nick=nickname" in found.hint
    asked = make(renamed, tmp_path / "asked", renames={"A.nick": "nickname"})
    assert 'optional string nick = 2 [json_name = "nickname"];' in messages(asked)
    again = make(renamed, tmp_path / "asked")
    assert 'optional string nick = 2 [json_name = "nickname"];' in messages(again)


def test_renames_of_schemas_literals_and_operations(make: Make, tmp_path: Path) -> None:
    """They keep their numbers and names too."""
    out = tmp_path / "out"
    enum = {"type": "string", "enum": ["on", "off"]}

    def api(name: str, operation: str, literal: str) -> Schema:
        holder = {"type": "object", "properties": {"s": {"$ref": "#/components/schemas/State"}}}
        states = {**enum, "enum": [literal, "off"]}
        return document({"State": states, name: holder}, **{operation: name})

    make(api("Old", "old_get", "on"), out)
    make(
        api("New", "new_get", "up"),
        out,
        renames={"Old": "New", "old_get": "new_get", "State.on": "up"},
    )
    text = messages(out)
    assert "message Old {\n  optional State s = 1;" in text
    assert 'STATE_ON = 1 [(oacgen.v1.literal) = "up"];' in text
    assert "rpc OldGet(" in (out / "t/service.proto").read_text(encoding="utf-8")


# --- What is said --------------------------------------------------------------------------------


def test_what_breaks_callers_is_told(make: Make, tmp_path: Path) -> None:
    """Another type and another shape are reported with their places; a new thing is not."""
    out = tmp_path / "out"
    report = Report(extra=DIAGNOSTICS)
    first = document({"A": model(balance="string", b="string")}, a_get="A")
    make(first, out, report=report)
    assert not [one for one in report if one.code.startswith("proto-")]
    second = document({"A": model(balance="number", b="string", c="string")}, a_get="A")
    second["paths"]["/a_get/"] = {"post": second["paths"]["/a_get/"]["get"]}
    make(second, out, report=report)
    found = {one.code: (one.message, one.pointer) for one in report}
    assert found["proto-retyped"] == (
        "A.balance was string and is double, as balance_v2",
        "#/components/schemas/A",
    )
    assert found["proto-reshaped"] == ("AGet is AGetV2 now", "#/paths/~1a_get~1/post")
