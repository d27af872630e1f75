"""What a call raises, and when it is tried again first."""

from __future__ import annotations

import importlib
import json
import socket
from types import ModuleType
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

if TYPE_CHECKING:
    from .conftest import Caller, Shop, Wire


@pytest.fixture
def package(shop: Shop) -> Any:
    return shop.package


@pytest.fixture
def goods(shop: Shop) -> ModuleType:
    return importlib.import_module("api_client.shop.models")


@pytest.fixture
def core(shop: Shop) -> ModuleType:
    return importlib.import_module("api_client.core.models")


def address(goods: ModuleType, **changes: str) -> Any:
    fields = {"recipient": "Bob", "street": "Quay 1", "postcode": "1", "city": "Bremen", **changes}
    return goods.ShippingAddressRequest(**fields)


# --- Errors by status ----------------------------------------------------------------------------


def test_400_with_messages_by_field(
    caller: Caller, staff: Any, package: Any, core: ModuleType
) -> None:
    data = core.UserRequest(username="bob", email="no address", tier=9)
    with pytest.raises(package.BadRequestError) as caught:
        caller.do(staff.users.create(data))
    error = caught.value
    assert error.status == 400
    assert error.fields.keys() == {"username", "email", "tier"}
    assert error.fields["email"] == ["Enter a valid email address."]
    assert (error.detail, error.non_field_errors) == (None, [])
    assert "email: Enter a valid" in str(error)
    assert error.request.method == "POST"
    assert json.loads(error.request.content)["username"] == "bob"


def test_400_with_nested_messages(
    caller: Caller, customer: Any, package: Any, goods: ModuleType
) -> None:
    product = caller.do(customer.products.list(search="Assam")).results[0].id
    items = [goods.OrdersItemRequest(product=key) for key in (product, uuid4())]
    data = goods.OrderRequest(shipping_address=address(goods, city=" "), items=items)
    with pytest.raises(package.BadRequestError) as caught:
        caller.do(customer.orders.create(data))
    assert caught.value.fields.keys() == {"shipping_address.city", "items.1.product"}


def test_400_with_messages_of_no_field(
    caller: Caller, customer: Any, package: Any, core: ModuleType
) -> None:
    with pytest.raises(package.BadRequestError) as caught:
        caller.do(customer.api_profiles.create(core.ProfileRequest()))
    assert caught.value.non_field_errors == ["You have a profile already."]


def test_401(caller: Caller, visitor: Any, package: Any) -> None:
    with pytest.raises(package.UnauthorizedError) as caught:
        caller.do(visitor.accounts.me_retrieve())
    assert caught.value.detail == "Authentication credentials were not provided."


def test_403(caller: Caller, customer: Any, package: Any, core: ModuleType) -> None:
    with pytest.raises(package.ForbiddenError, match="permission"):
        caller.do(customer.users.create(core.UserRequest(username="x")))


def test_404(caller: Caller, visitor: Any, package: Any) -> None:
    with pytest.raises(package.NotFoundError) as caught:
        caller.do(visitor.users.retrieve(999_999))
    assert caught.value.detail == "No User matches the given query."
    assert caught.value.body == {"detail": "No User matches the given query."}


def test_409_with_the_body_that_is_declared(
    caller: Caller, customer: Any, package: Any, goods: ModuleType
) -> None:
    order = caller.do(customer.orders.list(status="cancelled")).results[0]
    with pytest.raises(package.ConflictError) as caught:
        caller.do(customer.orders.cancel(order.id))
    assert caught.value.body == goods.Conflict(detail="The order is cancelled.", code="not_open")


def test_409_with_facts(caller: Caller, customer: Any, package: Any, goods: ModuleType) -> None:
    oolong = caller.do(customer.products.list(search="Tie Guan")).results[0].id
    caller.do(customer.cart.items_replace([goods.CartItemRequest(product=oolong)]))
    with pytest.raises(package.ConflictError) as caught:
        caller.do(
            customer.cart.checkout_create(goods.CheckoutRequest(shipping_address=address(goods)))
        )
    assert isinstance(caught.value.body, goods.Shortage)
    assert caught.value.body.missing == [oolong]
    assert isinstance(oolong, UUID)


def test_429_says_when_to_come_back(caller: Caller, package: Any) -> None:
    crowd = {"X-Forwarded-For": f"{caller.kind} 1"}
    client = caller.client(headers=crowd, retry=package.Retry(times=0))
    with pytest.raises(package.RateLimitError) as caught:
        ask_until_throttled(caller, client)
    assert caught.value.retry_after == 1
    assert "throttled" in str(caught.value.detail)


def ask_until_throttled(caller: Caller, client: Any) -> None:
    """Ask more often than once in a second."""
    for _ in range(20):
        caller.do(client.cart.vouchers_retrieve("WELCOME10"))


def test_429_is_tried_again_when_the_server_wants(caller: Caller, wire: Wire) -> None:
    client = caller.client(headers={"X-Forwarded-For": f"{caller.kind} 2"})
    found = [caller.do(client.cart.vouchers_retrieve("WELCOME10")) for _ in range(2)]
    assert [voucher.percent for voucher in found] == [10, 10]
    assert len(wire.requests) > 2


