"""Pagination, recognised by the shape of parameters and answer, not by names of models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from oacgen_ir.ir import (
    Api,
    Array,
    Default,
    Field,
    Kind,
    Model,
    Operation,
    Pagination,
    Parameter,
    Scalar,
    Type,
    resolved,
)

_PAGE = ("page", "page_number", "pageNumber", "p")
_OFFSET = ("offset", "skip", "start")
_CURSOR = (
    "cursor", "page_token", "pageToken", "next_token", "nextToken", "starting_after", "after",
    "marker", "continuation_token",
)  # fmt: skip
_SIZE = (
    "page_size", "pageSize", "pagesize", "per_page", "perPage", "limit", "size", "max_results",
    "maxResults", "first", "count",
)  # fmt: skip
_NEXT = ("next", "next_page", "nextPage", "next_url", "nextUrl")
_NEXT_MARK = (
    "next_cursor", "nextCursor", "cursor", "next_token", "nextToken", "next_page_token",
    "nextPageToken", "end_cursor", "endCursor",
)  # fmt: skip
_ITEMS = ("results", "items", "data", "objects", "records", "entries", "values", "list")
_COUNT = ("count", "total", "total_count", "totalCount", "total_items", "totalItems")
_ENVELOPES = ("links", "meta", "pagination", "paging", "page_info", "pageInfo", "_links")


def find_pagination(api: Api) -> Api:
    """Set `Operation.pagination` where an operation answers a list in pages."""
    operations = tuple(
        replace(one, pagination=_pagination(api, one)) if one.method == "GET" else one
        for one in api.operations
    )
    return replace(api, operations=operations)


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    items: tuple[str, ...]
    item: Type
    model: Model | None


def _pagination(api: Api, operation: Operation) -> Pagination | None:
    listed = _listed(api, operation)
    if listed is None:
        return None
    query = [one for one in operation.parameters if one.location == "query"]
    page, offset, cursor, size = (_named(query, one) for one in (_PAGE, _OFFSET, _CURSOR, _SIZE))
    found = list(_following(api, listed.model)) if listed.model else []
    url = next((path for path, is_url in found if is_url), ())
    mark = next((path for path, is_url in found if not is_url), ())
    size = size if size != page else ""
    plain = Pagination(
        style="cursor",
        items=listed.items,
        item=listed.item,
        next=url or mark,
        next_is="value" if mark and not url else "url",
        count=_count(api, listed.model),
        size_parameter=size,
    )
    if offset and size:
        return replace(plain, style="offset", next=url, next_is="url", page_parameter=offset)
    if page:
        from_zero = any(one.name == page and one.default == Default(value=0) for one in query)
        return replace(plain, style="page", page_parameter=page, first=0 if from_zero else 1)
    if cursor and (url or mark):
        return replace(plain, page_parameter=cursor)
    return plain if url else None


def _named(query: Sequence[Parameter], names: Sequence[str]) -> str:
    """Return the first of `names` that is an optional parameter."""
    present = {one.name for one in query if not one.required}
    return next((name for name in names if name in present), "")


def _listed(api: Api, operation: Operation) -> _List | None:
    """Find the list in the answer: the body itself, or one field of it."""
    type_ = _answer(operation)
    target = type_ and resolved(api.by_name, type_)
    if isinstance(target, Array):
        return _List(items=(), item=target.items, model=None)
    if not isinstance(target, Model):
        return None
    arrays = {}
    for field in target.fields:
        inner = resolved(api.by_name, field.type)
        if isinstance(inner, Array):
            arrays[field.name] = inner
    name = next((one for one in _ITEMS if one in arrays), "")
    if not name and len(arrays) == 1:
        name = next(iter(arrays))
    if not name:
        return None
    return _List(items=(name,), item=arrays[name].items, model=target)


def _answer(operation: Operation) -> Type | None:
    for response in operation.responses:
        if response.status == "200":
            for media in response.content:
                if media.name.endswith("json") and not media.stream:
                    return media.type
    return None


def _following(api: Api, model: Model) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield the paths of fields that lead on, and whether each is a URL."""
    for path, field in _inner_fields(api, model):
        target = resolved(api.by_name, field.type)
        if not isinstance(target, Scalar):
            continue
        if field.name in _NEXT:
            is_text = target.kind in (Kind.STRING, Kind.URI)
            yield path, is_text
        elif field.name in _NEXT_MARK:
            yield path, False


def _count(api: Api, model: Model | None) -> tuple[str, ...]:
    if model is None:
        return ()
    return next((path for path, field in _inner_fields(api, model) if field.name in _COUNT), ())


def _inner_fields(api: Api, model: Model) -> Iterator[tuple[tuple[str, ...], Field]]:
    """Yield the fields of an envelope, and of the usual objects inside it."""
    for field in model.fields:
        yield (field.name,), field
    for field in model.fields:
        if field.name in _ENVELOPES:
            inner = resolved(api.by_name, field.type)
            if isinstance(inner, Model):
                for one in inner.fields:
                    yield (field.name, one.name), one
