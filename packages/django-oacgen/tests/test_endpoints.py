"""The endpoints of tricky URLconfs, and who owns them."""

from __future__ import annotations

import pytest
from django.urls import path
from people.views import PersonViewSet, ping

from django_oacgen.schema.endpoints import Endpoint, path_prefix, read_routes
from oacgen_ir.diagnostics import InputError


def owners(urlconf: str) -> dict[str, str]:
    return {f"{e.method} {e.path}": f"{e.owner}:{e.view}" for e in read_routes(urlconf).endpoints}


def one(urlconf: str, method: str, url: str) -> Endpoint:
    found = read_routes(urlconf).endpoints
    return next(e for e in found if e.path == url and e.method == method)


def test_views_of_an_included_app_belong_to_it() -> None:
    found = owners("mounted")
    assert found["GET /api/people/"] == "people:people.views.PersonViewSet"
    assert found["DELETE /api/people/{pk}/send-invite/"] == "people:people.views.PersonViewSet"
    assert found["GET /api/ping/"] == "people:people.views.ping"
    assert found["GET /api/teams/{team_pk}/members/"] == "people:people.views.MemberViewSet"


def test_views_of_libraries_belong_to_the_app_whose_urls_mount_them() -> None:
    found = owners("mounted")
    token = "people:rest_framework_simplejwt.views.TokenObtainPairView"
    assert found["POST /api/token/"] == token
    assert found["GET /api/all-teams/"] == "people:rest_framework.generics.ListAPIView"


def test_the_innermost_urls_module_decides() -> None:
    assert owners("nested")["POST /depot/trade/verify/"].startswith("trade:")


def test_a_view_belongs_to_its_own_app_wherever_it_is_mounted() -> None:
    assert owners("mounted")["GET /api/orders/"] == "trade:trade.views.OrderViewSet"
    found = owners("central")
    assert found["GET /backend/v1/people/"] == "people:people.views.PersonViewSet"
    assert found["GET /backend/v1/orders/{pk}/"] == "trade:trade.views.OrderViewSet"


def test_the_model_tells_whose_a_generic_view_is() -> None:
    by_number = owners("central")["GET /backend/v1/by-number/{number}/"]
    assert by_number == "trade:rest_framework.generics.RetrieveAPIView"


def test_a_library_keeps_what_the_project_mounts_at_its_root() -> None:
    refresh = owners("central")["POST /backend/v1/token/refresh/"]
    assert refresh.startswith("rest_framework_simplejwt:")


def test_views_of_the_project_itself_belong_to_no_app() -> None:
    assert owners("central")["GET /backend/v1/health/"] == ":central.health"


def test_a_view_may_say_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PersonViewSet, "oacgen_app", "trade", raising=False)
    assert owners("mounted")["GET /api/people/"].startswith("trade:")
    monkeypatch.setattr(ping, "oacgen_app", "depot", raising=False)
    assert owners("mounted")["GET /api/ping/"].startswith("depot:")


def test_pages_and_the_admin_are_no_endpoints() -> None:
    paths = [e.path for e in read_routes("central").endpoints]
    assert not [p for p in paths if p.startswith(("/admin", "/schema", "/docs"))]
    assert "/backend/v1/" not in paths  # the list of links of a DefaultRouter


def test_namespaces_are_kept_outermost_first() -> None:
    assert one("mounted", "GET", "/api/people/").namespaces == ("people",)
    assert one("mounted", "GET", "/api/orders/").namespaces == ("sales",)
    assert one("versions", "GET", "/api/v2/boxes/").namespaces == ("v2",)


def test_routes_keep_their_converters_and_regular_expressions() -> None:
    assert one("mounted", "GET", "/api/lean/{pk}/").route == "api/lean/<int:pk>/"
    assert "[0-9]{3}" in one("central", "GET", "/backend/v1/by-number/{number}/").route


def test_methods_of_a_route_come_in_a_fixed_order() -> None:
    found = [e.method for e in read_routes("mounted").endpoints if e.path == "/api/people/{pk}/"]
    assert found == ["GET", "PUT", "PATCH", "DELETE"]


def test_the_first_of_two_equal_routes_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    import mounted

    shadowed = path("api/ping/", PersonViewSet.as_view({"get": "list"}))
    monkeypatch.setattr(mounted, "urlpatterns", [*mounted.urlpatterns, shadowed])
    assert owners("mounted")["GET /api/ping/"] == "people:people.views.ping"


@pytest.mark.parametrize(
    ("paths", "prefix"),
    [
        (["/api/users/", "/api/users/{id}/", "/api/orders/"], "/api"),
        (["/api/users/", "/api/users/me/"], "/api"),
        (["/api/users/", "/api/users/{id}/"], "/api"),
        (["/backend/v1/a/", "/backend/v1/b/{id}/"], "/backend/v1"),
        (["/api/users/", "/login/"], "/api"),
        (["/api/v1/users/", "/api/v1/users/{id}/", "/health/"], "/api/v1"),
        (["/api/users/", "/users/", "/login/"], "/api"),
        (["/apis/users/", "/login/"], ""),
        (["/api/", "/login/"], ""),
        (["/users/", "/{slug}/"], ""),
        (["/api/{version}/a/", "/api/{version}/b/"], "/api/{version}"),
        (["/"], ""),
        ([], ""),
    ],
)
def test_the_prefix_is_what_names_can_do_without(paths: list[str], prefix: str) -> None:
    assert path_prefix(paths) == prefix


def test_a_urlconf_that_breaks_is_named() -> None:
    with pytest.raises(InputError, match="shop_urls_gone cannot be imported: ModuleNotFound") as at:
        read_routes("shop_urls_gone")
    assert isinstance(at.value.__cause__, ModuleNotFoundError)
