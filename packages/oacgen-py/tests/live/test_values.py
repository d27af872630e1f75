"""Values on their way out and back: what is set and what is not, how it is spelt, what is read."""

from __future__ import annotations

import datetime as dt
import importlib
import json
from decimal import Decimal
from types import ModuleType
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from pydantic import TypeAdapter, ValidationError

if TYPE_CHECKING:
    from .conftest import Caller, Shop, Wire

BERLIN = dt.timezone(dt.timedelta(hours=2))


@pytest.fixture
def core(shop: Shop) -> ModuleType:
    return importlib.import_module("api_client.core.models")


@pytest.fixture
def enums(shop: Shop) -> ModuleType:
    return importlib.import_module("api_client.core.enums")


# --- Absent, null, value -------------------------------------------------------------------------


def test_patch_sends_what_is_set_and_nothing_else(
    caller: Caller, wire: Wire, staff: Any, fresh: Any, core: ModuleType
) -> None:
    data = core.PatchedUserRequest(first_name="Ann")
    changed = caller.do(staff.users.partial_update(fresh.id, data))
    assert wire.last_json == {"first_name": "Ann"}
    assert (changed.first_name, changed.manager) == ("Ann", 1)


def test_patch_sends_null(
    caller: Caller, wire: Wire, staff: Any, fresh: Any, core: ModuleType
) -> None:
    data = core.PatchedUserRequest(manager=None)
    changed = caller.do(staff.users.partial_update(fresh.id, data))
    assert wire.last_json == {"manager": None}
    assert changed.manager is changed.reports_to is None


def test_missing_is_the_same_as_absent(
    caller: Caller, wire: Wire, staff: Any, fresh: Any, core: ModuleType, shop: Shop
) -> None:
    data = core.PatchedUserRequest(manager=shop.package.MISSING, last_name="")
    assert caller.do(staff.users.partial_update(fresh.id, data)).manager == 1
    assert wire.last_json == {"last_name": ""}


def test_a_field_that_is_misspelt_is_told_before_it_is_lost(
    caller: Caller, wire: Wire, staff: Any, fresh: Any, core: ModuleType
) -> None:
    """The shop ignores what it does not know, so that nobody else would tell."""
    before = len(wire.requests)
    with pytest.raises(ValidationError, match="emial"):
        caller.do(
            staff.users.partial_update(fresh.id, core.PatchedUserRequest(emial="a@b.example"))
        )
    assert len(wire.requests) == before


def test_a_nested_object_may_be_set_and_be_null(
    caller: Caller, wire: Wire, customer: Any, core: ModuleType
) -> None:
    profile = caller.items(customer.api_profiles.iterate(user=3))[0]
    address = core.AddressRequest(street="Quay 1", postcode="1", city="Bremen", country="de")
    data = core.PatchedProfileRequest(address=address)
    changed = caller.do(customer.api_profiles.partial_update(profile.id, data))
    assert changed.address.country == "DE"
    assert (changed.birthday, changed.bio) == (profile.birthday, profile.bio)
    data = core.PatchedProfileRequest(address=None, quiet_from=dt.time(23, 15))
    changed = caller.do(customer.api_profiles.partial_update(profile.id, data))
    assert wire.last_json == {"address": None, "quiet_from": "23:15:00"}
    assert (changed.address, changed.quiet_from) == (None, dt.time(23, 15))


def test_defaults_of_the_document_are_not_sent(
    caller: Caller, wire: Wire, customer: Any, shop: Shop
) -> None:
    goods = importlib.import_module("api_client.shop.models")
    product = caller.do(customer.products.list(search="Assam")).results[0]
    caller.do(customer.cart.items_replace([goods.CartItemRequest(product=product.id)]))
    assert wire.last_json == [{"product": str(product.id)}]


# --- Queries, paths, headers ---------------------------------------------------------------------


def test_an_array_in_one_parameter(caller: Caller, wire: Wire, visitor: Any) -> None:
    found = caller.do(visitor.users.list(id__in=[1, 3])).results
    assert wire.last_query == "id__in=1,3"
    assert {user.id for user in found} == {1, 3}


def test_an_array_in_parameters_of_one_name(
    caller: Caller, wire: Wire, visitor: Any, enums: ModuleType
) -> None:
    roles = [enums.UserRoleEnum.EDITOR, "manager"]
    found = caller.do(visitor.users.list(role=roles)).results
    assert wire.last_query == "role=editor&role=manager"
    assert {user.username for user in found} == {"alice", "carla", "dmitri"}


