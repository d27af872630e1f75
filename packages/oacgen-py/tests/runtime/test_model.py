"""How bodies become models."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from both import Both
from fault_server import FaultServer, reply
from oacgen_py_shop.enums import PriorityEnum, RoleEnum
from oacgen_py_shop.models.users import (
    Address,
    Circle,
    EmailNotification,
    Notification,
    PushNotification,
    Square,
    User,
    UserRequest,
)
from pydantic import TypeAdapter, ValidationError

from oacgen_py.runtime.model import Duration, UnknownVariant


def read(**fields: object) -> User:
    return User.model_validate_json(json.dumps({"id": 1, "username": "ann", **fields}))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-01-02T03:04:05Z", dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)),
        (
            "2024-01-02T03:04:05.123456+02:00",
            dt.datetime(2024, 1, 2, 1, 4, 5, 123456, dt.UTC),
        ),
        ("2024-01-02T03:04:05.123456", dt.datetime(2024, 1, 2, 3, 4, 5, 123456)),
        ("2024-01-02 03:04:05", dt.datetime(2024, 1, 2, 3, 4, 5)),
    ],
)
def test_datetimes(written: str, moment: dt.datetime) -> None:
    assert read(date_joined=written).date_joined == moment


def test_what_drf_sends() -> None:
    user = read(email="", avatar="/media/a.png", balance="12.30", token=str(UUID(int=7)))
    assert (user.email, user.avatar, user.balance) == ("", "/media/a.png", Decimal("12.30"))
    assert str(user.balance) == "12.30"
    assert user.token == UUID(int=7)


@pytest.mark.parametrize("value", [None, 5, 1.5, "x", [], {"a": [{}]}, True])
def test_a_jsonfield_holds_anything(value: object) -> None:
    assert read(settings=value).settings == value


def test_choices() -> None:
    assert type(read(role="admin").role) is RoleEnum
    assert read(role="owner").role == "owner"
    assert type(read(role="owner").role) is str
    assert read(priority=3).priority is PriorityEnum.HIGH
    assert read(priority=99).priority == 99
    assert read(priority="").priority == ""
    assert read(role=None).role is None


def test_unknown_fields_are_ignored_and_absent_ones_are_told_from_null() -> None:
    user = read(email=None, brand_new={"a": 1})
    assert not hasattr(user, "brand_new")
    assert user.email is user.avatar is None
    assert "email" in user.model_fields_set
    assert "avatar" not in user.model_fields_set


@pytest.mark.parametrize(
    ("written", "duration"),
    [
        ("04:05:06", dt.timedelta(hours=4, minutes=5, seconds=6)),
        ("3 04:05:06.000007", dt.timedelta(days=3, hours=4, minutes=5, seconds=6, microseconds=7)),
        ("3 days, 04:05:06", dt.timedelta(days=3, hours=4, minutes=5, seconds=6)),
        ("-1 23:59:59", dt.timedelta(seconds=-1)),
        ("-00:00:01", dt.timedelta(seconds=-1)),
        ("100:00:00", dt.timedelta(hours=100)),
        ("P3DT4H5M6S", dt.timedelta(days=3, hours=4, minutes=5, seconds=6)),
        ("PT0.5S", dt.timedelta(seconds=0.5)),
    ],
)
def test_durations(written: str, duration: dt.timedelta) -> None:
    assert TypeAdapter(Duration).validate_json(json.dumps(written)) == duration


def test_a_duration_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Duration).validate_json('"soon"')


class Currency(StrEnum):
    EUR = "EUR"


def test_names_of_python_and_of_the_wire() -> None:
    ours = Address(street="s", city="c", class_="x")
    assert ours == Address.model_validate_json('{"street": "s", "city": "c", "class": "x"}')
    assert json.loads(ours.model_dump_json())["class"] == "x"


def test_requests_are_checked_before_they_are_sent() -> None:
    with pytest.raises(ValidationError, match="at least 1 character"):
        UserRequest(username="")


def test_variants(both: Both, server: FaultServer) -> None:
    unknown = {"kind": "sms", "number": [1, {"a": None}]}
    server.play(
        reply(
            [
                {"kind": "email", "subject": "s"},
                {"kind": "push", "device": str(UUID(int=1)), "kind2": 5},
                unknown,
                {"subject": "no kind"},
                "text",
            ]
        )
    )
    found = both.do(both.client().users.notifications(1))
    assert found[0] == EmailNotification(kind="email", subject="s")
    assert found[1] == PushNotification(kind="push", device=UUID(int=1))
    assert found[2] == UnknownVariant(unknown)
    assert isinstance(found[2], UnknownVariant)
    assert found[2].root == unknown
    assert [type(one) for one in found[3:]] == [UnknownVariant, UnknownVariant]


def test_a_known_variant_with_bad_data_is_an_error() -> None:
    with pytest.raises(ValidationError, match=r"subject"):
        TypeAdapter(Notification).validate_json('{"kind": "email"}')


def test_variants_are_written_as_they_came() -> None:
    adapter = TypeAdapter(Notification)
    for written in ('{"kind":"email","subject":"s"}', '{"kind":"sms","a":[1]}'):
        assert adapter.dump_json(adapter.validate_json(written)) == written.encode()


def test_a_union_is_an_answer(both: Both, server: FaultServer) -> None:
    server.play(reply({"kind": "email", "subject": "s"}), reply({"kind": "fax"}))
    users = both.client().users
    assert both.do(users.notification()) == EmailNotification(kind="email", subject="s")
    assert both.do(users.notification()) == UnknownVariant({"kind": "fax"})


def test_a_union_that_no_property_tells_apart(both: Both, server: FaultServer) -> None:
    server.play(reply({"side": 2}), reply({"radius": 1.5}), reply({"edges": [1]}))
    users = both.client().users
    assert both.do(users.figure()) == Square(side=2)
    assert both.do(users.figure()) == Circle(radius=1.5)
    assert both.do(users.figure()) == UnknownVariant({"edges": [1]})


def test_a_known_variant_that_fits_laxly_is_better_than_an_unknown_one() -> None:
    from datetime import date
    from decimal import Decimal
    from typing import Annotated

    from oacgen_py.runtime.model import OPEN, Model

    class Day(Model):
        day: date

    class Price(Model):
        price: Decimal
        currency: Annotated[Currency | str, OPEN]

    union = TypeAdapter(Day | Price | UnknownVariant)
    day, price = Day(day=date(2026, 3, 1)), Price(price=Decimal("1.50"), currency="XAU")
    for known in (day, price, UnknownVariant({"day": "Sunday"}), UnknownVariant(None)):
        found = union.validate_json(union.dump_json(known))
        assert found == known
        assert type(found) is type(known) is type(union.validate_python(known))


def test_a_discriminator_whose_name_is_a_keyword() -> None:
    from typing import Annotated, Literal

    from pydantic import Field, Tag

    from oacgen_py.runtime.model import UNKNOWN, Model, variant_by

    class A(Model):
        class_: Literal["a"] = Field(alias="class")

    union = TypeAdapter(
        Annotated[
            Annotated[A, Tag("a")] | Annotated[UnknownVariant, Tag(UNKNOWN)],
            variant_by("class", "a", attribute="class_"),
        ]
    )
    assert union.validate_python(A(class_="a")) == A(class_="a")
    assert union.validate_json('{"class": "a"}') == A(class_="a")
    assert union.dump_json(A(class_="a")) == b'{"class":"a"}'
