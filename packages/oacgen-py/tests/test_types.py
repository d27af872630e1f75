"""How each type is written in responses, in requests and in parameters."""

from __future__ import annotations

import pytest

from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import (
    Alias,
    Anything,
    Api,
    Array,
    Const,
    Discriminator,
    Enum,
    Field,
    Kind,
    Limits,
    Map,
    Member,
    Model,
    Nullable,
    Ref,
    Scalar,
    Type,
    Union,
)
from oacgen_py.generator import DIAGNOSTICS
from oacgen_py.imports import Imports
from oacgen_py.limits import Checks
from oacgen_py.naming import name_everything
from oacgen_py.place import Place
from oacgen_py.types import answer, argument, field_type
from oacgen_py.wrapping import one_line

STRING, INTEGER = Scalar(kind=Kind.STRING), Scalar(kind=Kind.INTEGER)
ROLE = Enum(name="Role", kind=Kind.STRING, members=(Member(value="admin"),), origin="#")
SIZE = Enum(name="Size", kind=Kind.INTEGER, members=(Member(value=1),), origin="#")
ORDER = Enum(
    name="Order", kind=Kind.STRING, members=(Member(value="a"), Member(value="-a")), origin="#"
)
KIND_FIELD = Field(name="pet-kind", type=STRING, required=True, origin="#")
CAT = Model(name="Cat", fields=(KIND_FIELD,), origin="#")
DOG = Model(name="Dog", fields=(KIND_FIELD,), origin="#")
NOTHING = Alias(name="Nothing", type=Const(value=None), origin="#")
PET = Alias(name="Pet", type=Union(options=(Ref(name="Cat"), Ref(name="Dog"))), origin="#")


@pytest.fixture
def place() -> Place:
    api = Api(title="", version="", declarations=(ROLE, SIZE, ORDER, CAT, DOG, PET, NOTHING))
    names = name_everything(api, Report(extra=DIAGNOSTICS), flat=False)
    return Place(api.by_name, names, Imports(), up="..", runtime=".._runtime")


@pytest.fixture
def report() -> Report:
    return Report(extra=DIAGNOSTICS)


@pytest.mark.parametrize(
    ("type_", "received", "sent", "parameter"),
    [
        (STRING, "str", "str", "str"),
        (Scalar(kind=Kind.NUMBER), "float", "float", "float"),
        (Scalar(kind=Kind.DECIMAL), "Decimal", "Decimal", "Decimal"),
        (Scalar(kind=Kind.DATE), "_dt.date", "_dt.date", "_dt.date"),
        (Scalar(kind=Kind.TIME), "_dt.time", "_dt.time", "_dt.time"),
        (Scalar(kind=Kind.DATETIME), "_dt.datetime", "_dt.datetime", "_dt.datetime"),
        (Scalar(kind=Kind.DURATION), "Duration", "Duration", "_dt.timedelta"),
        (Scalar(kind=Kind.UUID), "UUID", "UUID", "UUID"),
        (Scalar(kind=Kind.EMAIL), "str", "str", "str"),
        (Scalar(kind=Kind.URI, blank=True), "str", "str", "str"),
        (Scalar(kind=Kind.BINARY), "str", "File", "File | bytes"),
        (
            Scalar(kind=Kind.DATE, blank=True),
            '_dt.date | Literal[""]',
            '_dt.date | Literal[""]',
            "_dt.date",
        ),
        (Nullable(inner=INTEGER), "int | None", "int | None", "int | None"),
        (Anything(), "JsonValue", "JsonValue", "JsonValue"),
        (Array(items=INTEGER), "list[int]", "list[int]", "Sequence[int]"),
        (Map(values=INTEGER), "dict[str, int]", "dict[str, int]", "Mapping[str, int]"),
        (Const(value="x"), 'Literal["x"]', 'Literal["x"]', 'Literal["x"]'),
        (Const(value=True), "Literal[True]", "Literal[True]", "Literal[True]"),
        (Const(value=1.5), "float", "float", "float"),
        (Const(value=1 << 64), "int", "int", "int"),
        (Const(value=None), "None", "None", "None"),
        (Ref(name="Cat"), "Cat", "Cat", "Cat"),
        (Nullable(inner=Ref(name="Nothing")), "None", "None", "None"),
        (
            Ref(name="Role"),
            "Annotated[Role | str, OPEN]",
            "Annotated[Role | str, OPEN]",
            "Role | str",
        ),
        (
            Nullable(inner=Union(options=(Ref(name="Size"), Const(value="")))),
            'Annotated[Size | Literal[""] | int | None, OPEN]',
            'Annotated[Size | Literal[""] | int | None, OPEN]',
            'Size | int | Literal[""] | None',
        ),
        (Ref(name="Order"), "Order | str", "Order", "Order"),
        (
            Array(items=Ref(name="Role")),
            "list[Annotated[Role | str, OPEN]]",
            "list[Annotated[Role | str, OPEN]]",
            "Sequence[Role | str]",
        ),
        (
            Union(options=(STRING, Scalar(kind=Kind.UUID), INTEGER)),
            "UUID | int | str",
            "UUID | int | str",
            "str | UUID | int",
        ),
        (
            Union(options=(Const(value="auto"), INTEGER)),
            'Literal["auto"] | int | str',
            'Literal["auto"] | int',
            'Literal["auto"] | int',
        ),
        (
            Union(options=(Const(value="never"), Scalar(kind=Kind.DATE))),
            'Literal["never"] | _dt.date',
            'Literal["never"] | _dt.date',
            'Literal["never"] | _dt.date',
        ),
        (
            Union(options=(Ref(name="Cat"), Ref(name="Dog"))),
            "Cat | Dog | UnknownVariant",
            "Cat | Dog",
            "Cat | Dog",
        ),
        (Union(options=(Ref(name="Cat"), INTEGER)), "Cat | int", "Cat | int", "Cat | int"),
        (
            Array(items=Anything(), prefix=(INTEGER, STRING), min_items=2, max_items=2),
            "tuple[int, str]",
            "Annotated[tuple[int, str], Field(min_length=2, max_length=2)]",
            "Sequence[int | str | JsonValue]",
        ),
        (
            Array(items=INTEGER, prefix=(STRING,)),
            "list[str | int]",
            "list[str | int]",
            "Sequence[str | int]",
        ),
    ],
)
def test_notations(
    type_: Type, received: str, sent: str, parameter: str, place: Place, report: Report
) -> None:
    assert one_line(answer(type_, place)) == received
    checks = Checks(report, "#/x")
    assert one_line(field_type(type_, place, checks=checks, is_sent=True)) == sent
    assert one_line(argument(type_, place)) == parameter


