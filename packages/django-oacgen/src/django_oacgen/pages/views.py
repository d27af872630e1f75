"""The schema pages. They ask no other host for anything and need no inline script.

What reads the configuration is imported by the first request: a server starts without it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.views import AUTHENTICATION_CLASSES
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

if TYPE_CHECKING:
    from django_oacgen.config import OpenAPIGroupConfig
    from django_oacgen.pages.served import Body


class _Page(APIView):
    """What all of them have in common: who may see them, and that they are no part of the API."""

    schema = None
    permission_classes = spectacular_settings.SERVE_PERMISSIONS
    authentication_classes = AUTHENTICATION_CLASSES
    throttle_classes = ()

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Answer in the usual form where none of those asked for can be had: 404 beats 406."""
        return super().perform_content_negotiation(request, force=True)


class SchemaView(_Page):
    """The OpenAPI document of a group, as JSON or as YAML."""

    renderer_classes = (
        OpenApiJsonRenderer2,
        OpenApiJsonRenderer,
        OpenApiYamlRenderer2,
        OpenApiYamlRenderer,
    )

    def get(self, request: Request, group: str) -> HttpResponse:
        """Answer with the document, or 304 to whoever has it already."""
        from django_oacgen.pages.served import SERVED, private_body

        renderer = request.accepted_renderer
        public = spectacular_settings.SERVE_PUBLIC
        body = SERVED.body(group, renderer) if public else private_body(group, renderer, request)
        disposition = f'inline; filename="{group}.{renderer.format}"'
        return _answer(request, body, renderer.media_type, disposition)


class ClientView(_Page):
    """The client of a group in one language, as a zip."""

    def get(self, request: Request, group: str, language: str) -> HttpResponse:
        """Answer with the zip, or 304 to whoever has it already."""
        from django_oacgen.pages.served import SERVED, private_client

        public = spectacular_settings.SERVE_PUBLIC
        body = (
            SERVED.client(group, language) if public else private_client(group, language, request)
        )
        disposition = f'attachment; filename="{group}-{language}.zip"'
        return _answer(request, body, "application/zip", disposition)


def _answer(request: Request, body: Body, media_type: str, disposition: str) -> HttpResponse:
    response = HttpResponse(body.content, content_type=media_type)
    response.headers["ETag"] = body.etag
    response.headers["Content-Disposition"] = disposition
    if not spectacular_settings.SERVE_PUBLIC:
        patch_cache_control(response, private=True)
    return get_conditional_response(request._request, etag=body.etag, response=response)


class _Html(_Page):
    renderer_classes = (TemplateHTMLRenderer,)


class IndexView(_Html):
    """All groups, with links to what there is."""

    template_name = "django_oacgen/index.html"

    def get(self, request: Request) -> Response:
        """Answer with the page."""
        from django_oacgen.pages.served import about_now, groups_now, languages_now

        languages = languages_now()
        title, description = about_now()
        page = {
            "groups": [_shown(request, group, languages) for group in groups_now()],
            "title": title,
            "description": description,
            "nonce": _nonce(request),
        }
        return Response(page)


def _shown(
    request: Request, group: OpenAPIGroupConfig, languages: Mapping[str, str]
) -> dict[str, Any]:
    links = {page: _url(request, page, group.name) for page in ("schema", "swagger", "redoc")}
    clients = [
        (shown, _url(request, "client", group.name, name)) for name, shown in languages.items()
    ]
    return {
        "title": group.shown_title,
        "name": group.name,
        "description": group.description,
        "clients": clients,
        **links,
    }


class SwaggerView(_Html):
    """Swagger UI over a group's schema."""

    template_name = "django_oacgen/swagger.html"

    def get(self, request: Request, group: str) -> Response:
        """Answer with the page, which then loads the schema."""
        from django_oacgen.pages.served import group_named

        data = {
            "url": _url(request, "schema", group),
            "settings": _plain_settings(spectacular_settings.SWAGGER_UI_SETTINGS),
            "oauth2": _plain_settings(spectacular_settings.SWAGGER_UI_OAUTH2_CONFIG),
            "oauth2Redirect": _asset("swagger-ui-dist/oauth2-redirect.html"),
            "csrfHeader": settings.CSRF_HEADER_NAME.removeprefix("HTTP_").replace("_", "-"),
            "csrfCookie": settings.CSRF_COOKIE_NAME,
        }
        page = {
            "data": data,
            "title": group_named(group).shown_title,
            "nonce": _nonce(request),
            "css": _asset("swagger-ui-dist/swagger-ui.css"),
            "icon": _asset("swagger-ui-dist/favicon-32x32.png"),
            "bundle": _asset("swagger-ui-dist/swagger-ui-bundle.js"),
        }
        # OAuth's window has to reach the one that opened it.
        return Response(page, headers={"Cross-Origin-Opener-Policy": "unsafe-none"})


class RedocView(_Html):
    """Redoc over a group's schema."""

    template_name = "django_oacgen/redoc.html"

    def get(self, request: Request, group: str) -> Response:
        """Answer with the page, which then loads the schema."""
        from django_oacgen.pages.served import group_named

        data = {
            "url": _url(request, "schema", group),
            "settings": _plain_settings(spectacular_settings.REDOC_UI_SETTINGS),
        }
        page = {
            "data": data,
            "title": group_named(group).shown_title,
            "nonce": _nonce(request),
            "icon": _asset("swagger-ui-dist/favicon-32x32.png"),
            "bundle": _asset("redoc/bundles/redoc.standalone.js"),
        }
        return Response(page)


def _url(request: Request, page: str, *parts: str) -> str:
    namespace = request.resolver_match.namespace
    return str(reverse(f"{namespace}:{page}", args=parts))


def _asset(path: str) -> str:
    return str(static(f"drf_spectacular_sidecar/{path}"))


def _plain_settings(value: object) -> object:
    """Return settings as data; drf-spectacular also allows the text of a script, which is not."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return {}


def _nonce(request: Any) -> str:
    """Return the nonce of the project's Content-Security-Policy, if there is one."""
    try:
        from django.middleware.csp import get_nonce  # Django 6
    except ImportError:
        nonce = None
    else:
        nonce = get_nonce(request._request)
    if nonce is None:
        nonce = getattr(request._request, "csp_nonce", None)
    # A nonce is made when it is first written out; until then it counts as false.
    return "" if nonce is None else str(nonce)
