"""How the blocks of the product's overview are run, a document that is not part of the repository.

Its blocks are known by their digests: another edition of it has to be looked at again. In the code,
`django_cfg` stands for `django_oacgen`, and the addresses for those of the servers at hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from samples.blocks import Bench, Block, Run, SampleError, Way
from samples.pages import TYPESCRIPT_LOGIN
from samples.programs import commands, django_settings, django_urls, python, typescript, with_grpc

OVERVIEW = "the overview"
IMPORTS = "from django_oacgen import DjangoConfig, OpenAPIClientConfig, OpenAPIGroupConfig\n"
QUICK_START = "globals().update(MyProjectConfig().get_all_settings(globals()))"
OUTPUTS = """
cat >> shop/settings.py <<'PYTHON'
OACGEN = OACGEN.model_copy(
    update={"output": {"ts": "frontend/src/api/generated", "py": "backend/api_client"}}
)
PYTHON
git init -q
git config user.name Sam
git config user.email sam@example.com
python manage.py generate_api --verbosity 0
"""


def ours(run: Run) -> Run:
    """Let a sample import this package where it imports the one that it was written for."""

    def renamed(blocks: Sequence[Block], bench: Bench) -> None:
        changed = [replace(b, code=b.code.replace("django_cfg", "django_oacgen")) for b in blocks]
        # The name of a function has the old name in it, and is there under that name too.
        restored = [
            replace(b, code=b.code.replace("add_django_oacgen_urls", "add_django_cfg_urls"))
            for b in changed
        ]
        run(restored, bench)

    return renamed


BLOCKS: Mapping[str, tuple[str, Run]] = {
    "45c5d1e2b4f5": (
        "Group-Based Organization",
        django_settings(before=f"{IMPORTS}OACGEN = OpenAPIClientConfig(", after=")"),
    ),
    "d0c681de3c2c": (
        "Auto-Generated Clients, TypeScript: a server's line and a component's, so only compiled",
        typescript(modules=True),
    ),
    "336252b44b41": ("Auto-Generated Clients, Python", python(awaits=True)),
    "e73e3acf22fa": (
        "Auto-Generated Clients, gRPC",
        with_grpc(python(path="proto", after="assert response.data.results, response")),
    ),
    "4c4c605d6db8": ("With API Client Generation", commands()),
    "d306e953ed51": ("1. Configure", ours(django_settings(after=QUICK_START))),
    "5ff910715ca4": ("2. Generate Clients", commands()),
    "511d75d73e03": (
        "3. Use Generated Clients, TypeScript",
        typescript(
            before=TYPESCRIPT_LOGIN,
            after="console.log(await UsersPage());",
            extension="tsx",
        ),
    ),
    "412aa273ca44": (
        "3. Use Generated Clients, Python",
        python(after="import asyncio\nasyncio.run(main())"),
    ),
    "abb475299be5": (
        "Configuration with Groups",
        django_settings(before=IMPORTS, after="OACGEN = openapi_client"),
    ),
    "15791eff3e18": (
        "Automatic URL Integration",
        ours(
            django_urls(
                *("/schema/core/schema/", "/schema/core/swagger/", "/schema/core/redoc/"),
                before="from django.contrib import admin",
            )
        ),
    ),
    "66ea32d79239": (
        "Built-in drf-spectacular Integration",
        django_settings(
            before=f"{IMPORTS}config = DjangoConfig()\n",
            after="OACGEN = {}\nassert SPECTACULAR_SETTINGS['TITLE'] == 'API'",
        ),
    ),
    "55c452492652": ("Version Control Generated Code", commands(preamble=OUTPUTS)),
    "a08312177ea6": (
        "Use Groups for Large APIs",
        django_settings(before=f"{IMPORTS}OACGEN = OpenAPIClientConfig(", after=")"),
    ),
    "3dc1a79d1a4a": (
        "Enable All Type Safety Features",
        django_settings(before=f"{IMPORTS}OACGEN = \\"),
    ),
}


def ways_of(blocks: Sequence[Block]) -> list[Way]:
    """Return how each block is run; a block that is not known is a SampleError."""
    unknown = [block.place for block in blocks if block.digest not in BLOCKS]
    if unknown:
        raise SampleError(f"samples/overview.py does not know {', '.join(unknown)}")
    return [Way(BLOCKS[b.digest][1], b.language, (b.number,)) for b in blocks]
