"""Whatever HTTP refuses, gRPC refuses, with the status that says the same."""

from __future__ import annotations

from typing import Any

import pytest

CODES = {
    200: "OK",
    201: "OK",
    204: "OK",
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
}

CALLS: list[tuple[str, dict[str, Any], str, str, Any]] = [
    ("UsersList", {}, "GET", "/api/users/", None),
    ("UsersRetrieve", {"id": 999999}, "GET", "/api/users/999999/", None),
    ("UsersCreate", {"body": {"username": ""}}, "POST", "/api/users/", {"username": ""}),
    ("UsersDestroy", {"id": 999999}, "DELETE", "/api/users/999999/", None),
    ("AccountsMeRetrieve", {}, "GET", "/api/accounts/me/", None),
    ("OrdersList", {}, "GET", "/api/orders/", None),
    ("OrdersRetrieve", {"id": 1}, "GET", "/api/orders/1/", None),
    ("OrdersCancelCreate", {"id": 1, "body": {}}, "POST", "/api/orders/1/cancel/", {}),
    ("OrdersExportRetrieve", {}, "GET", "/api/orders/export/", None),
    ("OrdersEventsRetrieve", {}, "GET", "/api/orders/events/", None),
    ("ProductsCategoriesCreate", {"body": {}}, "POST", "/api/products/categories/", {}),
    ("ProductsCategoriesDestroy", {"id": 1}, "DELETE", "/api/products/categories/1/", None),
    ("ProductsRestockCreate", {"body": []}, "POST", "/api/products/restock/", []),
    ("PaymentsList", {}, "GET", "/api/payments/", None),
    ("CartRetrieve", {}, "GET", "/api/cart/", None),
    ("CartItemsCreate", {"body": {}}, "POST", "/api/cart/items/", {}),
    ("MediaDestroy", {"id": 999999}, "DELETE", "/api/media/999999/", None),
    ("MediaDownloadRetrieve", {"id": 999999}, "GET", "/api/media/999999/download/", None),
]


@pytest.mark.parametrize("who", ["", "bob", "alice", "a-token-of-nobody"])
def test_each_caller_may_do_what_http_lets_them(client: Any, web: Any, who: str) -> None:
    caller = client(who)
    seen = set()
    for name, sent, method, target, body in CALLS:
        status, _ = web.send(method, target, who, body)
        seen.add(status)
        try:
            caller.call(name, sent)
            code = "OK"
        except Exception as error:
            code = getattr(error, "code", repr(error))
        assert code == CODES[status], f"{name} is {code}, over HTTP {status}"
    assert len(seen) > 1 or who == "a-token-of-nobody"


@pytest.mark.parametrize("who", ["", "bob"])
def test_every_rpc_is_refused_where_http_refuses(
    client: Any, web: Any, rpcs: Any, who: str
) -> None:
    """Each with nothing to say, to things that are not there."""
    caller = client(who)
    refused = 0
    for name, rpc in sorted(rpcs.items()):
        if "/" not in name or name.startswith("profiles.") or rpc.uploads:
            continue
        sent = {one.field: _absent(rpc, one.field) for one in rpc.call.arguments if _in_path(one)}
        if who and not sent and rpc.call.method != "GET":
            continue  # it would be done, such as logging out
        request = rpc.call.request(**sent)
        body = {} if rpc.call.method in ("POST", "PUT", "PATCH") else None
        status, said = web.send(rpc.call.method, rpc.call.url(request), who, body)
        if status < 400:
            continue
        refused += 1
        failed = caller.fails(name, sent)
        assert failed.trailing["x-http-status"] == str(status), (name, status, said)
        assert failed.code == CODES[status], (name, status)
    assert refused > (25 if who else 60)


def _in_path(argument: Any) -> bool:
    return bool(argument.location == "path")


def _absent(rpc: Any, field: str) -> Any:
    described = rpc.call.request.DESCRIPTOR.fields_by_name[field]
    if described.type == described.TYPE_STRING:
        return "11111111-2222-4333-8444-555555555555"
    return 999_999


def test_a_session_is_held_to_its_csrf_token(client: Any, shop: Any) -> None:
    code = (
        "from django.test import Client; from users.models import User; c = Client(); "
        "c.force_login(User.objects.get(username='bob')); print(c.cookies['sessionid'].value)"
    )
    session = shop.manage("shell", "-v", "0", "-c", code).strip()
    token = "a" * 32
    anyone = client()
    cookie = {"cookie": f"sessionid={session}; csrftoken={token}"}
    assert anyone.call("AccountsMeRetrieve", more=cookie).data.username == "bob"
    assert anyone.fails("CartClear", more=cookie).code == "PERMISSION_DENIED"
    anyone.call("CartClear", more={**cookie, "x-csrftoken": token})