def test_an_empty_array_and_none_are_left_out(caller: Caller, wire: Wire, visitor: Any) -> None:
    caller.do(visitor.users.list(role=[], search=None, page=1))
    assert wire.last_query == "page=1"


def test_uuids(caller: Caller, visitor: Any) -> None:
    page = caller.do(visitor.products.list(limit=3))
    ids = [product.id for product in page.results]
    assert all(isinstance(one, UUID) for one in ids)
    found = caller.do(visitor.products.list(id__in=ids[:2])).results
    assert {product.id for product in found} == set(ids[:2])
    assert caller.do(visitor.products.retrieve(ids[2])).id == ids[2]


def test_booleans(caller: Caller, wire: Wire, visitor: Any) -> None:
    found = caller.do(visitor.users.list(is_active=False)).results
    assert wire.last_query == "is_active=false"
    assert [user.username for user in found] == ["arne"]


def test_decimals(caller: Caller, wire: Wire, visitor: Any) -> None:
    found = caller.items(visitor.products.iterate(price__gte=Decimal("1.29E+2")))
    assert wire.last_query == "price__gte=129"
    assert sorted(product.price for product in found) == [129, 249, 1199]


def test_datetimes_with_and_without_an_offset(caller: Caller, wire: Wire, staff: Any) -> None:
    orders = caller.items(staff.orders.iterate(ordering=["created"]))
    moment = orders[5].created_at
    assert len(caller.items(staff.orders.iterate(created_at__lt=moment))) == 5
    assert "%2B0" in wire.requests[-1].url, "the plus of an offset is no space"
    assert len(caller.items(staff.orders.iterate(created_at__lt=moment.astimezone(BERLIN)))) == 5
    naive = moment.replace(tzinfo=None)
    assert len(caller.items(staff.orders.iterate(created_at__lt=naive))) == 5


def test_dates(caller: Caller, wire: Wire, staff: Any) -> None:
    whole = caller.do(staff.payments.summary())
    first, last = dt.date(2026, 1, 1), dt.date(2026, 3, 31)
    part = caller.do(staff.payments.summary(from_=first, to=last))
    assert wire.last_query == "from=2026-01-01&to=2026-03-31"
    assert 0 < part.count < whole.count


def test_durations(caller: Caller, staff: Any, shop: Shop) -> None:
    """The document says no more than `string`, so that this is the runtime's own spelling."""
    duration = importlib.import_module("api_client._runtime.model").Duration
    content = importlib.import_module("api_client.content.models")
    spell = importlib.import_module("api_client._runtime.encoding").duration_text
    for value in (dt.timedelta(days=3, hours=1, microseconds=70), -dt.timedelta(seconds=30)):
        data = content.MediaFileRequest(
            title="Sound", file=shop.package.File(b"x", "x.wav"), play_time=spell(value)
        )
        made = caller.do(staff.media.create(data))
        assert TypeAdapter(duration).validate_python(made.play_time) == value
        caller.do(staff.media.destroy(made.id))


def test_segments_of_a_path_are_escaped(caller: Caller, wire: Wire, visitor: Any) -> None:
    with pytest.raises(caller.shop.package.NotFoundError) as caught:
        caller.do(visitor.cms.pages_retrieve("grün & blau?x=#1"))
    assert wire.last.url.endswith("/api/cms/pages/gr%C3%BCn%20%26%20blau%3Fx%3D%231/")
    assert caught.value.detail == "No Page matches the given query."


@pytest.mark.parametrize("slug", ["", ".", ".."])
def test_a_segment_may_not_be_empty(caller: Caller, wire: Wire, visitor: Any, slug: str) -> None:
    with pytest.raises(ValueError, match="cannot be part of a path"):
        caller.do(visitor.cms.pages_retrieve(slug))
    assert wire.requests == []


