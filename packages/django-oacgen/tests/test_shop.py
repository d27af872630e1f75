"""The example project, run as its users run it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest

PAYLOADS = Path(__file__).parent / "apps" / "shop_payloads.py"
SHOP = Path(__file__).parents[3] / "examples" / "shop"

# Both on purpose: the profiles are in two groups, and the health check is for no client.
WARNINGS = """\
warning[py-short-name] `client.api_profiles` is that of the group `core`; \
use `client.profiles.api_profiles` for this one
warning: 1 endpoint in no group:
    GET /api/health/ (shop.views.health)
"""

RESOLVE = """
import json, sys, uuid
import django; django.setup()
from django.urls import resolve
from django_oacgen.config import get_config
from django_oacgen.schema.project import Project
project = Project(get_config())
examples = {"code": "x", "page_slug": "x", "slug": "x"}
missing, operations = [], {}
for group in project.groups:
    schema = project.read(group)
    operations[group.name] = [schema.operations, len(schema.endpoints)]
    for path in schema.document["paths"]:
        for value in ("1", str(uuid.UUID(int=1)), "x"):
            names = {name: value for name in __import__("re").findall(r"{(.+?)}", path)}
            try:
                resolve(path.format(**names)); break
            except Exception:
                pass
        else:
            missing.append(path)
print(json.dumps([missing, operations]))
"""


def run(shop: Path, *args: str, seed: str = "0", **more: str) -> CompletedProcess[str]:
    environment = {
        **os.environ,
        **more,
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "PYTHONHASHSEED": seed,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, *args],
        cwd=shop,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def generate(shop: Path, *args: str, seed: str = "0") -> CompletedProcess[str]:
    return run(shop, "manage.py", "generate_api", "--lang", "py", *args, seed=seed)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def files(shop: Path) -> dict[str, bytes]:
    root = shop / "openapi"
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shop with everything generated."""
    copy = tmp_path_factory.mktemp("shop") / "shop"
    shutil.copytree(
        SHOP, copy, ignore=shutil.ignore_patterns("openapi", "*.sqlite3", "__pycache__", "uploads")
    )
    done = generate(copy, seed="1")
    assert done.returncode == 0, done.stderr
    assert done.stderr == WARNINGS
    return copy


@pytest.fixture
def shop(generated: Path, tmp_path: Path) -> Path:
    """The generated shop, to be changed."""
    return Path(shutil.copytree(generated, tmp_path / "shop"))


def test_every_path_resolves_and_every_endpoint_is_there(generated: Path) -> None:
    done = run(generated, "-c", RESOLVE)
    assert done.returncode == 0, done.stderr
    missing, operations = json.loads(done.stdout)
    assert missing == []
    assert operations.keys() == {"core", "profiles", "billing", "shop", "content"}
    for name, (written, endpoints) in operations.items():
        assert written == endpoints > 5, name


def test_real_answers_agree_with_the_schemas(generated: Path, tmp_path: Path) -> None:
    environment = {
        "SHOP_DATABASE": ":memory:",
        "SHOP_FAST_PASSWORDS": "1",
        "SHOP_MEDIA_ROOT": str(tmp_path),
    }
    done = run(generated, "-c", PAYLOADS.read_text(), **environment)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["compared"] > 30


def test_a_second_run_changes_nothing_whatever_the_hash_seed(generated: Path) -> None:
    done = generate(generated, "--check", seed="2")
    assert done.returncode == 0, done.stdout
    assert "Nothing to do" in done.stdout


def test_a_changed_serializer_is_noticed_and_touches_its_group_alone(shop: Path) -> None:
    edit(
        shop / "users" / "serializers.py",
        "class UserSummarySerializer",
        "# changed\nclass UserSummarySerializer",
    )
    assert generate(shop, "--check").returncode == 0  # a comment is no change
    edit(shop / "orders" / "serializers.py", '"""A line of an order."""', '"""One line."""')
    done = generate(shop, "--check")
    assert done.returncode == 1
    before = files(shop)
    assert generate(shop, "--groups", "core").returncode == 0
    assert files(shop) == before
    assert generate(shop, "--groups", "shop").returncode == 0
    after = files(shop)
    changed = {name for name in after if after[name] != before.get(name)}
    assert "schemas/shop.json" in changed
    assert not [name for name in changed if "/core/" in name or "/billing/" in name]
    assert generate(shop, "--check").returncode == 0


BROKEN = """\
class Broken:
    def get_authenticators(self):
        raise RuntimeError("not today")


class PaymentViewSet(Broken, """


def test_a_group_that_fails_stays_and_the_others_are_written(shop: Path) -> None:
    edit(shop / "payments" / "views.py", "class PaymentViewSet(", BROKEN)
    edit(shop / "orders" / "serializers.py", '"""A line of an order."""', '"""One line."""')
    before = files(shop)
    done = generate(shop)
    assert done.returncode == 2
    assert "error: group billing: GET /api/payments/ (payments.views.PaymentViewSet)" in done.stderr
    after = files(shop)
    assert {n: b for n, b in after.items() if "billing" in n} == {
        n: b for n, b in before.items() if "billing" in n
    }
    assert b"One line." in after["schemas/shop.json"]


def test_faults_are_found_and_mended(shop: Path) -> None:
    def validate(*args: str) -> CompletedProcess[str]:
        return run(shop, "manage.py", "validate_openapi", *args)

    before = {p: p.read_bytes() for p in shop.rglob("*.py")}
    found = validate()
    assert found.returncode == 1, found.stderr
    assert "blog/serializers.py:10: blog.serializers.PostSerializer.author: " in found.stdout
    shown = validate("--fix", "--dry-run")
    assert "+    author = UserSummarySerializer(allow_null=True, read_only=True)" in shown.stdout
    assert {p: p.read_bytes() for p in before} == before
    mended = json.loads(validate("--fix", "--format", "json").stdout)["mended"]
    assert {each["rule"] for each in mended} == {"nullable-nested"}
    changed = {p.relative_to(shop).as_posix() for p in before if p.read_bytes() != before[p]}
    assert changed == {each["file"] for each in mended}
    assert "nullable-nested" not in validate().stdout
    assert generate(shop, "--check").returncode == 0  # the schemas knew


def test_without_a_configuration_there_is_one_group(shop: Path) -> None:
    edit(shop / "shop" / "settings.py", "globals().update(", "dict(")
    edit(shop / "shop" / "settings.py", '"drf_spectacular",', '"drf_spectacular", "django_oacgen",')
    shutil.rmtree(shop / "openapi")
    done = generate(shop)
    assert done.returncode == 0, done.stderr
    assert {n for n in files(shop) if n.startswith("schemas/")} == {
        "schemas/api.json",
        "schemas/.oacgen.json",
    }
    info = json.loads(files(shop)["schemas/api.json"])["info"]
    assert info == {"title": "Shop API", "version": "1.0.0"}
