"""Names: legal, unique, and as close to the document's as Python allows."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import (
    Alias,
    Api,
    Array,
    Enum,
    Field,
    Kind,
    Media,
    Member,
    Model,
    Operation,
    Pagination,
    Parameter,
    Ref,
    Response,
    Scalar,
    Tag,
)
from oacgen_py.generator import generator
from oacgen_py.naming import (
    field_names,
    group_name,
    is_literal,
    member_names,
    name_everything,
    parameter_names,
)


def a_report() -> Report:
    return Report(extra=generator.diagnostics)


STRING = Scalar(kind=Kind.STRING)
TEXTS = st.lists(st.text(max_size=12), max_size=8, unique=True)


def model(name: str, *fields: str) -> Model:
    return Model(
        name=name,
        fields=tuple(Field(name=one, type=STRING, required=True, origin="#") for one in fields),
        origin="#",
    )


def choices(*values: str | int) -> Enum:
    kind = Kind.STRING if isinstance(values[0], str) else Kind.INTEGER
    assert kind in (Kind.STRING, Kind.INTEGER)
    members = tuple(Member(value=value) for value in values)
    return Enum(name="E", kind=kind, members=members, origin="#")


def answering(id_: str, tag: str, name: str, pagination: Pagination | None = None) -> Operation:
    media = Media(name="application/json", type=Ref(name=name), origin="#")
    return Operation(
        id=id_,
        method="GET",
        path="/",
        tag=tag,
        action=id_,
        responses=(Response(status="200", content=(media,), origin="#"),),
        pagination=pagination,
        origin="#",
    )


def test_fields_keep_what_python_can_say() -> None:
    names = field_names(
        model(
            "M", "id", "created__gte", "class", "json", "firstName", "first_name", "_id", "2fa", ""
        ),
        a_report(),
    )
    assert names == {
        "id": "id",
        "created__gte": "created__gte",
        "class": "class_",
        "json": "json_",
        "firstName": "first_name_2",
        "first_name": "first_name",
        "_id": "id_2",
        "2fa": "n2fa",
        "": "n",
    }


@given(TEXTS)
def test_any_fields_have_names(fields: list[str]) -> None:
    names = field_names(model("M", *fields), a_report())
    assert list(names) == fields
    assert all(name.isidentifier() for name in names.values())
    assert len(set(names.values())) == len(fields)


def test_members_of_texts_are_called_by_their_values() -> None:
    names = member_names(choices("in progress", "", "1", "None", "mro", ">=", "A", "a"), a_report())
    assert names == ["IN_PROGRESS", "EMPTY", "VALUE_1", "NONE", "MRO", "GTE", "A", "A_2"]


def test_members_of_numbers_are_called_by_their_labels() -> None:
    enum = Enum(
        name="E",
        kind=Kind.INTEGER,
        members=(
            Member(value=1, label="Low"),
            Member(value=2, label="A label that is much longer than anybody would type"),
            Member(value=-3),
            Member(value=4, name="Given", label="Label"),
        ),
        origin="#",
    )
    assert member_names(enum, a_report()) == ["LOW", "VALUE_2", "VALUE_MINUS_3", "GIVEN"]


@given(TEXTS.filter(bool))
def test_any_members_have_names(values: list[str]) -> None:
    names = member_names(choices(*values), a_report())
    assert all(name.isidentifier() and not name.startswith("_") for name in names)
    assert len(set(names)) == len(values)


def test_an_ordering_is_no_class() -> None:
    assert is_literal(choices("created", "-created"))
    assert not is_literal(choices("created", "in-progress"))
    assert not is_literal(choices(1, -1))


def test_parameters_never_hide_the_receiver_or_the_body() -> None:
    def parameter(name: str) -> Parameter:
        return Parameter(
            name=name,
            location="query",
            type=STRING,
            required=False,
            style="form",
            explode=True,
            origin="#",
        )

    operation = Operation(
        id="x",
        method="GET",
        path="/",
        tag="t",
        action="x",
        parameters=tuple(map(parameter, ["self", "data", "from", "X-Task", "x_task"])),
        origin="#",
    )
    assert parameter_names(operation, a_report()) == [
        "self_",
        "data",
        "from_",
        "x_task_2",
        "x_task",
    ]


def test_types_keep_their_names() -> None:
    declarations = (model("UserRequest"), model("Allauth.Conflict"), model("None"), model("2-fa"))
    names = name_everything(_api((), declarations), a_report(), flat=False)
    assert list(names.types.values()) == ["UserRequest", "AllauthConflict", "None_", "T2Fa"]


def test_an_odd_name_never_takes_a_good_one() -> None:
    declarations = (model("user_request"), model("UserRequest"))
    names = name_everything(_api((), declarations), a_report(), flat=False)
    assert names.types == {"user_request": "UserRequest_2", "UserRequest": "UserRequest"}


def test_a_tag_is_an_attribute_and_a_module() -> None:
    tags = ["users", "api/profiles", "import", "close", "con", "x" * 500, "Users"]
    api = Api(title="", version="", tags=tuple(Tag(name=tag) for tag in tags))
    names = name_everything(api, a_report(), flat=False).tags
    assert [names[tag].module for tag in tags] == [
        "users",
        "api_profiles",
        "import_",
        "close_",
        "con_",
        "x" * 120,
        "users_2",
    ]
    assert names["api/profiles"].type == "ApiProfiles"


def test_methods_that_walk_pages_are_called_after_their_lists() -> None:
    pagination = Pagination(style="page", items=(), item=STRING, page_parameter="page")
    operations = (
        answering("list", "users", "M", pagination),
        answering("history", "users", "M", pagination),
        answering("recent_list", "users", "M", pagination),
    )
    names = name_everything(_api(operations, (model("M"),)), a_report(), flat=False)
    assert list(names.iterators.values()) == ["iterate", "iterate_history", "iterate_recent"]
    flat = name_everything(_api(operations, (model("M"),)), a_report(), flat=True)
    assert flat.methods["list"] == "users_list"
    assert flat.iterators["list"] == "users_iterate"


def test_what_answers_in_two_shapes_has_no_iterator() -> None:
    pagination = Pagination(style="page", items=(), item=STRING, page_parameter="page")
    operation = answering("list", "users", "M", pagination)
    two = replace(operation, responses=(*operation.responses, Response(status="204", origin="#")))
    names = name_everything(_api((two,), (model("M"),)), a_report(), flat=True)
    assert names.iterators == {}


def test_a_model_stands_with_the_one_tag_that_uses_it() -> None:
    declarations = (
        model("Mine"),
        model("Ours"),
        Alias(name="Inner", type=Array(items=Ref(name="Deep")), origin="#"),
        model("Deep"),
        model("Unused"),
        choices("a"),
    )
    operations = (
        answering("a", "users", "Mine"),
        answering("b", "users", "Ours"),
        answering("c", "groups", "Ours"),
        answering("d", "groups", "Inner"),
    )
    names = name_everything(_api(operations, declarations), a_report(), flat=False)
    assert names.modules == {
        "Mine": "models.users",
        "Ours": "models.shared",
        "Inner": "models.groups",
        "Deep": "models.groups",
        "Unused": "models.unused",
        "E": "enums",
    }


def test_the_package_of_a_group_hides_no_module() -> None:
    assert [group_name(name) for name in ("core", "client", "My Shop", "x" * 300)] == [
        "core",
        "client_",
        "my_shop",
        "x" * 120,
    ]


def _api(operations: tuple[Operation, ...], declarations: tuple[Model | Enum | Alias, ...]) -> Api:
    tags = dict.fromkeys(operation.tag for operation in operations)
    return Api(
        title="",
        version="",
        tags=tuple(Tag(name=tag) for tag in tags),
        operations=operations,
        declarations=declarations,
    )


def test_what_gets_a_number_is_reported() -> None:
    report = a_report()
    field_names(model("M", "first_name", "firstName", "class"), report)
    assert [one.message for one in report] == [
        "`firstName` is called `first_name_2`: `first_name` is another"
    ]
