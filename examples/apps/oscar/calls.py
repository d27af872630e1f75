"""Calls the shop through its Python client: `calls.py URL TOKEN`."""

from __future__ import annotations

import sys
from decimal import Decimal

from api_client import BadRequestError, NotFoundError, SyncAPIClient, token_auth
from api_client.accounts import models as accounts
from api_client.back_office import models as back_office

url, secret = sys.argv[1:]
with SyncAPIClient(url, auth=token_auth(secret)) as client:
    me = client.accounts.auth.users_me_retrieve()
    assert me.email == "ada@example.com", me
    changed = client.accounts.auth.users_me_partial_update(
        accounts.PatchedDjoserUserRequest(email="lovelace@example.com")
    )
    assert (changed.id, changed.email) == (me.id, "lovelace@example.com"), changed

    (link,) = client.shop.products.list()
    book = client.shop.products.retrieve(link.id)
    price = client.shop.products.price_retrieve(book.id)
    assert (book.title, price.excl_tax) == ("A book", Decimal("9.90")), (book, price)
    assert client.shop.countries.retrieve("DE").printable_name == "Germany"
    try:
        client.shop.products.retrieve(999)
    except NotFoundError as error:
        print(f"Python: there is no product 999: {error.detail}")

    client.back_office.admin.categories_create(
        back_office.AdminCategoryRequest(name="Shelf", slug="shelf")
    )
    assert "Shelf" in [each.name for each in client.shop.categories.list()]
    try:
        client.accounts.auth.users_create(
            accounts.UserCreateRequest(username="ada", email="ada@example.com", password="1")
        )
    except BadRequestError as error:
        print(f"Python: {me.email} found {book.title} at {price.excl_tax}; {error.fields}")
