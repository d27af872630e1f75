"""What a response really holds: which keys are always there, and which values may be null.

drf-spectacular describes a response by what a request must send. DRF answers differently: it
writes every field of the instance, null wherever the attribute is None, and leaves a key out
only where reading the attribute fails.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from textwrap import dedent
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from rest_framework import serializers
from rest_framework.fields import empty


class Presence(Enum):
    """Whether the key of a field is in every response."""

    ALWAYS = auto()
    PERHAPS = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Reading:
    """What DRF finds where a field reads: `model_field` where the way ends at one."""

    presence: Presence
    null: bool = False
    model_field: Any = None


_UNKNOWN = Reading(Presence.UNKNOWN)


def read_attribute(field: Any) -> Reading:
    """Follow the source of a serializer field through the models."""
    parent = field.parent
    if not isinstance(parent, serializers.ModelSerializer) or field.source is None:
        return _UNKNOWN
    if field.source == "*":
        return Reading(Presence.ALWAYS)
    model = getattr(getattr(parent, "Meta", None), "model", None)
    reading = _UNKNOWN if model is None else _follow(model, field.source_attrs)
    fallback = field.default is not empty
    if reading.presence is Presence.PERHAPS and (fallback or field.allow_null):
        null = reading.null or not fallback or field.default is None
        return Reading(Presence.ALWAYS, null, reading.model_field)
    return reading


def _follow(model: Any, attributes: list[str]) -> Reading:
    """Walk the relations as DRF does.

    Where a relation on the way is null, it leaves the key out; where the other side of a
    one-to-one relation does not exist, it writes null.
    """
    *way, last = attributes
    presence, null = Presence.ALWAYS, False
    for attribute in way:
        relation = _model_field(model, attribute)
        if relation is None or not relation.is_relation or _is_many(relation):
            return _UNKNOWN
        if _may_not_exist(relation):
            null = True
        elif relation.null:
            presence = Presence.PERHAPS
        model = relation.related_model
    end = _model_field(model, last)
    if end is None:
        # Set on some instances only, by an annotation of a queryset perhaps.
        return Reading(presence if hasattr(model, last) else Presence.PERHAPS, null)
    null = null or _may_not_exist(end) or (bool(end.null) and not _is_many(end))
    return Reading(presence, null, end)


def _model_field(model: Any, attribute: str) -> Any:
    """Return the field or relation behind an attribute of a model, or None."""
    try:
        found = model._meta.get_field(attribute)
    except FieldDoesNotExist:
        reverse = (r for r in model._meta.related_objects if r.get_accessor_name() == attribute)
        return next(reverse, None)
    # A reverse relation is found by its query name, which may differ from the attribute.
    if isinstance(found, models.ForeignObjectRel) and found.get_accessor_name() != attribute:
        return None
    return found


def _is_many(field: Any) -> bool:
    return bool(field.one_to_many or field.many_to_many)


def _may_not_exist(field: Any) -> bool:
    return bool(field.one_to_one and not field.concrete)


def reads_null(field: Any) -> bool:
    """Whether a response may have null here, whatever a request may send."""
    if isinstance(field, serializers.FileField) and not field.required:
        return True  # an empty file is written as null
    return read_attribute(field).null


def reads_blank(field: Any) -> bool:
    """Whether a response may have the empty text here: DRF forgets it where nothing is written."""
    model_field = read_attribute(field).model_field
    return bool(isinstance(model_field, (models.CharField, models.TextField)) and model_field.blank)


def response_keys(
    serializer: Any, names: Collection[str], required: Iterable[str]
) -> tuple[str, ...]:
    """Return which of the properties `names` every response has; `required` is a first guess.

    `Meta.oacgen_may_omit` settles it: True keeps the guess, names are those that may be left
    out. Without it, a serializer with an `__init__`, `get_fields` or `to_representation` of its
    own may drop keys, so nothing is added to the guess, and what it drops by name is taken off.
    """
    stated = getattr(getattr(serializer, "Meta", None), "oacgen_may_omit", None)
    if stated is True:
        return tuple(sorted(required))
    if not isinstance(serializer, serializers.ModelSerializer):
        return tuple(sorted(set(required) - _dropped(serializer.__class__)))
    if stated is not None and stated is not False:
        return tuple(sorted(set(names) - set(stated)))
    adds = stated is False or not _drops_keys(type(serializer))
    kept = set(required) - (_dropped(serializer.__class__) if stated is None else frozenset())
    for name in names:
        field = serializer.fields.get(name)
        if field is None or field.write_only:
            continue
        presence = read_attribute(field).presence
        if presence is Presence.PERHAPS:
            kept.discard(name)
        elif presence is Presence.ALWAYS and adds:
            kept.add(name)
    return tuple(sorted(kept))


_DROPPERS = ("__init__", "get_fields", "to_representation")


def _drops_keys(serializer: type) -> bool:
    return any(
        not getattr(serializer, name).__module__.startswith("rest_framework.") for name in _DROPPERS
    )


@cache
def _dropped(serializer: Any) -> frozenset[str]:
    """Return the keys that methods of a serializer drop by name: `.pop("x")`, `del data["x"]`."""
    own = (cls for cls in serializer.__mro__ if not cls.__module__.startswith("rest_framework."))
    methods = (vars(cls)[name] for cls in own for name in _DROPPERS if name in vars(cls))
    return frozenset(key for method in methods for key in _dropped_by(method))


def _dropped_by(method: Any) -> Iterator[str]:
    try:
        tree = ast.parse(dedent(inspect.getsource(method)))
    except (OSError, TypeError, SyntaxError):  # made without a source file
        return
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="pop"), args=[ast.Constant(str(key)), *_]):
                yield key
            case ast.Delete(targets=targets):
                for target in targets:
                    match target:
                        case ast.Subscript(slice=ast.Constant(str(key))):
                            yield key
