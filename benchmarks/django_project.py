"""Writes a synthetic project: apps x 5 ModelViewSets x 6 operations, 18 fields each."""

from __future__ import annotations

from pathlib import Path

RESOURCES = 5  # per app, each with 6 operations

_MODEL = """
class Thing{n}(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        LIVE = "live", "Live"
        GONE = "gone{n}", "Gone"

    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    email = models.EmailField(blank=True)
    url = models.URLField(blank=True)
    text = models.TextField(blank=True)
    count = models.IntegerField(default=0)
    size = models.PositiveSmallIntegerField(null=True, blank=True)
    price = models.DecimalField(max_digits=9, decimal_places=2)
    ratio = models.FloatField(null=True)
    active = models.BooleanField(default=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    born = models.DateField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    took = models.DurationField(null=True, blank=True)
    key = models.UUIDField()
    data = models.JSONField(default=dict)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE)
"""

_VIEW = """
class Thing{n}Serializer(serializers.ModelSerializer):
    class Meta:
        model = models.Thing{n}
        fields = "__all__"


class Thing{n}ViewSet(viewsets.ModelViewSet):
    \"\"\"Things of kind {n}.\"\"\"

    queryset = models.Thing{n}.objects.order_by("id")
    serializer_class = Thing{n}Serializer
    filterset_fields = ("status", "active", "born")
"""

_SETTINGS = """
from pathlib import Path
import os

BASE_DIR = Path(__file__).parent
SECRET_KEY = "benchmark"
ROOT_URLCONF = "urls"
USE_TZ = True
STATIC_URL = "/static/"
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    *{apps},
]
REST_FRAMEWORK = {{
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "PAGE_SIZE": 10,
}}
SPECTACULAR_SETTINGS = {{"TITLE": "Benchmark", "COMPONENT_SPLIT_REQUEST": True}}
if os.environ.get("STANDARDIZED_ERRORS"):
    INSTALLED_APPS.append("drf_standardized_errors")
    REST_FRAMEWORK["DEFAULT_SCHEMA_CLASS"] = "drf_standardized_errors.openapi.AutoSchema"
    REST_FRAMEWORK["EXCEPTION_HANDLER"] = "drf_standardized_errors.handler.exception_handler"
if not os.environ.get("WITHOUT_OACGEN"):
    INSTALLED_APPS.append("django_oacgen")
    OACGEN = {{"api_prefix": "api", "groups": {groups}}}
"""

_MANAGE = """
import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
execute_from_command_line(sys.argv)
"""


def write_project(folder: Path, apps: int) -> None:
    """Write a project of `apps` apps in four groups (or fewer, where there are fewer apps)."""
    names = [f"app{number}" for number in range(apps)]
    groups = [{"name": f"group{n}", "apps": names[n::4]} for n in range(min(4, apps))]
    folder.mkdir(parents=True)
    (folder / "manage.py").write_text(_MANAGE)
    (folder / "settings.py").write_text(_SETTINGS.format(apps=names, groups=groups))
    includes = "".join(f'    path("api/{name}/", include("{name}.urls")),\n' for name in names)
    urls = f"from django.urls import include, path\n\nurlpatterns = [\n{includes}]\n"
    (folder / "urls.py").write_text(urls)
    for number, name in enumerate(names):
        _write_app(folder / name, number * RESOURCES)


def _write_app(folder: Path, first: int) -> None:
    numbers = range(first, first + RESOURCES)
    folder.mkdir()
    (folder / "__init__.py").touch()
    models = "".join(_MODEL.format(n=n) for n in numbers)
    (folder / "models.py").write_text(f"from django.db import models\n{models}")
    views = "".join(_VIEW.format(n=n) for n in numbers)
    head = f"from rest_framework import serializers, viewsets\n\nfrom {folder.name} import models\n"
    (folder / "views.py").write_text(head + views)
    lines = "".join(f'router.register("thing{n}", views.Thing{n}ViewSet)\n' for n in numbers)
    (folder / "urls.py").write_text(
        "from rest_framework.routers import SimpleRouter\n\n"
        f"from {folder.name} import views\n\nrouter = SimpleRouter()\n{lines}"
        "urlpatterns = router.urls\n"
    )
