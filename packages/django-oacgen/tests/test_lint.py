"""The rules of `validate_openapi`, and the edits of the user's source."""

from __future__ import annotations

import ast
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from trade.serializers import OrderSerializer

from django_oacgen.lint.finding import RULES, Finding, edited
from django_oacgen.lint.returns import return_type
from django_oacgen.lint.serializers import check_serializers
from django_oacgen.lint.source import source_of

Configure = Callable[..., None]
Load = Callable[[str], ModuleType]

HEAD = """
from __future__ import annotations
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from people.models import Person
from rest_framework import serializers


class TeamSerializer(serializers.Serializer):
    name = serializers.CharField()

"""


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    """Import a module of the project from its text, after `HEAD`."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def load(text: str) -> ModuleType:
        (tmp_path / "linted.py").write_text(HEAD + text)
        sys.modules.pop("linted", None)
        importlib.invalidate_caches()
        source_of.cache_clear()
        return importlib.import_module("linted")

    yield load
    sys.modules.pop("linted", None)
    source_of.cache_clear()


def check(module: ModuleType) -> list[Finding]:
    classes = [
        c
        for c in vars(module).values()
        if isinstance(c, type)
        and issubclass(c, serializers.BaseSerializer)
        and c.__module__ == "linted"
    ]
    return [*check_serializers(classes)]


def fixed(module: ModuleType) -> str:
    """Return the module's text without HEAD, with all edits made."""
    file = Path(str(module.__file__))
    edits = [f.edit for f in check(module) if f.edit]
    return edited(file.read_bytes(), edits).decode().removeprefix(HEAD)


# --- Fields --------------------------------------------------------------------------------------


def test_fields_that_take_anything(load: Load) -> None:
    module = load("""
@extend_schema_field(OpenApiTypes.OBJECT)
class Stated(serializers.JSONField):
    pass


class ThingSerializer(serializers.Serializer):
    free = serializers.JSONField()
    bag = serializers.DictField()
    row = serializers.ListField()
    numbers = serializers.DictField(child=serializers.IntegerField())
    words = serializers.ListField(child=serializers.CharField())
    stated = Stated()
""")
    found = check(module)
    assert [f.place for f in found] == [
        f"linted.ThingSerializer.{n}" for n in ("free", "bag", "row")
    ]
    assert {f.rule for f in found} == {"untyped-field"}
    lines = Path(str(module.__file__)).read_text().splitlines()
    assert lines[(found[0].line or 0) - 1].strip() == "free = serializers.JSONField()"


def test_an_inherited_field_is_told_where_it_is_declared(load: Load) -> None:
    module = load("""
class ParentSerializer(serializers.Serializer):
    free = serializers.JSONField()

class ChildSerializer(ParentSerializer):
    pass
""")
    assert {f.place for f in check(module)} == {"linted.ParentSerializer.free"}


def test_names_that_two_serializers_have(load: Load) -> None:
    from trade.serializers import ItemSerializer

    module = load("class ItemSerializer(serializers.Serializer):\n    pass\n")
    (found,) = check_serializers([ItemSerializer, module.ItemSerializer])
    assert (found.rule, found.place) == ("shared-name", "linted.ItemSerializer")
    assert "trade.serializers.ItemSerializer is called ItemSerializer too" in found.message


def test_a_serializer_that_cannot_be_made_is_passed_over(load: Load) -> None:
    module = load("""
class DemandingSerializer(serializers.Serializer):
    free = serializers.JSONField()

    def __init__(self, needed):
        super().__init__()
""")
    assert check(module) == []


# --- Null ----------------------------------------------------------------------------------------

NESTED = """
class PersonSerializer(serializers.ModelSerializer):
    team = TeamSerializer({})

    class Meta:
        model = Person
        fields = ("team",)
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("read_only=True", "allow_null=True, read_only=True"),
        ("\n        read_only=True,\n    ", "\n        allow_null=True, read_only=True,\n    "),
        ("None, label='é', read_only=True", "None, allow_null=True, label='é', read_only=True"),
    ],
)
def test_a_relation_that_may_be_null(load: Load, before: str, after: str) -> None:
    module = load(NESTED.format(before))
    (found,) = check(module)
    assert (found.rule, found.place) == ("nullable-nested", "linted.PersonSerializer.team")
    assert fixed(module) == NESTED.format(after)
    assert check(load(NESTED.format(after))) == []


@pytest.mark.parametrize(
    "arguments", ["read_only=True, allow_null=True", "", "many=True, read_only=True"]
)
def test_what_is_no_fault_of_a_relation(load: Load, arguments: str) -> None:
    assert check(load(NESTED.format(arguments))) == []


@pytest.mark.parametrize("field", ["made", "TeamSerializer(**options)"])
def test_what_is_not_plain_is_left_alone(load: Load, field: str) -> None:
    module = load(
        "options = {'read_only': True}\nmade = TeamSerializer(read_only=True)\n"
        + NESTED.replace("TeamSerializer({})", field)
    )
    (found,) = check(module)
    assert found.edit is None


# --- Methods -------------------------------------------------------------------------------------

METHOD = """
class ThingSerializer(serializers.Serializer):
    size = serializers.SerializerMethodField()

    def get_size({}):
        {}
