"""Fields of a form: text, files, and what has parts."""

from __future__ import annotations

from oacgen_go.codecs import formatter, is_plain
from oacgen_go.fields import FieldView
from oacgen_go.responses import is_json
from oacgen_go.syntax import text_literal
from oacgen_go.types import GoType
from oacgen_ir.code import Code


def form_line(one: FieldView, media: str) -> Code:
    """Return the statement that adds a field to a form; `media` is what the document asks for."""
    name, place, go = text_literal(one.field.name), one.place, one.go
    if go.family == "json":
        return Code(f"f.json({name}, {place})")
    if is_json(media):
        return Code(f"f.json({name}, {'rawOpt' if go.family == 'opt' else 'raw'}({place}))")
    if go.family == "opt" and go.item is not None:
        return _optional(name, place, go.item)
    if go.family == "file":
        return Code(f"f.file({name}, {place})")
    if is_plain(go):
        return Code(f"f.add({name}, {formatter(go)}({place}))")
    if go.family == "list" and go.item is not None:
        if go.item.family == "file":
            return Code(f"f.fileEach({name}, {place})")
        if is_plain(go.item):
            return Code(f"formEach(f, {name}, {place}, {formatter(go.item)})")
    return Code(f"formNested(f, {name}, &{place}, marshal[{go.code}])")


def _optional(name: Code, place: str, item: GoType) -> Code:
    if item.family == "file":
        return Code(f"f.fileOpt({name}, {place})")
    if is_plain(item):
        return Code(f"formOpt(f, {name}, {place}, {formatter(item)})")
    return Code(f"formNestedOpt(f, {name}, &{place}, marshal[{item.code}])")