def test_a_header_is_a_parameter(caller: Caller, wire: Wire, customer: Any) -> None:
    billing = importlib.import_module("api_client.billing.models")
    running = caller.do(customer.subscriptions.list(status="active")).results[0]
    data = billing.PaymentRequest(
        subscription=running.id, amount=Decimal("1E+1"), method="wallet", details=[1, None, {}]
    )
    key = uuid4().hex
    first = caller.do(customer.payments.create(data, idempotency_key=key))
    again = caller.do(customer.payments.create(data, idempotency_key=key))
    assert wire.last.headers["idempotency-key"] == key
    assert again == first
    assert (first.amount, first.details) == (Decimal("10.00"), [1, None, {}])


# --- Reading -------------------------------------------------------------------------------------


def test_datetimes_keep_their_offset(caller: Caller, visitor: Any) -> None:
    user = caller.do(visitor.users.retrieve(1))
    assert user.date_joined.utcoffset() in (dt.timedelta(hours=1), dt.timedelta(hours=2))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T10:00:00+02:00", dt.datetime(2026, 3, 1, 10, tzinfo=BERLIN)),
        ("2026-03-01T10:00:00", dt.datetime(2026, 3, 1, 10)),
        ("2026-03-01T10:00:00.000007Z", dt.datetime(2026, 3, 1, 10, 0, 0, 7, dt.UTC)),
    ],
)
def test_datetimes_of_all_kinds(
    caller: Caller, wire: Wire, visitor: Any, text: str, expected: dt.datetime
) -> None:
    wire.change = lambda body: json.dumps({**json.loads(body), "date_joined": text}).encode()
    assert caller.do(visitor.users.retrieve(1)).date_joined == expected


def test_blank_and_null(caller: Caller, staff: Any) -> None:
    quinn = caller.do(staff.users.list(search="quinn")).results[0]
    assert (quinn.email, quinn.last_name, quinn.manager, quinn.reports_to) == ("", "", None, None)
    products = caller.items(staff.products.iterate())
    assert {None} < {product.brand and product.brand.name for product in products}
    assert {None} < {product.weight_kg for product in products}
    assert "" in {product.grind for product in products}
    profiles = caller.items(staff.api_profiles.iterate(page_size=50))
    assert {"", None} <= {profile.pronouns for profile in profiles}
    assert "" in {profile.website for profile in profiles}


def test_decimals_are_exact(caller: Caller, visitor: Any) -> None:
    prices = {one.sku: one.price for one in caller.items(visitor.products.iterate())}
    assert str(prices["COF-ETH-250"]) == "11.90"
    assert isinstance(prices["EQP-GRI-HND"], Decimal)


@pytest.mark.parametrize(
    "value", [None, True, 3, 1.5, "text", [], [1, [None, {"a": {}}]], {"ü": 0}]
)
def test_a_json_field_holds_any_json(
    caller: Caller, customer: Any, core: ModuleType, value: object
) -> None:
    profile = caller.items(customer.api_profiles.iterate(user=3))[0]
    if value is None:
        value = {"null": None}  # the field itself is not nullable
    data = core.PatchedProfileRequest(preferences=value)
    changed = caller.do(customer.api_profiles.partial_update(profile.id, data))
    assert changed.preferences == value
    assert type(changed.preferences) is type(value)


def test_urls_of_media_may_be_relative(caller: Caller, visitor: Any) -> None:
    goods = importlib.import_module("api_client.shop.models")
    with caller.entered(visitor.products.export()) as lines:
        products = [goods.Product.model_validate_json(line) for line in caller.each(flow(lines))]
    assert {str(product.image)[:9] for product in products} == {"/uploads/", "None"}
    images = {product.image for product in caller.do(visitor.products.list()).results} - {None}
    assert all(image.startswith(caller.shop.url) for image in images)


def test_an_unknown_choice_stays_text(
    caller: Caller, wire: Wire, visitor: Any, enums: ModuleType
) -> None:
    known = caller.do(visitor.users.retrieve(1))
    assert known.role is enums.UserRoleEnum.ADMIN
    assert isinstance(known.tier, enums.UserTierEnum)
    changes = {"role": "astronaut", "tier": 99, "shoe_size": 43}
    wire.change = lambda body: json.dumps({**json.loads(body), **changes}).encode()
    newer = caller.do(visitor.users.retrieve(1))
    assert (newer.role, newer.tier) == ("astronaut", 99)
    assert not isinstance(newer.role, enums.UserRoleEnum)
    assert not hasattr(newer, "shoe_size")


def flow(stream: Any) -> Any:
    return aiter(stream) if hasattr(stream, "__aiter__") else iter(stream)
