"""From a place in a document to the Python code that it comes from."""

from __future__ import annotations

from urllib.parse import unquote

from django_oacgen.schema.project import GroupSchema


class Naming:
    """Finds the serializer, field or view behind a JSON pointer into a group's document."""

    def __init__(self, schema: GroupSchema) -> None:
        self._serializers = schema.serializers
        self._views = schema.views

    def locate(self, pointer: str) -> tuple[str, int | None]:
        """Return `users.serializers.UserSerializer.email`, or an empty string; never a line."""
        return self._place([_key(part) for part in pointer.lstrip("#").split("/")[1:]]), None

    def _place(self, keys: list[str]) -> str:
        match keys:
            case ["components", "schemas", name, *inside] if name in self._serializers:
                fields = [inside[i + 1] for i, k in enumerate(inside[:-1]) if k == "properties"]
                return ".".join([self._serializers[name], *fields])
            case ["paths", path, method, *_]:
                return self._views.get((path, method), "")
        return ""


def _key(part: str) -> str:
    return unquote(part).replace("~1", "/").replace("~0", "~")
