from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from seeding.billing import seed_payments, seed_plans, seed_subscriptions
from seeding.catalogue import seed_catalogue
from seeding.content import seed_blog, seed_library, seed_pages
from seeding.people import seed_people
from seeding.trade import seed_carts, seed_orders

STEPS = (
    ("people", seed_people),
    ("catalogue", seed_catalogue),
    ("orders", seed_orders),
    ("carts", seed_carts),
    ("plans", seed_plans),
    ("subscriptions", seed_subscriptions),
    ("payments", seed_payments),
    ("library", seed_library),
    ("blog", seed_blog),
    ("pages", seed_pages),
)


class Command(BaseCommand):
    help = "Fill the shop with people, goods and stories. What exists already is left alone."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for name, step in STEPS:
            step()
            if options["verbosity"]:
                self.stdout.write(f"Seeded {name}.")
