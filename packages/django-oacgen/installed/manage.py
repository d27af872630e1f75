"""A small Django project: `python manage.py generate_api` writes below the current folder."""

from __future__ import annotations

import sys
from pathlib import Path

from django.conf import settings
from django.core.management import execute_from_command_line

settings.configure(
    BASE_DIR=Path.cwd(),
    SECRET_KEY="only ever run from a temporary folder",
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF="notes",
    STATIC_URL="/static/",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.staticfiles",
        "rest_framework",
        "drf_spectacular",
        "drf_spectacular_sidecar",
        "django_oacgen",
    ],
    REST_FRAMEWORK={"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"},
    SPECTACULAR_SETTINGS={"COMPONENT_SPLIT_REQUEST": True},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
)

execute_from_command_line(sys.argv)
