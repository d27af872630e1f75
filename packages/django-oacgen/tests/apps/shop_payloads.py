"""Asks the seeded shop for all that can be had with GET, and holds it against its schemas.

Run inside the shop; prints a JSON object: how many answers were compared, and what did not agree.
"""

from __future__ import annotations

import json
import re
from typing import Any

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from jsonschema import Draft202012Validator  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from django_oacgen.config import get_config  # noqa: E402
from django_oacgen.schema.project import Project  # noqa: E402


def strict(schema: Any) -> Any:
    """Turn OpenAPI 3.0 into JSON Schema; keys that are not described are not allowed.

    Formats are not checked, so what differs in its format alone may match more than once.
    """
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {k: strict(v) for k, v in schema.items() if k not in ("nullable", "oneOf", "pattern")}
    if "oneOf" in schema:
        plain["anyOf"] = strict(schema["oneOf"])
    if "properties" in schema and "additionalProperties" not in schema:
        plain["additionalProperties"] = False
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") is True else plain


def sample(client: APIClient, path: str) -> str | None:
    """Fill the variables of a path from the list above it."""
    while match := re.search(r"{(\w+)}", path):
        found = client.get(path[: match.start()])
        rows = found.json() if found.status_code == 200 else []
        rows = rows.get("results", []) if isinstance(rows, dict) else rows
        keys = ("slug", "code", "id") if "slug" in match[1] or match[1] == "code" else ("id",)
        value = next((row[key] for row in rows[:1] for key in keys if key in row), None)
        if value is None:
            return None
        path = path[: match.start()] + str(value) + path[match.end() :]
    return path


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("seed", verbosity=0)
    client = APIClient(headers={"host": "localhost"})
    client.force_authenticate(get_user_model().objects.get(username="admin"))
    project = Project(get_config())
    compared, wrong = 0, []
    for group in project.groups:
        document = project.read(group).document
        components = strict(document["components"])
        for path, item in document["paths"].items():
            content = item.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
            url = sample(client, path) if "application/json" in content else None
            if url is None or (answer := client.get(url)).status_code != 200:
                continue
            schema = {**strict(content["application/json"]["schema"]), "components": components}
            found = list(Draft202012Validator(schema).iter_errors(answer.json()))
            compared += 1
            wrong += [f"{url}: {e.json_path}: {e.message[:200]}" for e in found[:3]]
    print(json.dumps({"compared": compared, "wrong": wrong}))


main()
