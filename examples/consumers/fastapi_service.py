"""A FastAPI service in front of the shop.

SHOP_URL=http://127.0.0.1:8000 uvicorn fastapi_service:app
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from api_client import APIClient, APIError, APIStatusError, jwt_auth, preload
from api_client.core.models import PatchedUserRequest, User
from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep one client, and so one pool of connections, for as long as the service runs."""
    preload()  # the first request does not wait for imports
    async with APIClient(os.environ["SHOP_URL"], timeout=5.0) as client:
        app.state.shop = client
        yield


app = FastAPI(lifespan=lifespan)
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


def shop_of(request: Request, bearer: Bearer) -> APIClient:
    """Call the shop as whoever calls this service; the connections are those of all."""
    client: APIClient = request.app.state.shop
    return client.with_options(auth=jwt_auth(bearer.credentials)) if bearer else client


Shop = Annotated[APIClient, Depends(shop_of)]


@app.get("/people")
async def people(shop: Shop, search: str | None = None) -> list[User]:
    """Answer everybody that is found, however many pages that takes."""
    return [user async for user in shop.users.iterate(search=search)]


@app.patch("/people/{number}")
async def change(shop: Shop, number: int, data: PatchedUserRequest) -> User:
    """Hand on what was sent, and nothing else: absent stays absent, null stays null."""
    return await shop.users.partial_update(number, data)


@app.exception_handler(APIError)
async def refused(request: Request, error: APIError) -> JSONResponse:
    """Answer what the shop objects to as it does; its own failures are a bad gateway."""
    if isinstance(error, APIStatusError) and 400 <= error.status < 500:
        return JSONResponse({"detail": error.detail, "fields": error.fields}, error.status)
    return JSONResponse({"detail": "The shop does not answer."}, 502)
