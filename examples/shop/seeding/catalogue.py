"""Brands, categories and products."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

from products.models import Brand, Category, Product
from seeding.calendar import on_day
from seeding.pictures import leaflet, photograph

BRANDS = (
    ("Kaffa & Söhne", "https://kaffa.example.com/"),
    ("North Pier", "https://northpier.example.com/"),
    ("Tetsubin", ""),
)

# slug, name, slug of the parent
CATEGORIES = (
    ("coffee", "Coffee", None),
    ("single-origin", "Single origin", "coffee"),
    ("blends", "Blends", "coffee"),
    ("tea", "Tea", None),
    ("equipment", "Equipment", None),
    ("grinders", "Grinders", "equipment"),
    ("brewers", "Brewers", "equipment"),
    ("hand-brewers", "Hand brewers", "brewers"),
)

# SKU, name, category, brand, price, stock, grind
PRODUCTS = (
    ("COF-ETH-250", "Yirgacheffe, 250 g", "single-origin", "Kaffa & Söhne", "11.90", 40, "filter"),
    ("COF-ETH-1000", "Yirgacheffe, 1 kg", "single-origin", "Kaffa & Söhne", "39.50", 12, "filter"),
    ("COF-COL-250", "Huila, 250 g", "single-origin", "North Pier", "10.80", 55, "whole-bean"),
    ("COF-KEN-250", "Nyeri AA, 250 g", "single-origin", "North Pier", "13.40", 3, "whole-bean"),
    ("COF-HAR-250", "Harbour Blend, 250 g", "blends", "North Pier", "8.90", 120, "espresso"),
    ("COF-HAR-1000", "Harbour Blend, 1 kg", "blends", "North Pier", "29.90", 60, "espresso"),
    ("COF-DEC-250", "Night Watch, decaffeinated", "blends", None, "9.60", 25, "filter"),
    ("TEA-SEN-100", "Sencha, 100 g", "tea", "Tetsubin", "14.20", 30, ""),
    ("TEA-ASS-100", "Assam, 100 g", "tea", None, "7.50", 44, ""),
    ("TEA-OOL-050", "Tie Guan Yin, 50 g", "tea", "Tetsubin", "16.00", 0, ""),
    ("EQP-GRI-HND", "Hand grinder", "grinders", "North Pier", "89.00", 9, ""),
    ("EQP-GRI-ELC", "Electric grinder", "grinders", "Kaffa & Söhne", "249.00", 4, ""),
    ("EQP-POU-001", "Pour-over cone", "hand-brewers", None, "19.90", 35, ""),
    ("EQP-PRS-001", "French press, 1 l", "hand-brewers", None, "34.00", 18, ""),
    ("EQP-KET-001", "Iron kettle", "brewers", "Tetsubin", "129.00", 2, ""),
    ("EQP-MAC-001", "Espresso machine", "brewers", "Kaffa & Söhne", "1199.00", 1, ""),
    ("EQP-SIE-001", "Sieve carrier, old model", "brewers", "Kaffa & Söhne", "45.00", 6, ""),
)
NO_LONGER_SOLD = ("EQP-SIE-001",)
WITH_MANUAL = ("EQP-GRI-ELC", "EQP-MAC-001")


def seed_catalogue() -> None:
    for name, website in BRANDS:
        Brand.objects.get_or_create(name=name, defaults={"website": website})
    for slug, name, parent in CATEGORIES:
        above = Category.objects.get(slug=parent) if parent else None
        Category.objects.get_or_create(slug=slug, defaults={"name": name, "parent": above})
    for number, product in enumerate(PRODUCTS):
        _seed_product(number, *product)


def _seed_product(
    number: int,
    sku: str,
    name: str,
    category: str,
    brand: str | None,
    price: str,
    stock: int,
    grind: str,
) -> None:
    if Product.objects.filter(sku=sku).exists():
        return
    coffee = sku.startswith("COF")
    product = Product.objects.create(
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"https://shop.example.com/{sku}"),
        sku=sku,
        name=name,
        category=Category.objects.get(slug=category),
        brand=Brand.objects.get(name=brand) if brand else None,
        price=Decimal(price),
        stock=stock,
        grind=grind,
        weight_kg=Decimal(sku.rsplit("-", 1)[1]) / 1000 if sku[:3] in ("COF", "TEA") else None,
        rating=3.5 + number % 4 * 0.4 if number % 3 else None,
        brewing_time=timedelta(minutes=3, seconds=30) if coffee else None,
        attributes={"altitude_m": 1900, "notes": ["bergamot", "honey"]} if coffee else {},
        tags=["new"] if number % 6 == 0 else [],
        is_active=sku not in NO_LONGER_SOLD,
        created_at=on_day(number, 10),
    )
    if number % 3 != 2:
        picture = photograph(sku.lower(), number)
        product.image.save(picture.name, picture)
    if sku in WITH_MANUAL:
        paper = leaflet(f"{name} – Anleitung", name)  # the name is not ASCII on purpose
        product.manual.save(paper.name, paper)
