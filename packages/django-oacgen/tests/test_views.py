"""The schema pages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from zipfile import ZipFile

import django
import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.urls import include, path
from drf_spectacular.settings import spectacular_settings
from rest_framework.permissions import IsAuthenticated

from django_oacgen import add_django_cfg_urls, add_django_oacgen_urls, add_oacgen_urls
from django_oacgen.pages import downloads
from django_oacgen.pages.served import SERVED
from django_oacgen.pages.views import ClientView, IndexView, RedocView, SchemaView, SwaggerView

Use = Callable[[str], None]
Configure = Callable[..., None]

CORE = {"name": "core", "apps": ["people"], "title": "Core <API>", "description": "Who & what."}
SALES = {"name": "sales", "apps": ["trade"]}


@pytest.fixture(autouse=True)
def _site(project: Configure, urlconf_: Use, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    import mounted

    site = ModuleType("site_with_schema")
    assert add_django_oacgen_urls is add_django_cfg_urls
    site.urlpatterns = add_django_cfg_urls(mounted.urlpatterns)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "site_with_schema", site)
    urlconf_("site_with_schema")
    project(CORE, SALES, languages=["py"])
    yield
    SERVED.forget()


def get(path: str, **headers: str) -> Any:
    return Client().get(path, headers=headers)


def test_each_group_has_its_schema() -> None:
    core = get("/schema/core/schema/")
    assert core.status_code == 200
    assert core["Content-Type"] == "application/json"
    assert core.json()["info"] == {
        "title": "Core <API>",
        "version": "1.0.0",
        "description": "Who & what.",
    }
    assert set(get("/schema/sales/schema/").json()["paths"]) == {
        "/api/orders/",
        "/api/orders/{id}/",
    }


@pytest.mark.parametrize("accept", ["text/html", "image/png", "application/json"])
@pytest.mark.parametrize("page", ["schema", "swagger", "redoc", "clients/py.zip"])
def test_whatever_is_asked_for_pages_are_there_or_not(page: str, accept: str) -> None:
    end = page if "." in page else f"{page}/"
    assert get(f"/schema/core/{end}", accept=accept).status_code == 200
    assert get(f"/schema/nope/{end}", accept=accept).status_code == 404


def test_the_schema_pages_are_no_part_of_the_api() -> None:
    from django_oacgen.schema.endpoints import read_routes

    assert not [e for e in read_routes("site_with_schema").endpoints if "schema" in e.path]


def test_yaml_on_request() -> None:
    plain = get("/schema/sales/schema/").json()
    for answer in (
        get("/schema/sales/schema/?format=yaml"),
        get("/schema/sales/schema/", Accept="application/yaml"),
        get("/schema/sales/schema/", Accept="application/vnd.oai.openapi"),
    ):
        assert yaml.safe_load(answer.content) == plain
    assert get("/schema/sales/schema/", Accept="text/html,*/*;q=0.8").json() == plain


def test_who_has_it_already_is_told_so() -> None:
    first = get("/schema/core/schema/")
    again = get("/schema/core/schema/", if_none_match=first["ETag"])
    assert again.status_code == 304
    assert again.content == b""
    assert get("/schema/sales/schema/", if_none_match=first["ETag"]).status_code == 200


@pytest.mark.parametrize("page", ["schema", "swagger", "redoc"])
def test_unknown_groups_are_not_found(page: str, project: Configure) -> None:
    assert get(f"/schema/cor/{page}/").status_code == 404
    project(CORE, enabled=False)
    assert get(f"/schema/core/{page}/").status_code == 404


def test_the_index_leads_to_everything() -> None:
    page = get("/schema/").content.decode()
    assert "Core &lt;API&gt;" in page
    assert "Who &amp; what." in page
    links = re.findall(r'href="(/schema/[^"]*)"', page)
    assert len(links) == 8
    for link in links:
        assert get(link).status_code == 200
    assert '<a href="/schema/core/clients/py.zip">Python</a>' in page


def test_pages_can_be_mounted_anywhere(urlconf_: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [path("api-docs/", include("django_oacgen.urls", namespace="docs"))]
    site = ModuleType("site_with_docs")
    inner = path("inner/", include((pages, "inner")))
    site.urlpatterns = [path("en/", include("people.urls")), inner]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "site_with_docs", site)
    urlconf_("site_with_docs")
    index = get("/inner/api-docs/").content.decode()
    links = re.findall(r'href="(/inner/api-docs/core/[^"]*)"', index)
    assert len(links) == 4
    for link in links:
        assert get(link).status_code == 200
    swagger = get("/inner/api-docs/core/swagger/").content.decode()
    assert '"url": "/inner/api-docs/core/schema/"' in swagger


def test_the_index_shows_what_the_configuration_says(project: Configure) -> None:
    assert "<h1>Test project</h1>" in get("/schema/").content.decode()
    project(CORE, drf_title="Mine", drf_description="All of it.")
    page = get("/schema/").content.decode()
    assert "<h1>Mine</h1>" in page
    assert "<p>All of it.</p>" in page


def test_the_index_says_how_to_get_clients(project: Configure) -> None:
    project(CORE, languages=[])
    assert "pip install 'django-oacgen[all]'" in get("/schema/").content.decode()
    assert get("/schema/core/clients/py.zip").status_code == 404


# --- Clients -------------------------------------------------------------------------------------


def unzipped(answer: Any) -> dict[str, bytes]:
    with ZipFile(BytesIO(answer.content)) as made:
        return {name: made.read(name) for name in made.namelist()}


def test_a_client_can_be_downloaded() -> None:
    answer = get("/schema/sales/clients/py.zip")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="sales-py.zip"'
    made = unzipped(answer)
    assert {"pyproject.toml", "api_client/__init__.py", "api_client/sales/client.py"} <= made.keys()
    for name, source in made.items():
        if name.endswith(".py"):
            compile(source, name, "exec")


def test_a_download_is_what_the_command_makes(project: Configure, tmp_path: Path) -> None:
    from django_oacgen.config import get_base_dir, get_config
    from django_oacgen.generation.generate import generate
    from django_oacgen.generation.outcome import Request

    project(SALES, languages=["py"], rename={"orders_list": "all"})
    made = unzipped(get("/schema/sales/clients/py.zip"))
    assert not (tmp_path / "openapi").exists()
    generate(get_config(), get_base_dir(), Request())
    root = tmp_path / "openapi/clients/python"
    assert re.search(rb"\ball\b", made["api_client/sales/subclients/orders.py"])
    written = {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}
    assert made == {n: b for n, b in written.items() if n != ".oacgen.json"}


def test_a_package_that_is_put_somewhere_is_a_package_in_the_zip(project: Configure) -> None:
    project(SALES, output={"py": "backend/shop_client"}, languages=["py"])
    made = unzipped(get("/schema/sales/clients/py.zip"))
    assert {name.partition("/")[0] for name in made} == {"shop_client"}


def test_who_has_a_client_already_is_told_so() -> None:
    first = get("/schema/sales/clients/py.zip")
    SERVED.forget()
    again = get("/schema/sales/clients/py.zip", if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert get("/schema/core/clients/py.zip", if_none_match=first["ETag"]).status_code == 200


@pytest.mark.parametrize("path", ["sales/clients/cobol.zip", "nosuch/clients/py.zip"])
def test_clients_that_there_are_not(path: str) -> None:
    assert get(f"/schema/{path}").status_code == 404


def test_what_a_generator_keeps_is_read_but_not_written(
    project: Configure, toy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(SALES)
    monkeypatch.setattr(downloads, "entry_points", lambda group: [SimpleNamespace(name=toy.name)])
    seen = []

    def generate(api: Any, options: Any, report: Any, previous: Any) -> list[Any]:
        seen.append((previous("lock"), previous("none")))
        return []

    monkeypatch.setattr(toy, "generate", generate)
    root = tmp_path / "openapi/clients/typescript"
    root.mkdir(parents=True)
    (root / "lock").write_text("1")
    assert get("/schema/sales/clients/ts.zip").status_code == 200
    assert seen == [("1", None)]
    assert [p.name for p in root.iterdir()] == ["lock"]


def test_a_private_client_has_what_the_visitor_may_call(monkeypatch: pytest.MonkeyPatch) -> None:
    from people.views import PersonViewSet

    monkeypatch.setattr(PersonViewSet, "permission_classes", [IsAuthenticated])
    monkeypatch.setattr(spectacular_settings, "SERVE_PUBLIC", False)
    answer = get("/schema/core/clients/py.zip")
    assert answer["Cache-Control"] == "private"
    made = unzipped(answer)
    assert "api_client/core/subclients/teams.py" in made
    assert "api_client/core/subclients/people.py" not in made


@pytest.mark.parametrize("page", ["swagger", "redoc"])
def test_pages_ask_no_other_host_and_run_no_inline_script(page: str) -> None:
    answer = get(f"/schema/core/{page}/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Core &lt;API&gt;</title>" in html
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", html)
    for script in re.findall(r"<script([^>]*)>", html):
        assert "src=" in script or 'type="application/json"' in script
    assert "<style" not in html
    assert '"url": "/schema/core/schema/"' in html
    for asset in re.findall(r'(?:src|href)="/static/([^"]+)"', html):
        from django.contrib.staticfiles import finders

        assert finders.find(asset), asset


class LazyNonce:
    """False until it is written out, as Django's own is."""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return "n0nce"