def test_a_page_of_html_is_text(caller: Caller, package: Any) -> None:
    client = caller.client(url=f"{caller.shop.url}/elsewhere")
    with pytest.raises(package.NotFoundError) as caught:
        caller.do(client.users.list())
    error = caught.value
    assert (error.detail, error.fields) == (None, {})
    assert isinstance(error.body, str)
    assert error.body.lstrip().startswith("<!DOCTYPE html>")
    assert error.response.media == "text/html"
    assert len(str(error)) < 300


def test_a_page_of_html_with_200_does_not_fit(
    caller: Caller, wire: Wire, visitor: Any, package: Any
) -> None:
    wire.faults = [(200, b"<html>Log in to the wifi</html>", {"content-type": "text/html"})]
    with pytest.raises(package.APIResponseError, match=r"does not fit.*text/html") as caught:
        caller.do(visitor.users.list())
    assert caught.value.response.text == "<html>Log in to the wifi</html>"


def test_5xx(caller: Caller, wire: Wire, visitor: Any, package: Any) -> None:
    wire.faults = [(500, b"oops", {})]
    with pytest.raises(package.ServerError, match="500 oops"):
        caller.do(visitor.users.list())


def test_no_answer_in_time(caller: Caller, package: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, never answers
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        client = caller.client(url=url, timeout=0.2, retry=package.Retry(times=0))
        with pytest.raises(package.APITimeoutError) as caught:
            caller.do(client.users.list())
    assert isinstance(caught.value, TimeoutError)
    assert isinstance(caught.value, package.APIConnectionError)


def test_no_server(caller: Caller, package: Any) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    client = caller.client(url=url, retry=package.Retry(times=0))
    with pytest.raises(package.APIConnectionError) as caught:
        caller.do(client.users.list())
    assert not isinstance(caught.value, TimeoutError)
    assert caught.value.sent is False


# --- Retries -------------------------------------------------------------------------------------

BUSY = (503, b"", {})


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_get_is_tried_again(
    caller: Caller, wire: Wire, visitor: Any, slept: list[float], status: int
) -> None:
    wire.faults = [(status, b"", {}), (status, b"", {})]
    assert caller.do(visitor.users.retrieve(1)).username == "admin"
    assert len(wire.requests) == 3
    assert len(slept) == 2
    assert 0 <= slept[0] <= 0.5
    assert 0 <= slept[1] <= 1


def test_it_gives_up(
    caller: Caller, wire: Wire, visitor: Any, slept: list[float], package: Any
) -> None:
    wire.faults = [BUSY] * 5
    with pytest.raises(package.ServerError):
        caller.do(visitor.users.retrieve(1))
    assert len(wire.requests) == 3


def test_retry_after_is_heeded(
    caller: Caller, wire: Wire, visitor: Any, slept: list[float], package: Any
) -> None:
    wire.faults = [(503, b"", {"retry-after": "7"})]
    caller.do(visitor.users.retrieve(1))
    assert slept == [7]
    wire.faults = [(503, b"", {"retry-after": "3600"})]
    with pytest.raises(package.ServerError) as caught:
        caller.do(visitor.users.retrieve(1))
    assert caught.value.retry_after == 3600
    assert slept == [7], "an hour is too long to wait"


def test_a_lost_connection(
    caller: Caller, wire: Wire, visitor: Any, slept: list[float], package: Any
) -> None:
    wire.faults = [lambda request: package.APIConnectionError("lost", request)]
    assert caller.do(visitor.users.retrieve(1)).id == 1
    assert len(wire.requests) == 2


def test_a_post_is_tried_again_only_if_nothing_was_done(
    caller: Caller, wire: Wire, visitor: Any, slept: list[float], package: Any, core: ModuleType
) -> None:
    def lost(request: Any) -> Exception:
        return package.APIConnectionError("lost", request)

    def never_made(request: Any) -> Exception:
        return package.APIConnectionError("refused", request, sent=False)

    data = core.AuthTokenRequest(username="bob", password="bob-drinks-tea")
    for faults, tries, worked in (
        ([BUSY], 1, False),
        ([lost], 1, False),
        ([never_made], 2, True),
        ([(429, b"", {})], 2, True),
    ):
        wire.requests.clear()
        wire.faults = list(faults)
        if worked:
            assert caller.do(visitor.accounts.token_create(data)).token
        else:
            with pytest.raises(package.APIError):
                caller.do(visitor.accounts.token_create(data))
        assert len(wire.requests) == tries, faults


def test_a_client_may_never_try_again(
    caller: Caller, wire: Wire, slept: list[float], package: Any
) -> None:
    never = caller.client(retry=package.Retry(times=0))
    for status in (429, 503):
        wire.faults = [(status, b"", {"retry-after": "0"})]
        with pytest.raises(package.APIStatusError):
            caller.do(never.users.retrieve(1))
    wire.faults = [lambda request: package.APIConnectionError("lost", request)]
    with pytest.raises(package.APIConnectionError):
        caller.do(never.users.retrieve(1))
    assert len(wire.requests) == 3
    assert slept == []


def test_the_limits_may_be_set_for_a_call(
    caller: Caller, wire: Wire, visitor: Any, slept: list[float], package: Any
) -> None:
    never = visitor.with_options(retry=package.Retry(times=0))
    wire.faults = [BUSY]
    with pytest.raises(package.ServerError):
        caller.do(never.users.retrieve(1))
    often = visitor.with_options(retry=package.Retry(times=5, first=0))
    wire.faults = [BUSY] * 5
    assert caller.do(often.users.retrieve(1)).id == 1
    assert slept == [0] * 5