def test_a_file_that_goes_both_ways_is_read_as_its_url(place: Place) -> None:
    found = field_type(Scalar(kind=Kind.BINARY), place, checks=None, is_sent=True)
    assert one_line(found) == "File | str"


def test_a_property_tells_variants_apart(place: Place) -> None:
    by = Discriminator(property="pet-kind", mapping=(("cat", "Cat"), ("dog", "Dog")))
    union = Union(options=(Ref(name="Cat"), Ref(name="Dog")), discriminator=by)
    assert one_line(answer(union, place)) == (
        'Annotated[Annotated[Cat, Tag("cat")] | Annotated[Dog, Tag("dog")]'
        " | Annotated[UnknownVariant, Tag(UNKNOWN)],"
        ' variant_by("pet-kind", "cat", "dog", attribute="pet_kind")]'
    )


@pytest.mark.parametrize(
    ("kind", "limits", "field"),
    [
        (Kind.STRING, Limits(min_length=1, max_length=5), "min_length=1, max_length=5"),
        (Kind.STRING, Limits(min_length=0, pattern=r"^\d$"), r'pattern=r"^\d$"'),
        (
            Kind.INTEGER,
            Limits(minimum=1, exclusive_maximum=9, multiple_of=2),
            "ge=1, lt=9, multiple_of=2",
        ),
        (Kind.INTEGER, Limits(minimum=1.0, maximum=10.5), "ge=1"),
        (Kind.INTEGER, Limits(maximum=1 << 70), f"le={1 << 70}"),
        (Kind.NUMBER, Limits(exclusive_minimum=0, maximum=0.5, multiple_of=0.1), "gt=0, le=0.5"),
        (Kind.NUMBER, Limits(maximum=float("inf")), ""),
        (Kind.UUID, Limits(max_length=36), ""),
        (Kind.DECIMAL, Limits(maximum=10, pattern="x"), "le=10"),
    ],
)
def test_limits_are_checked_before_sending(
    kind: Kind, limits: Limits, field: str, place: Place, report: Report
) -> None:
    type_ = Scalar(kind=kind, limits=limits)
    plain = one_line(answer(type_, place))
    found = one_line(field_type(type_, place, checks=Checks(report, "#"), is_sent=True))
    assert found == (f"Annotated[{plain}, Field({field})]" if field else plain)


def test_a_text_that_may_be_blank_has_no_least_length(place: Place, report: Report) -> None:
    limits = Limits(min_length=1, max_length=5, pattern="^x$")
    type_ = Scalar(kind=Kind.STRING, blank=True, limits=limits)
    found = field_type(type_, place, checks=Checks(report, "#"), is_sent=True)
    assert one_line(found) == "Annotated[str, Field(max_length=5)]"


def test_a_pattern_that_cannot_be_read_is_reported(place: Place, report: Report) -> None:
    type_ = Scalar(kind=Kind.STRING, limits=Limits(pattern="^(?!x)"))
    found = field_type(type_, place, checks=Checks(report, "#/here"), is_sent=True)
    assert one_line(found) == "str"
    assert [(one.code, one.pointer) for one in report] == [("py-pattern", "#/here")]


def test_absent_and_null_are_two_facts(place: Place) -> None:
    missing = place.pydantic("MISSING")
    found = field_type(Nullable(inner=STRING), place, checks=None, beside=(missing,))
    assert one_line(found) == "str | None | MISSING"


def test_hidden_builtins_are_spelt_out(place: Place) -> None:
    hidden = Place(
        place.declarations,
        place.names,
        place.imports,
        up="..",
        runtime=".._runtime",
        hidden=frozenset({"list", "int"}),
    )
    found = answer(Array(items=INTEGER), hidden)
    assert one_line(found) == "builtins.list[builtins.int]"
    assert "import builtins" in place.imports.text()
