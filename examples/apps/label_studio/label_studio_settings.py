"""The settings of Label Studio as it ships them, with django_oacgen added."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

_package = find_spec("label_studio")
assert _package is not None
assert _package.origin is not None
sys.path.insert(1, str(Path(_package.origin).parent))  # its modules import each other from there

_folder = os.environ["APP_FOLDER"]
os.environ |= {
    "LABEL_STUDIO_BASE_DATA_DIR": _folder,
    "DJANGO_DB": "sqlite",
    "COLLECT_ANALYTICS": "false",
    "LATEST_VERSION_CHECK": "false",
}

# Twice, since what the second imports asks Django for settings of the first.
from core.settings.base import *  # noqa: E402, F403

SENTRY_DSN = ""
from core.settings.label_studio import *  # noqa: E402, F403
from core.settings.label_studio import INSTALLED_APPS as _APPS  # noqa: E402

SENTRY_DSN = FRONTEND_SENTRY_DSN = ""
BASE_DIR = Path(_folder)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
INSTALLED_APPS = [*_APPS, "drf_spectacular_sidecar", "django_oacgen"]
OACGEN = {"api_prefix": "api", "options": {"ts": {"import_extension": ".ts"}}}