@pytest.mark.parametrize("page", ["swagger", "redoc"])
def test_a_nonce_of_the_project_is_on_every_tag(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.handlers.wsgi import WSGIRequest

    monkeypatch.setattr(WSGIRequest, "csp_nonce", LazyNonce(), raising=False)
    html = get(f"/schema/core/{page}/").content.decode()
    loading = re.findall(r"<script[^>]* src=[^>]*>|<link rel=\"stylesheet\"[^>]*>", html)
    assert len(loading) == 3
    assert all('nonce="n0nce"' in tag for tag in loading)


if django.VERSION >= (
    6,
):  # which has a policy of its own; the session `matrix` is where it is tried

    @pytest.mark.parametrize("page", ["", "core/swagger/", "core/redoc/"])
    def test_the_nonce_is_that_of_djangos_own_policy(page: str, change: Configure) -> None:
        middleware = ["django.middleware.csp.ContentSecurityPolicyMiddleware", *settings.MIDDLEWARE]
        policy = {"default-src": ["'self'"], "script-src": ["<CSP_NONCE_SENTINEL>"]}
        change(MIDDLEWARE=middleware, SECURE_CSP=policy)
        answer = get(f"/schema/{page}")
        allowed = re.search(r"script-src 'nonce-([^']+)'", answer["Content-Security-Policy"])
        assert allowed
        html = answer.content.decode()
        loading = re.findall(r"<script[^>]* src=[^>]*>|<link rel=\"stylesheet\"[^>]*>", html)
        assert len(loading) == (3 if page else 1)
        assert all(f'nonce="{allowed[1]}"' in tag for tag in loading)


def test_access_follows_drf_spectacular(monkeypatch: pytest.MonkeyPatch) -> None:
    for view in (IndexView, SchemaView, SwaggerView, RedocView, ClientView):
        assert view.permission_classes == spectacular_settings.SERVE_PERMISSIONS
        monkeypatch.setattr(view, "permission_classes", [IsAuthenticated])
    for page in ("", "core/schema/", "core/swagger/", "core/redoc/", "core/clients/py.zip"):
        assert get(f"/schema/{page}").status_code in (401, 403), page


def test_a_private_schema_has_what_the_visitor_may_call(monkeypatch: pytest.MonkeyPatch) -> None:
    from people.views import PersonViewSet

    monkeypatch.setattr(PersonViewSet, "permission_classes", [IsAuthenticated])
    public = get("/schema/core/schema/").json()
    assert "/api/people/" in public["paths"]
    monkeypatch.setattr(spectacular_settings, "SERVE_PUBLIC", False)
    answer = get("/schema/core/schema/")
    assert "/api/people/" not in answer.json()["paths"]
    assert "/api/teams/" in answer.json()["paths"]
    assert answer["Cache-Control"] == "private"


def test_an_endpoint_that_fails_does_not_take_the_page_down(
    urlconf_: Use, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import broken

    site = ModuleType("broken_site")
    site.urlpatterns = add_oacgen_urls(broken.urlpatterns, "docs/")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "broken_site", site)
    urlconf_("broken_site")
    paths = get("/docs/core/schema/").json()["paths"]
    assert "/api/ping/" in paths
    assert "/api/failing/" not in paths
    assert "no authenticator today" in caplog.text


@pytest.mark.parametrize(("public", "visits"), [(True, 300), (False, 24)])
def test_many_visitors_get_their_own_group(
    public: bool, visits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spectacular_settings, "SERVE_PUBLIC", public)
    expected = {name: get(f"/schema/{name}/schema/").json() for name in ("core", "sales")}
    assert expected["core"]["info"]["title"] == "Core <API>"

    def visit(number: int) -> bool:
        if number % 20 == 0:
            SERVED.forget()
        name = ("core", "sales")[number % 2]
        return bool(get(f"/schema/{name}/schema/").json() == expected[name])

    with ThreadPoolExecutor(16) as pool:
        assert [*pool.map(visit, range(visits))] == [True] * visits


def test_a_server_imports_a_generator_for_a_zip_and_for_nothing_else() -> None:
    code = """
import sys, json
sys.path.insert(0, sys.argv[1])
import django; django.setup()
from django.test import Client, override_settings
import mounted
from django_oacgen import add_oacgen_urls
mounted.urlpatterns = add_oacgen_urls(mounted.urlpatterns)
for page in ("", "api/schema/", "api/swagger/", "api/redoc/"):
    assert Client().get("/schema/" + page).status_code == 200, page
ours = lambda: [m for m in sys.modules if m.startswith("oacgen_")]
pages = ours()
from django.core.management import call_command
call_command("check")
checked = [m for m in ours() if not m.startswith("oacgen_ir")]
with override_settings(OACGEN={"languages": ["py"]}):
    assert Client().get("/schema/api/clients/py.zip").status_code == 200
zipped = sorted({m.partition(".")[0] for m in ours()})
print(json.dumps([pages, checked, zipped]))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent / "apps")],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == [[], [], ["oacgen_ir", "oacgen_py"]]
