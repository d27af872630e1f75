"""Puts a country, a product and a member of staff into the shop, and prints the latter's token."""

from __future__ import annotations

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402

get_model("address", "Country").objects.create(
    iso_3166_1_a2="DE", iso_3166_1_a3="DEU", iso_3166_1_numeric="276", printable_name="Germany"
)
kind = get_model("catalogue", "ProductClass").objects.create(name="Book", track_stock=False)
book = get_model("catalogue", "Product").objects.create(
    title="A book", upc="1", product_class=kind, structure="standalone"
)
partner = get_model("partner", "Partner").objects.create(name="A publisher")
get_model("partner", "StockRecord").objects.create(
    product=book, partner=partner, partner_sku="1", price="9.90", price_currency="GBP"
)
user = get_user_model().objects.create_user(
    "ada", "ada@example.com", "a password of some length", is_staff=True, is_superuser=True
)
print(Token.objects.create(user=user).key)
