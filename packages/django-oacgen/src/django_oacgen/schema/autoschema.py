"""What is done better than drf-spectacular does it, mixed into whatever schema class a view has."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, get_args

from django.db.models import Choices
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_class, get_type_hints, is_patched_serializer
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.utils import PolymorphicProxySerializer
from inflection import camelize, singularize, underscore
from rest_framework import serializers

from django_oacgen.schema.choices import ChoiceIndex, ChoiceSet, of_class, of_field
from django_oacgen.schema.component_names import Marks
from django_oacgen.schema.enums import TAG, Enums
from django_oacgen.schema.owners import app_of, lends
from django_oacgen.schema.remarks import Collector, inside
from django_oacgen.schema.truth import read_attribute, reads_blank, reads_null, response_keys

_STRING_KEYS = {"format", "maxLength", "minLength", "pattern", "type"}

ENDPOINT = "x-oacgen-endpoint"
ACTION = "x-oacgen-action"


@dataclass(slots=True)
class Reading:
    """What one reading of a project shares among the schemas of all views.

    `prefix` is a regular expression of what names leave out of paths, `version` the one that is
    read. `fail` is told which endpoint could not be read.
    """

    prefix: str
    version: str
    marks: Marks
    enums: Enums
    collector: Collector
    fail: Callable[[int, Exception], None]
    choices: ChoiceIndex = field(default_factory=ChoiceIndex)


class Better(AutoSchema):
    """The mixin. `reading` is set on the class made of it, `endpoint` on the instance."""

    reading: Reading
    endpoint: int

    # --- Operations ------------------------------------------------------------------------------

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any
    ) -> Any:
        """Describe one endpoint; if that fails, leave no trace of it but the failure."""
        before = dict(registry._components)
        prefix = self.reading.prefix or path_prefix
        try:
            with self.reading.collector.keyed(self.endpoint):
                operation = super().get_operation(path, path_regex, prefix, method, registry)
        except Exception as error:
            registry._components = before
            self.reading.fail(self.endpoint, error)
            return None
        if operation:
            operation[ENDPOINT] = self.endpoint
            if action := self._action_name(next(iter(operation.get("tags", ())), "")):
                operation.setdefault(ACTION, action)
        return operation

    def _tokenize_path(self) -> list[str]:
        """Leave the version out of names: one schema has only one."""
        tokens: list[str] = super()._tokenize_path()
        versioned = getattr(self.view, "versioning_class", None) is not None
        return tokens[1:] if versioned and tokens[:1] == [self._version()] else tokens

    def _version(self) -> str:
        default = getattr(self.view.versioning_class, "default_version", None)
        return self.reading.version or default or ""

    def _action_name(self, tag: str) -> str:
        """Return the ViewSet's action, with the resource in front where the route is nested."""
        action = getattr(self.view, "action", None)
        if not action:
            return ""
        tokens = self._tokenize_path()
        nested = tokens[_length_of(tag, tokens) :]
        own = [part for part in _url_path(type(self.view), action).split("/") if _is_fixed(part)]
        nested = nested[: len(nested) - len(own)] if own else nested
        return "_".join([*(part.replace("-", "_") for part in nested), action])

    # --- Components ------------------------------------------------------------------------------

    def resolve_serializer(
        self, serializer: Any, direction: Any, bypass_extensions: bool = False
    ) -> Any:
        """Keep what is said with the serializer, whichever endpoint is the first to use it."""
        with self.reading.collector.keyed(get_class(serializer)):
            return super().resolve_serializer(serializer, direction, bypass_extensions)

    def _get_serializer_name(
        self, serializer: Any, direction: Any, bypass_extensions: bool = False
    ) -> str:
        name: str = super()._get_serializer_name(serializer, direction, bypass_extensions)
        if isinstance(serializer, (PolymorphicProxySerializer, serializers.ListSerializer)):
            return name  # named by hand, or after its child, which has a mark
        identity = self.get_serializer_identity(serializer, direction)
        cls = identity if isinstance(identity, type) else type(serializer)
        mark = self.reading.marks.mark_class(cls, camelize(self.get_operation_id()))
        if name.startswith("Patched") and is_patched_serializer(serializer, direction):
            return f"Patched{mark}{name.removeprefix('Patched')}"
        return mark + name

    def get_paginated_name(self, serializer_name: str) -> str:
        """Name a page; two ways of paging one serializer make two components."""
        paginator = self.view.pagination_class
        name: str = super().get_paginated_name(serializer_name)
        return name + self.reading.marks.mark_page(paginator, serializer_name)

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        schema = super()._map_basic_serializer(serializer, direction)
        split = spectacular_settings.COMPONENT_SPLIT_REQUEST
        if split and direction == "response" and schema.get("properties"):
            required = response_keys(serializer, schema["properties"], schema.get("required", ()))
            schema.pop("required", None)
            if required:
                schema["required"] = list(required)
        return schema

    # --- Fields ----------------------------------------------------------------------------------

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> Any:
        meta = super()._get_serializer_field_meta(field, direction)
        if _answers(field, direction) and reads_null(field):
            meta["nullable"] = True
        return meta

    def _map_serializer_field(
        self, field: Any, direction: Any, bypass_extensions: bool = False
    ) -> Any:
        guesses = self.reading.collector.guesses
        with inside(str(getattr(field, "field_name", None) or "")):
            schema = super()._map_serializer_field(field, direction, bypass_extensions)
        if self.reading.collector.guesses > guesses and _is_text(schema):
            # A wrong type has every client refuse the answer: better none at all.
            return {key: value for key, value in schema.items() if key not in ("type", "nullable")}
        if isinstance(field, serializers.ChoiceField) and schema:
            self._tag_choices(field, schema, direction)
        return schema

    def _insert_field_validators(self, field: Any, schema: Any) -> None:
        super()._insert_field_validators(field, schema)
        plain = schema.get("type") == "string" and ("format" in schema or "pattern" in schema)
        if plain and field.read_only and reads_blank(field):
            inner = {key: schema.pop(key) for key in _STRING_KEYS & schema.keys()}
            schema["oneOf"] = [dict(sorted(inner.items())), {"type": "string", "maxLength": 0}]

    def _map_model_field(self, model_field: Any, direction: Any) -> Any:
        schema = super()._map_model_field(model_field, direction)
        if isinstance(schema, dict) and "enum" in schema and TAG not in schema:
            labels = dict(getattr(model_field, "flatchoices", ()))
            found = self._choices_of_model(model_field, labels)
            self.reading.enums.tag(schema, found, labels)
        return schema

    def _map_response_type_hint(self, method: Any) -> Any:
        schema = super()._map_response_type_hint(method)
        if isinstance(schema, dict) and "enum" in schema:
            hint = get_type_hints(method).get("return")
            for cls in filter(_is_choices, (hint, *get_args(hint))):
                self.reading.enums.tag(schema, of_class(cls), dict(cls.choices))
        return schema

    def _tag_choices(self, field: Any, schema: Any, direction: Any) -> None:
        holder = schema.get("items", schema)
        if "enum" not in holder:
            return
        if _answers(field, direction) and reads_blank(field) and "" not in holder["enum"]:
            holder["enum"] = [*holder["enum"], ""]
        if found := self._choices_of(field):
            self.reading.enums.tag(holder, found, field.choices)

    def _choices_of(self, field: Any) -> ChoiceSet | None:
        """Return the name of a field's choices, or None where they had better stay inline."""
        while isinstance(field.parent, (serializers.ListField, serializers.ListSerializer)):
            field = field.parent
        labels = _labels(field)
        model_field = read_attribute(field).model_field
        if model_field is not None and getattr(model_field, "flatchoices", None):
            return self._choices_of_model(model_field, labels)
        serializer = field.parent
        if serializer is None:
            return self.reading.choices.only(labels)
        model = getattr(getattr(serializer, "Meta", None), "model", None)
        homes = [type(serializer), *([model] if model else [])]
        name = field.field_name or ""
        if found := self.reading.choices.find(labels, name, homes):
            return found
        app = app_of(type(serializer).__module__)
        named = app is not None and not lends(app) and len(labels) > 1
        return of_field(type(serializer), name, labels) if named else None

    def _choices_of_model(self, model_field: Any, labels: Any) -> ChoiceSet:
        model = model_field.model
        found = self.reading.choices.find(labels, model_field.name, [model])
        return found or of_field(model, model_field.name, labels)


