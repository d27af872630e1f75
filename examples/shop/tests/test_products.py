from __future__ import annotations

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from products.models import Product

PRODUCTS = "/api/products/"
NEW = {"sku": "COF-PER-250", "name": "Cajamarca, 250 g", "category": 2, "price": "12.10"}


def of(sku: str) -> Product:
    return Product.objects.get(sku=sku)


def test_products_are_cut_by_limit_and_offset(anyone: APIClient) -> None:
    page = anyone.get(PRODUCTS, {"limit": 4, "offset": 4}).json()
    assert (page["count"], len(page["results"])) == (17, 4)
    assert "limit=4&offset=8" in page["next"]
    assert page["previous"].endswith("?limit=4")
    assert len(anyone.get(PRODUCTS).json()["results"]) == 10


def test_filter_search_and_order(anyone: APIClient) -> None:
    query = {"price__gte": "80", "price__lte": "250.00", "ordering": "-price"}
    skus = [product["sku"] for product in anyone.get(PRODUCTS, query).json()["results"]]
    assert skus == ["EQP-GRI-ELC", "EQP-KET-001", "EQP-GRI-HND"]
    assert anyone.get(PRODUCTS, {"search": "harbour"}).json()["count"] == 2
    assert anyone.get(PRODUCTS, {"category": "tea"}).json()["count"] == 3
    two = {"id__in": f"{of('TEA-SEN-100').pk},{of('TEA-ASS-100').pk}"}
    assert anyone.get(PRODUCTS, two).json()["count"] == 2


def test_values_are_spelt_as_drf_spells_them(anyone: APIClient) -> None:
    shown = anyone.get(f"{PRODUCTS}{of('COF-ETH-250').pk}/").json()
    assert shown["id"] == "657cb94b-c61e-5949-bb6a-e3063aeb470c"
    assert (shown["price"], shown["weight_kg"]) == ("11.90", "0.250")
    assert (shown["rating"], shown["brewing_time"]) == (None, "00:03:30")
    assert shown["attributes"]["notes"] == ["bergamot", "honey"]
    assert shown["brand"]["name"] == "Kaffa & Söhne"
    assert shown["image"].startswith("http://testserver/uploads/products/cof-eth-250")
    assert shown["manual"] is None


def test_a_nested_brand_may_be_null_and_is_written_by_its_key(alice: APIClient) -> None:
    made = alice.post(PRODUCTS, NEW)
    assert (made.status_code, made.json()["brand"]) == (201, None)
    url = f"{PRODUCTS}{made.json()['id']}/"
    assert alice.patch(url, {"brand_id": 2}).json()["brand"]["name"] == "North Pier"
    assert alice.patch(url, {"grind": ""}).json()["brand_id"] == 2
    assert alice.patch(url, {"brand_id": None}).json()["brand"] is None


def test_bad_values_are_named(alice: APIClient) -> None:
    bad = {**NEW, "price": "-1", "brewing_time": "soon", "grind": "dust", "category": 99}
    refused = alice.post(PRODUCTS, bad)
    assert set(refused.json()) == {"price", "brewing_time", "grind", "category"}


def test_customers_do_not_write(bob: APIClient) -> None:
    assert bob.post(PRODUCTS, NEW).status_code == 403


def test_what_was_ordered_stays(alice: APIClient) -> None:
    refused = alice.delete(f"{PRODUCTS}{of('TEA-SEN-100').pk}/")
    assert (refused.status_code, refused.json()["code"]) == (409, "in_use")


def test_a_delivery_is_booked_as_a_list(alice: APIClient, bob: APIClient) -> None:
    kettle, tea = of("EQP-KET-001"), of("TEA-OOL-050")
    delivery = [{"product": kettle.pk, "pieces": 5}, {"product": tea.pk, "pieces": 40}]
    stocks = alice.post(f"{PRODUCTS}restock/", delivery).json()
    assert {stock["sku"]: stock["stock"] for stock in stocks} == {kettle.sku: 7, tea.sku: 40}
    assert bob.post(f"{PRODUCTS}restock/", delivery).status_code == 403


def test_errors_in_a_list_carry_the_number_of_the_entry(alice: APIClient) -> None:
    kettle = of("EQP-KET-001")
    delivery = [{"product": kettle.pk, "pieces": 5}, {"product": kettle.pk, "pieces": 0}]
    refused = alice.post(f"{PRODUCTS}restock/", delivery)
    assert {number: set(errors) for number, errors in refused.json().items()} == {"1": {"pieces"}}
    assert of("EQP-KET-001").stock == 2


def test_a_picture_replaces_another(alice: APIClient, picture: bytes) -> None:
    file = SimpleUploadedFile("kettle.png", picture)
    url = f"{PRODUCTS}{of('EQP-KET-001').pk}/image/"
    assert "kettle" in alice.put(url, {"image": file}, format="multipart").json()["image"]


def test_the_manual_is_downloaded_under_its_own_name(anyone: APIClient) -> None:
    answer = anyone.get(f"{PRODUCTS}{of('EQP-GRI-ELC').pk}/manual/")
    assert answer.streaming
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''Electric%20grinder%20%E2%80%93%20Anleitung.pdf"
    )
    answer.close()


def test_without_a_manual_there_is_an_error_in_json(anyone: APIClient) -> None:
    missing = anyone.get(f"{PRODUCTS}{of('EQP-KET-001').pk}/manual/")
    assert (missing.status_code, missing["Content-Type"]) == (404, "application/json")
    assert missing.json() == {"detail": "This product comes without a manual."}


def test_the_export_has_a_product_on_each_line(anyone: APIClient) -> None:
    answer = anyone.get(f"{PRODUCTS}export/", {"category": "tea"})
    assert (answer.streaming, answer["Content-Type"]) == (True, "application/x-ndjson")
    products = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert [product["sku"] for product in products] == ["TEA-ASS-100", "TEA-OOL-050", "TEA-SEN-100"]
    assert products[1]["image"].startswith("/uploads/products/tea-ool-050")  # relative


def test_categories_form_a_tree(anyone: APIClient) -> None:
    tree = anyone.get(f"{PRODUCTS}categories/tree/").json()
    assert [top["slug"] for top in tree] == ["coffee", "equipment", "tea"]
    brewers = tree[1]["children"][0]
    assert brewers["children"] == [
        {"id": 8, "name": "Hand brewers", "slug": "hand-brewers", "children": []}
    ]


def test_short_lists_come_whole(anyone: APIClient) -> None:
    assert len(anyone.get(f"{PRODUCTS}categories/").json()) == 8
    assert len(anyone.get(f"{PRODUCTS}brands/").json()) == 3


def test_the_old_search_still_works(anyone: APIClient) -> None:
    assert len(anyone.get(f"{PRODUCTS}search/", {"q": "sencha"}).json()) == 1
