"""Calls through gRPC do what the same calls do over HTTP."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

import pytest

# As the documentation prints it.
SAMPLE = """\
import grpc
from profiles.api__profiles import service_pb2, service_pb2_grpc

# Create gRPC channel
channel = grpc.insecure_channel('localhost:50051')
stub = service_pb2_grpc.ProfilesServiceStub(channel)

# Make gRPC call with type-safe proto messages
request = service_pb2.ProfilesProfilesListRequest(page=1, page_size=10)
response = stub.ProfilesProfilesList(request)
"""


def test_the_sample_as_printed_gets_the_data_of_the_shop(shop: Any, server: Any, web: Any) -> None:
    code = SAMPLE.replace("50051", str(server.port)).replace("localhost", "127.0.0.1")
    code += "print(response.data.count, *(each.user.username for each in response.data.results))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=shop.folder.parent,
        env={**shop.environment, "PYTHONPATH": str(shop.stubs)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    _, page = web.send("GET", "/api/profiles/profiles/?page=1&page_size=10")
    people = [each["user"]["username"] for each in page["results"]]
    assert len(people) == 10
    assert done.stdout.split() == [str(page["count"]), *people]


def as_json(rpc: Any, message: Any) -> Any:
    """What the API answered, from the message that was made of it."""
    runtime = import_module(type(rpc.call).__module__.rpartition(".")[0] + "._codec")
    with runtime.in_zone(ZoneInfo("Europe/Berlin")):
        return rpc.call.data.write(message.data)


def listed(rpcs: Any) -> list[str]:
    return sorted(
        name
        for name, rpc in rpcs.items()
        if "/" in name
        and rpc.call.method == "GET"
        and rpc.call.result == "data"
        and not any(one.location == "path" for one in rpc.call.arguments)
    )


def test_every_list_says_what_http_says(client: Any, web: Any, rpcs: Any) -> None:
    alice = client("alice")
    names = listed(rpcs)
    assert len(names) > 15
    compared = 0
    for name in names:
        rpc = rpcs[name]
        request = rpc.call.request()
        status, said = web.send("GET", rpc.call.url(request), "alice")
        if status != 200:
            continue
        compared += 1
        assert as_json(rpc, alice.call(name)) == said, name
    assert compared > 15


@pytest.mark.parametrize(
    ("name", "sent", "target"),
    [
        ("UsersRetrieve", {"id": 3}, "/api/users/3/"),
        ("UsersList", {"search": "a b&c", "id_in": [1, 2, 3]}, "/api/users/?id__in=1,2,3"),
        ("ProductsList", {"limit": 2, "offset": 3}, "/api/products/?limit=2&offset=3"),
        ("OrdersList", {"page": 2}, "/api/orders/?page=2"),
    ],
)
def test_parameters_arrive(
    client: Any, web: Any, rpcs: Any, name: str, sent: Any, target: str
) -> None:
    rpc = rpcs[name]
    if "search" in sent:
        target = rpc.call.url(rpc.call.request(**sent))
    status, said = web.send("GET", target, "alice")
    assert status == 200
    assert as_json(rpc, client("alice").call(name, sent)) == said


def test_a_record_is_made_changed_and_removed(client: Any, web: Any, rpcs: Any) -> None:
    alice = client("alice")
    body = {"username": "gina", "email": "gina@example.org", "manager": 1, "tier": 2}
    made = alice.call("UsersCreate", {"body": body}).data
    assert alice.code == 201
    target = f"/api/users/{made.id}/"
    assert web.send("GET", target, "alice")[1]["manager"] == 1

    def patch(mask: list[str], **fields: Any) -> Any:
        sent = {"id": made.id, "body": fields, "update_mask": {"paths": mask}}
        return alice.call("UsersPartialUpdate", sent).data

    # in the mask and not set is null; set and not in the mask is not sent
    changed = patch(["manager", "first_name"], first_name="Gina", last_name="ignored")
    assert not changed.HasField("manager")
    said = web.send("GET", target, "alice")[1]
    assert (said["manager"], said["first_name"], said["last_name"]) == (None, "Gina", "")
    # without a mask, what is set
    patch([], last_name="Hart")
    said = web.send("GET", target, "alice")[1]
    assert (said["first_name"], said["last_name"], said["email"]) == ("Gina", "Hart", body["email"])

    alice.call("UsersDestroy", {"id": made.id})
    assert alice.code == 204
    assert web.send("GET", target, "alice")[0] == 404


def test_a_mask_of_no_field_is_refused_by_name(client: Any) -> None:
    sent = {"id": 3, "body": {}, "update_mask": {"paths": ["nope"]}}
    failed = client("alice").fails("UsersPartialUpdate", sent)
    assert failed.code == "INVALID_ARGUMENT"
    assert failed.fields == {"update_mask": "PatchedUserRequest has no field 'nope'"}


def test_a_list_as_body_and_nested_records(client: Any, web: Any) -> None:
    alice = client("alice")
    product = alice.call("ProductsList", {"limit": 1}).data.results[0]
    stock = alice.call(
        "ProductsRestockCreate", {"body": [{"product": product.id, "pieces": 7}]}
    ).data
    assert [(one.sku, one.stock) for one in stock] == [(product.sku, product.stock + 7)]
    address = {"name": "B", "street": "S 1", "postcode": "10115", "city": "Berlin", "country": "DE"}
    fields = client("bob").fails(
        "OrdersCreate",
        {"body": {"items": [{"product": product.id, "quantity": 1}], "shipping_address": {}}},
    )
    assert any(path.startswith("shipping_address.") for path in fields.fields), fields.fields
    assert address["city"] == "Berlin"


def test_headers_of_parameters_and_answers_pass(client: Any, rpcs: Any) -> None:
    bob = client("bob")
    event = bob.call("OrdersEventsRetrieve")
    later = bob.call("OrdersEventsRetrieve", {"last_event_id": 10**9})
    assert event
    assert later == []
    german = client().fails("AccountsMeRetrieve", more={"accept-language": "de"})
    english = client().fails("AccountsMeRetrieve")
    assert german.message != english.message


def test_a_caller_cannot_say_where_it_calls_from(shop: Any, serve: Any, client: Any) -> None:
    """The shop counts vouchers by X-Forwarded-For, which only a proxy may set."""
    running = serve("--header", "x-forwarded-for", SHOP_VOUCHER_RATE="2/min")
    anyone = client(to=running)
    for number in range(4):
        place = {"x-forwarded-for": f"10.0.0.{number}"}
        assert anyone.fails("CartVouchersRetrieve", {"code": "x"}, more=place).code == "NOT_FOUND"
    strict = client(to=serve(SHOP_VOUCHER_RATE="2/min"))
    codes = [
        strict.fails(
            "CartVouchersRetrieve", {"code": "x"}, more={"x-forwarded-for": f"10.0.0.{number}"}
        ).code
        for number in range(4)
    ]
    assert codes == ["NOT_FOUND", "NOT_FOUND", "RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED"]