def _answers(field: Any, direction: Any) -> bool:
    """Whether a field is described as a response has it, and no request shares the description."""
    split = spectacular_settings.COMPONENT_SPLIT_REQUEST and direction == "response"
    return isinstance(field, serializers.Field) and bool(field.read_only or split)


def _is_text(schema: Any) -> bool:
    """Whether a schema says text, perhaps or null, and no more of it."""
    text = isinstance(schema, dict) and schema.get("type") in ("string", ["string", "null"])
    return text and not schema.keys() & _STRING_KEYS - {"type"}


def _labels(field: Any) -> Any:
    child = getattr(field, "child", field)
    return child.choices


def _url_path(view: Any, action: str) -> str:
    """Return what an extra action adds to the path, whichever of its methods is asked for."""
    for extra in view.get_extra_actions():
        if extra.__name__ == action or action in extra.mapping.values():
            return str(extra.url_path)
    return ""


def _length_of(tag: str, tokens: list[str]) -> int:
    """Return how many of the first segments of a path the tag stands for, at least one."""
    waiting = [_word(part) for part in re.split(r"[^\w-]+", tag) if part]
    if len(waiting) > 1:  # `Content: Files` of `content/core/files`
        for length, token in enumerate(tokens, 1):
            if _word(token) == waiting[0]:
                waiting.pop(0)
            if not waiting:
                return length
    words = {_word(part) for part in tag.split("/")} | {_word(tag)}
    matches = [_word(token) in words for token in tokens]
    if True not in matches:
        return 1
    start = matches.index(True)
    return matches.index(False, start) if False in matches[start:] else len(matches)


def _word(text: str) -> str:
    return str(singularize(underscore(text.replace(" ", "_"))))


def _is_choices(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Choices)


def _is_fixed(part: str) -> bool:
    return bool(part) and not re.search(r"[<({]", part)


def better(schema: Any, reading: Reading, made: dict[type, type], endpoint: int) -> Any:
    """Return a copy of a view's schema that derives from `Better` too; keeps its state."""
    cls = schema.__class__  # drf-spectacular hands out weak proxies, whose type() is another
    if cls not in made:
        made[cls] = type(cls.__name__, (Better, cls), {"reading": reading})
    copied = made[cls]()
    state = {k: v for k, v in schema.__dict__.items() if k not in ("instance_schemas", "_view")}
    copied.__dict__.update(state)
    copied.endpoint = endpoint
    return copied
