"""How the blocks of each page are run, and the preamble of each fragment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from samples.blocks import Way
from samples.programs import (
    commands,
    data,
    django_settings,
    go,
    python,
    shown,
    typescript,
    with_grpc,
)

TYPESCRIPT_LOGIN = """
import { configure as setUp, core as scheme } from "@/api/generated";
import { createAccountsToken as logIn } from "@/api/generated/_utils/fetchers/accounts";

setUp({ baseUrl: "http://127.0.0.1:8000" });
const { token } = await logIn({ username: "alice", password: "alice-runs-it" });
setUp({ baseUrl: "http://127.0.0.1:8000", auth: scheme.tokenAuth(token) });
"""
GO_LOGIN = """
visitor, err := core.New(url)
if err != nil {
	return err
}
token, err := visitor.Accounts.TokenCreate(ctx, &core.AuthTokenRequest{
	Username: "alice",
	Password: "alice-runs-it",
})
if err != nil {
	return err
}
"""
GO_CORE = (
    GO_LOGIN
    + """
client, err := core.New(url, core.WithTokenAuth(core.Static(token.Token)))
if err != nil {
	return err
}
"""
)
GO_CONTENT = (
    GO_LOGIN
    + """
client, err := content.New(url, content.WithTokenAuth(content.Static(token.Token)))
if err != nil {
	return err
}
"""
)
NEXT = """
declare module "next/headers" {
  export function cookies(): Promise<{ get(name: string): { value: string } | undefined }>;
}
"""
EXPO = """
declare module "expo-secure-store" {
  export function getItemAsync(name: string): Promise<string | null>;
}
"""
GO = "example.com/apiclient"
ITSELF = "docs/follow_tutorial.py follows it"
INSTALLED = "installs from a registry or a clone; `nox -s wheels` and `tutorial` install"
OWN_TEST = "the package's own tests run it"

PAGES: Mapping[str, Sequence[Way]] = {
    "README.md": (
        Way(commands(), "bash", (1,)),
        Way(python(after="import asyncio\nasyncio.run(main())"), "python", (3,)),
        Way(with_grpc(python(path="proto", after="assert response.data.count")), "python", (5,)),
        Way(typescript(before=TYPESCRIPT_LOGIN), "ts"),
        Way(go(f"{GO}/core", "fmt", before=GO_CORE, after="fmt.Println(users)\nreturn err"), "go"),
        Way(shown("the sessions themselves"), "bash", (6, 7)),
        Way(shown(INSTALLED), "bash", (8,)),
        Way(commands(), "bash", (9,)),
    ),
    "CONTRIBUTING.md": (Way(shown("the sessions themselves"), "bash"),),
    "docs/index.md": (Way(commands(), "bash"),),
    "docs/tutorial/first-client.md": (
        Way(shown(ITSELF), "bash"),
        Way(shown(ITSELF), "python"),
        Way(shown(ITSELF), "ts"),
    ),
    "docs/how-to/authentication.md": (
        Way(python(), "python"),
        Way(typescript(), "ts"),
        Way(go(f"{GO}/core", "fmt"), "go"),
    ),
    "docs/how-to/pagination.md": (
        Way(python(), "python"),
        Way(typescript(before=TYPESCRIPT_LOGIN), "ts"),
        Way(typescript(modules=True, extension="tsx"), "tsx"),
        Way(go(f"{GO}/core", "fmt", before=GO_CORE), "go"),
    ),
    "docs/how-to/errors.md": (
        Way(python(), "python"),
        Way(typescript(before=TYPESCRIPT_LOGIN), "ts"),
        Way(go(f"{GO}/core", "errors", "fmt", before=GO_CORE), "go"),
    ),
    "docs/how-to/files.md": (
        Way(python(), "python"),
        Way(typescript(before=TYPESCRIPT_LOGIN), "ts"),
        Way(
            go(
                f"{GO}/core",
                f"{GO}/content",
                "io",
                before=f'os.WriteFile("notes.txt", []byte("Buy tea."), 0o600)\n{GO_CONTENT}',
                after="return err",
            ),
            "go",
        ),
    ),
    "docs/how-to/groups.md": (Way(django_settings(), "python"), Way(commands(), "bash")),
    "docs/how-to/command-line.md": (
        Way(
            shown("`--watch` stays; the rest of the block is run elsewhere on the page"),
            "bash",
            (1,),
        ),
        Way(commands(), "bash"),
        Way(data, "toml"),
    ),
    "docs/how-to/nextjs.md": (
        Way(django_settings(), "python"),
        Way(typescript(modules=True, extension="tsx"), "tsx"),
        Way(typescript(modules=True, stubs=NEXT), "ts"),
    ),
    "docs/how-to/react-native.md": (
        Way(typescript(modules=True, alias="./generated", stubs=EXPO), "ts"),
    ),
    "docs/how-to/commit.md": (
        Way(
            commands(
                preamble="git init -q\ngit config user.name Sam\n"
                "git config user.email sam@example.com\npython manage.py generate_api"
            ),
            "bash",
        ),
        Way(shown("attributes of Git, which takes any"), "gitattributes"),
        Way(data, "yaml"),
    ),
    "docs/how-to/ci.md": (
        Way(commands(preamble="python manage.py generate_api"), "bash", (1,)),
        Way(shown("packages/django-oacgen/tests/test_testing.py calls it"), "python"),
        Way(shown("the shop leaves things unsaid on purpose"), "bash", (3,)),
        Way(commands(preamble="oacgen-ts generate openapi.yaml -o src/api"), "bash", (4,)),
    ),
    "docs/how-to/migrate.md": (
        Way(
            django_settings(
                after="globals().update(MyProjectConfig().get_all_settings(globals()))"
            ),
            "python",
            (1,),
        ),
        Way(shown("the line that stands behind the block above"), "python", (2,)),
        Way(commands(), "bash"),
    ),
    "packages/django-oacgen/README.md": (
        Way(shown(INSTALLED), "bash", (1,)),
        Way(shown(OWN_TEST), "bash"),
        Way(shown(OWN_TEST), "python"),
        Way(shown("attributes of Git, which takes any"), "gitattributes"),
        Way(data, "yaml"),
    ),
    "packages/oacgen-go/README.md": (
        Way(shown(INSTALLED), "bash"),
        Way(shown("an outline; docs/how-to runs the same calls"), "go"),
    ),
    "packages/oacgen-ir/README.md": (
        Way(shown(OWN_TEST), "sh"),
        Way(shown(OWN_TEST), "python"),
        Way(shown(OWN_TEST), "toml"),
    ),
    "packages/oacgen-proto/README.md": (
        Way(shown(INSTALLED), "console"),
        Way(shown(OWN_TEST), "python"),
    ),
    "packages/oacgen-py/README.md": (Way(shown(OWN_TEST), "sh"), Way(shown(OWN_TEST), "python")),
    "packages/oacgen-ts/README.md": (
        Way(shown(INSTALLED), "bash"),
        Way(shown("an outline; docs/how-to runs the same calls"), "ts"),
        Way(shown("an outline; docs/how-to checks the same calls"), "tsx"),
    ),
}