def test_validation_names_the_fields(client: Any, web: Any) -> None:
    alice = client("alice")
    body = {"username": "not a name", "email": "nowhere"}
    _, said = web.send("POST", "/api/users/", "alice", body)
    failed = alice.fails("UsersCreate", {"body": body})
    assert failed.code == "INVALID_ARGUMENT"
    assert failed.fields == {field: messages[0] for field, messages in said.items()}
    assert failed.fields.keys() == {"username", "email"}
    assert failed.detail("ErrorInfo").metadata["http_status"] == "400"


def test_validation_names_fields_in_lists(client: Any) -> None:
    product = client().call("ProductsList", {"limit": 1}).data.results[0].id
    lines = [{"product": product, "pieces": 1}, {"product": product, "pieces": -1}, {}]
    failed = client("alice").fails("ProductsRestockCreate", {"body": lines})
    assert failed.fields.keys() == {"1.pieces", "2.product", "2.pieces"}


def test_more_errors_than_metadata_holds_are_cut_short(client: Any) -> None:
    failed = client("alice").fails("ProductsRestockCreate", {"body": [{}] * 500})
    assert failed.code == "INVALID_ARGUMENT"
    assert 10 < len(failed.fields) < 500
    assert "0.product" in failed.fields


def test_throttling_tells_how_long_to_wait(serve: Any, client: Any) -> None:
    anyone = client(to=serve(SHOP_VOUCHER_RATE="1/min"))
    assert anyone.fails("CartVouchersRetrieve", {"code": "x"}).code == "NOT_FOUND"
    failed = anyone.fails("CartVouchersRetrieve", {"code": "x"})
    assert failed.code == "RESOURCE_EXHAUSTED"
    assert 0 < failed.detail("RetryInfo").retry_delay.ToSeconds() <= 60
    assert int(failed.trailing["retry-after"]) == failed.detail("RetryInfo").retry_delay.seconds


def test_a_conflict_carries_the_message_that_its_rpc_names(client: Any, rpcs: Any) -> None:
    alice = client("alice")
    orders = alice.call("OrdersList").data.results
    closed = next(order for order in orders if _status(rpcs, order) == "delivered")
    failed = alice.fails("OrdersCancelCreate", {"id": closed.id, "body": {}})
    assert failed.code == "ABORTED"
    assert failed.names[0] == "shop.orders.Conflict"
    conflict = rpcs["OrdersCancelCreate"].call.error(409).type()
    failed.status.details[0].Unpack(conflict)
    assert (conflict.code, conflict.detail) == ("not_open", "The order is delivered.")
    assert failed.detail("ErrorInfo").reason == "NOT_OPEN"
    assert failed.detail("ErrorInfo").domain == "localhost"


def _status(rpcs: Any, order: Any) -> str:
    codec = rpcs["OrdersList"].call.data
    return str(codec.write(codec.type(results=[order]))["results"][0]["status"])


def test_what_cannot_be_a_path_is_refused_before_the_api(client: Any) -> None:
    failed = client().fails("ProductsRetrieve", {"id": ".."})
    assert failed.code == "INVALID_ARGUMENT"
    assert "in a path" in failed.message


def test_a_value_is_one_segment_of_a_path(client: Any) -> None:
    """`/api/products/categories/1/` is there, and is not what this rpc is about."""
    failed = client().fails("ProductsRetrieve", {"id": "categories/1"})
    assert failed.code == "INVALID_ARGUMENT"
    assert failed.message == "'categories/1' is more than one segment of a path here"


@pytest.mark.parametrize("value", ["no/such", "../users", "../users/1?x=1#y"])
def test_a_value_that_leads_nowhere_is_not_found(client: Any, value: str) -> None:
    assert client().fails("ProductsRetrieve", {"id": value}).code == "NOT_FOUND"


def test_what_no_web_server_takes_is_refused(client: Any) -> None:
    bob = client("bob")
    failed = bob.fails("UsersList", {"search": "x" * 100_000})
    assert failed.code == "INVALID_ARGUMENT"
    assert "more than 8190 characters" in failed.message
    much = client("alice").fails("UsersCreate", {"body": {"username": "x" * 3_000_000}})
    assert much.code == "INVALID_ARGUMENT"  # DATA_UPLOAD_MAX_MEMORY_SIZE


def test_bytes_that_are_no_message_are_refused(client: Any) -> None:
    caller = client()
    with pytest.raises(Exception, match=r"this is no core\.users\.UsersListRequest"):
        caller.raw("UsersList")(b"\xff\xff\xff\xff", timeout=10)


def test_a_view_that_crashes_tells_nothing_of_itself(client: Any, server: Any) -> None:
    failed = client().fails("UsersList", more={"prefer": "wait=never"})  # the middleware chokes
    assert failed.code == "INTERNAL"
    assert failed.message == "500 Internal Server Error"
    entry = server.until(lambda: [each for each in server.calls() if each.get("http") == 500])[0]
    assert (entry["status"], entry["level"]) == ("INTERNAL", "warning")
