"""The clients of the shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oacgen_py.runtime.auth import Auth, Refresh, Secret, basic
from oacgen_py.runtime.client import AsyncClient, Client, SyncClient

if TYPE_CHECKING:
    from typing import Self

    from oacgen_py_shop.subclients.files import Files
    from oacgen_py_shop.subclients.odd import Odd
    from oacgen_py_shop.subclients.users import Users


class Resources(Client):
    """What both clients offer."""

    server = "http://default.test/api"

    @property
    def users(self) -> Users[Self]:
        """Operations under `/users/`."""
        from oacgen_py_shop.subclients.users import Users

        return Users(self)

    @property
    def files(self) -> Files[Self]:
        """Operations under `/files/`."""
        from oacgen_py_shop.subclients.files import Files

        return Files(self)

    @property
    def odd(self) -> Odd[Self]:
        """Operations in styles that Django REST framework does not use."""
        from oacgen_py_shop.subclients.odd import Odd

        return Odd(self)


class APIClient(Resources, AsyncClient):
    """The shop, with methods to await."""


class SyncAPIClient(Resources, SyncClient):
    """The shop, with methods that block."""


def token_auth(secret: Secret, *, refresh: Refresh | None = None) -> Auth:
    """Scheme `tokenAuth`: `Authorization: Token ...`."""
    return Auth("header", "Authorization", secret, prefix="Token ", refresh=refresh)


def basic_auth(username: str, password: str) -> Auth:
    """Scheme `basicAuth`."""
    return Auth("header", "Authorization", basic(username, password), prefix="Basic ")
