"""Fields of a form: text, files, and what has parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from oacgen_go.codecs import formatter, is_plain
from oacgen_go.fields import FieldView
from oacgen_go.package import Package
from oacgen_go.responses import is_json, sent
from oacgen_go.styles import style_name
from oacgen_go.syntax import text_literal
from oacgen_go.types import GoType
from oacgen_ir.code import Code
from oacgen_ir.ir import Model, Part


def form_parts(package: Package) -> Mapping[str, dict[str, Part]]:
    """Return the models that are written as forms, with what their documents say of parts."""
    found: dict[str, dict[str, Part]] = {}
    for operation in package.api.operations:
        body = sent(operation, package.api)
        if body is None or body.kind not in ("form", "multipart", "urlencoded"):
            continue
        parts = found.setdefault(package.types.resolve(body.type).go.model, {})
        for part in body.parts:
            if parts.setdefault(part.name, part) != part:
                package.report.add(
                    "go-form",
                    f"{part.name!r} is written as another operation wants it",
                    at=operation.origin,
                )
    return found


def form_kinds(package: Package, fields: Sequence[FieldView], parts: Mapping[str, Part]) -> Code:
    """Return the statement that tells a form which nested values are any JSON, or nothing.

    It tells them by type, as one that holds itself has no end of nested names.
    """
    found: dict[tuple[str, str], str] = {}
    todo = [("", one.field.name, one.go) for one in fields if not _is_whole(one, parts)]
    seen: set[str] = set()
    while todo:
        owner, name, go = todo.pop()
        kind = _kind(go)
        if kind and found.get((owner, name)) != "json":
            found[owner, name] = kind
        if kind not in seen:
            seen.add(kind)
            todo += [(kind, *member) for member in _members(package, _held(go))]
    useful = {"json"}
    while more := {owner for (owner, _), kind in found.items() if kind in useful} - useful:
        useful |= more
    told = [
        f"{text_literal(f'{owner}.{name}' if owner else name)}: {text_literal(kind)}"
        for (owner, name), kind in sorted(found.items())
        if kind in useful
    ]
    return Code(f"f.kinds = map[string]string{{{', '.join(told)}}}" if told else "")


def _is_whole(one: FieldView, parts: Mapping[str, Part]) -> bool:
    part = parts.get(one.field.name)
    styled = part is not None and (part.style is not None or is_json(part.media))
    return styled or one.go.family == "json"


def _held(go: GoType) -> GoType:
    while go.family in ("opt", "pointer", "list") and go.item is not None:
        go = go.item
    return go


def _kind(go: GoType) -> str:
    """Return what a form calls a type that may lead to any JSON; an array of that is spread."""
    if go.family == "json":
        return "json"
    held = _held(go)
    return held.code if held.family in ("model", "union") else ""


def _members(package: Package, go: GoType) -> list[tuple[str, GoType]]:
    """Return the members of a model, or of all models in a union."""
    if go.family == "union":
        union = next(one for one, name in package.types.unions.items() if name == go.code)
        options = [_held(option) for _, option in package.types.options(union)[0]]
        models = [option for option in options if option.family == "model"]
        return [member for one in models for member in _members(package, one)]
    model = package.api.by_name[go.model] if go.family == "model" else None
    if not isinstance(model, Model):
        return []
    return [(one.name, package.types.in_model(model, one.type).go) for one in model.fields]


def form_lines(one: FieldView, part: Part | None) -> Iterator[Code]:
    """Return the statements that add a field to a form; `part` is what the document asks for."""
    media = part.media if part is not None else ""
    yield _added(one, part, media)
    if media and not is_json(media) and not set(media) & set("*,"):
        yield Code(f"f.typed({text_literal(one.field.name)}, {text_literal(media)})")


def _added(one: FieldView, part: Part | None, media: str) -> Code:
    name, place, go = text_literal(one.field.name), one.place, one.go
    item = go.item if go.family == "opt" and go.item is not None else go
    if item.family == "file":
        return Code(f"f.file{'Opt' if go.family == 'opt' else ''}({name}, {place})")
    if item.family == "list" and item.item is not None and item.item.family == "file":
        return Code(f"f.fileEach({name}, {place}{'.value' if go.family == 'opt' else ''})")
    if go.family == "json":
        return Code(f"f.json({name}, {place})")
    if part is not None and part.style is not None and not is_plain(item):
        style = style_name(part.style, _explodes(part))
        value = place if go.family == "opt" else f"given({place})"
        return Code(f"formStyled(f, {name}, {style}, {value})")
    if is_json(media):
        return Code(f"f.json({name}, {'rawOpt' if go.family == 'opt' else 'raw'}({place}))")
    if go.family == "opt" and go.item is not None:
        return _optional(name, place, go.item)
    if is_plain(go):
        return Code(f"f.add({name}, {formatter(go)}({place}))")
    if go.family == "list" and go.item is not None and is_plain(go.item):
        return Code(f"formEach(f, {name}, {place}, {formatter(go.item)})")
    return Code(f"formNested(f, {name}, &{place}, marshal[{go.code}])")


def _explodes(part: Part) -> bool:
    return part.style == "form" if part.explode is None else part.explode


def _optional(name: Code, place: str, item: GoType) -> Code:
    if is_plain(item):
        return Code(f"formOpt(f, {name}, {place}, {formatter(item)})")
    return Code(f"formNestedOpt(f, {name}, &{place}, marshal[{item.code}])")