"""


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        ("return len(obj.items)", "int"),
        ("return f'{obj}'", "str"),
        ("return 'a' if obj else None", "str | None"),
        ("if obj:\n            return 1", "int | None"),
        ("if obj:\n            return 1\n        else:\n            return 2", "int"),
        ("if obj:\n            return True\n        return obj is None", "bool"),
        ("return not obj", "bool"),
        ("return obj in () and obj is not self", "bool"),
        ("for each in obj:\n            return 'x'", "str | None"),
        ("raise ValueError if obj else KeyError\n        return 1.5", "float"),
    ],
)
def test_types_that_are_beyond_doubt(load: Load, body: str, type_: str) -> None:
    module = load(METHOD.format("self, obj", body))
    (found,) = check(module)
    assert (found.rule, found.place) == ("untyped-method", "linted.ThingSerializer.get_size")
    assert fixed(module) == METHOD.format("self, obj", body).replace(
        "get_size(self, obj):", f"get_size(self, obj) -> {type_}:"
    )


@pytest.mark.parametrize(
    "body",
    [
        "return obj.size",
        "return obj.a == obj.b",
        "return obj.a and obj.b",
        "return 1 if obj else 'a'",
        "return None",
        "pass",
        "yield 1\n        return 1",
        "with obj:\n            return 1",
        "try:\n            return 1\n        finally:\n            pass",
        "while True:\n            return 1",
        "len = obj\n        return len()",
        "def inner():\n            return 1\n        return inner()",
    ],
)
def test_types_that_are_in_doubt(load: Load, body: str) -> None:
    (found,) = check(load(METHOD.format("self, obj", body)))
    assert found.rule == "untyped-method"
    assert found.edit is None


def test_built_in_names_that_are_hidden_prove_nothing() -> None:
    function = ast.parse("def f(obj):\n    return len(obj)").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert return_type(function, {}) == "int"
    assert return_type(function, {"len": print}) == ""
    argument = ast.parse("def f(len):\n    return len(1)").body[0]
    assert isinstance(argument, ast.FunctionDef)
    assert return_type(argument, {}) == ""


@pytest.mark.parametrize(
    "signature",
    [
        "self, obj='é'",
        "self, obj: dict[str, int] = {'a': 1}",
        "self,  # a: comment\n        obj='é:',\n    ",
    ],
)
def test_signatures_of_any_shape(load: Load, signature: str) -> None:
    text = METHOD.format(signature, "return 1")
    assert fixed(load(text)) == text.replace(
        f"get_size({signature})", f"get_size({signature}) -> int"
    )


def test_methods_that_say_what_they_return(load: Load) -> None:
    stated = METHOD.format("self, obj", "return 1")
    assert check(load(stated.replace("obj):", "obj) -> int:"))) == []
    decorated = stated.replace("    def", "    @extend_schema_field(int)\n    def")
    assert check(load(decorated)) == []


def test_a_method_that_something_wraps_is_left_alone(load: Load) -> None:
    text = METHOD.format("self, obj", "return 1").replace(
        "    def", "    @functools.cache\n    def"
    )
    (found,) = check(load("import functools\n" + text))
    assert found.edit is None


def test_a_method_that_is_defined_twice_is_left_alone(load: Load) -> None:
    text = METHOD.format("self, obj", "return 1")
    (found,) = check(load(text + "\n    def get_size(self, obj):\n        return 1\n"))
    assert found.edit is None


# --- Documents and the command -------------------------------------------------------------------


def call(*args: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("validate_openapi", *args, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def places(*args: str) -> set[tuple[str, str]]:
    found = json.loads(call("--format", "json", *args)[1])["findings"]
    return {(each["rule"], each["place"]) for each in found}


def test_groups_and_what_cannot_be_read(
    project: Configure, urlconf_: Callable[[str], None]
) -> None:
    project({"name": "Core", "apps": ["people"]})
    assert ("group-case", "group Core") in places()
    urlconf_("broken")
    found = places()
    assert ("unreadable", "GET /api/failing/ (people.views.Failing)") in found
    assert ("spectacular", "Puzzling") in found


def test_names_of_operations_and_models(
    project: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    project({"name": "sales", "apps": ["trade"]})
    assert not {f for f in places() if f[0] in ("operation-id", "model-name")}

    def odd(result: dict[str, Any], **_: Any) -> dict[str, Any]:
        result["paths"]["/api/orders/"]["get"]["operationId"] = "fetch"
        return result

    monkeypatch.setattr(spectacular_settings, "POSTPROCESSING_HOOKS", [odd])
    monkeypatch.setattr(OrderSerializer, "_spectacular_annotation", {}, raising=False)
    extend_schema_serializer(component_name="an_order")(OrderSerializer)
    found = places()
    assert ("operation-id", "trade.views.OrderViewSet") in found
    assert ("model-name", "trade.serializers.OrderSerializer") in found


def test_all_is_well(project: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_oacgen.lint.project.findings", lambda *_: [])
    project({"name": "sales", "apps": ["trade"]})
    assert call() == (0, "All is well.\n")


def test_rules_are_listed() -> None:
    code, out = call("--list-rules")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[1:]] == [*RULES]
    listed = json.loads(call("--list-rules", "--format", "json")[1])
    assert {each["rule"] for each in listed if each["fix"]} == {"nullable-nested", "untyped-method"}


def test_what_cannot_begin_ends_with_2(project: Configure) -> None:
    with pytest.raises(CommandError, match="--dry-run goes with --fix") as caught:
        call("--dry-run")
    assert caught.value.returncode == 2
    project(groops=[])
    with pytest.raises(CommandError, match="did you mean 'groups'") as caught:
        call()
    assert caught.value.returncode == 2
