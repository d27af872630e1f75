"""The days that the seeded data lies on: always the same ones, whenever it is made."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

OPENING_DAY = datetime(2026, 1, 5, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def on_day(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment on the given day after the opening (which was day 0)."""
    return (OPENING_DAY + timedelta(days=day)).replace(hour=hour, minute=minute)
