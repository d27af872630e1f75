from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from seeding.catalogue import seed_catalogue
from seeding.people import seed_people
from seeding.trade import seed_orders


class Command(BaseCommand):
    help = "Fill the shop with people, goods and orders. What exists already is left alone."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for step in (seed_people, seed_catalogue, seed_orders):
            step()
            if options["verbosity"]:
                self.stdout.write(f"{step.__name__.removeprefix('seed_')}: done")
