"""One call leaves nothing to the next: no user, no language, no connection, no half a change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest


@pytest.fixture
def session(shop: Any) -> str:
    """The cookie of a session of Alice's."""
    code = (
        "from django.test import Client; from users.models import User; c = Client(); "
        "c.force_login(User.objects.get(username='alice')); print(c.cookies['sessionid'].value)"
    )
    return f"sessionid={shop.manage('shell', '-v', '0', '-c', code).strip()}"


def test_everybody_is_themselves_however_calls_mix(client: Any, session: str) -> None:
    """On one channel, in the same threads: tokens, a session, nobody; in three languages."""
    channel = client().channel
    said = {
        "": "Authentication credentials were not provided.",
        "de": "Anmeldedaten fehlen.",
        "fr": "Informations d'authentification non fournies.",
    }

    def known(who: str) -> None:
        caller = client(who, channel=channel)
        assert caller.call("AccountsMeRetrieve").data.username == who

    def by_cookie() -> None:
        got = client(channel=channel).call("AccountsMeRetrieve", more={"cookie": session})
        assert got.data.username == "alice"

    def nobody(language: str) -> None:
        more = {"accept-language": language} if language else {}
        failed = client(channel=channel).fails("AccountsMeRetrieve", more=more)
        assert (failed.code, failed.message) == ("UNAUTHENTICATED", said[language])

    work: list[tuple[Any, ...]] = [(known, who) for who in ("admin", "alice", "bob")]
    work += [(by_cookie,), *((nobody, language) for language in said)]
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(*each) for each in work * 12]:
            done.result()


def test_each_request_has_its_signals_and_its_connection(
    shop: Any, serve: Any, client: Any, frames: Any
) -> None:
    """Also where the API refuses, a view crashes, or the caller of a stream leaves at once."""
    running = serve()
    bob = client("bob", to=running)
    media = bob.call("MediaCreate", [{"start": {"body": {"title": "a"}}}, {"file": b"x" * 200_000}])
    bob.call("UsersList")
    bob.fails("UsersRetrieve", {"id": 999_999})
    bob.fails("UsersList", more={"prefer": "wait=never"})  # the middleware chokes
    bob.call("MediaDownloadRetrieve", {"id": media.data.id})
    deaf = frames(running, window=0)
    rpc = bob.rpcs["MediaDownloadRetrieve"]
    message = rpc.call.request(id=media.data.id).SerializeToString()
    deaf.finish(deaf.begin(f"{rpc.service}/{rpc.name}"), message)
    running.until(lambda: len(_noted(shop, running)) >= 11)  # six have started, five finished
    deaf.socket.close()
    noted = running.until(lambda: len(found := _noted(shop, running)) == 12 and found)
    assert (noted.count("started"), noted.count("finished")) == (6, 6)
    running.until(lambda: running.open_databases() == 0)


def _noted(shop: Any, server: Any) -> list[str]:
    lines = shop.seen.with_name(shop.seen.name + ".signals").read_text().splitlines()
    return [line.split()[1] for line in lines if line.startswith(f"{server.process.pid} ")]


@pytest.mark.parametrize("atomic", [False, True])
def test_atomic_requests_are(shop: Any, serve: Any, server: Any, client: Any, atomic: bool) -> None:
    running = serve(SHOP_ATOMIC="1") if atomic else server
    alice = client("alice", to=running)
    name = f"doomed-{atomic}"
    body = {"username": name, "email": f"{name}@example.org", "tier": 1}
    assert alice.fails("UsersCreate", {"body": body}).code == "INTERNAL"
    found = alice.call("UsersList", {"search": name}).data
    assert found.count == (0 if atomic else 1)
