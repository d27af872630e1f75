"""One blocking client in many threads, each of which makes calls as somebody else."""

from __future__ import annotations

import gc
import os
from concurrent.futures import ThreadPoolExecutor

from api_client import SyncAPIClient, UnauthorizedError, jwt_auth
from api_client.core.models import TokenObtainPairRequest

PASSWORDS = {"admin": "admin-of-the-shop", "alice": "alice-runs-it", "bob": "bob-drinks-tea"}


def who_am_i(asked: tuple[SyncAPIClient, str]) -> bool:
    """Tell whether the answer is meant for the one who asked."""
    mine, name = asked
    return mine.accounts.me_retrieve().username == name


with SyncAPIClient(os.environ["SHOP_URL"]) as client:
    people = []
    for name, password in PASSWORDS.items():
        pair = client.accounts.jwt_create(TokenObtainPairRequest(username=name, password=password))
        people.append((client.with_options(auth=jwt_auth(pair.access)), name))
    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(who_am_i, people * 16))
    try:
        client.accounts.me_retrieve()
    except UnauthorizedError:
        print("nobody's credentials stayed behind")
gc.collect()  # whatever was left open is reported now
