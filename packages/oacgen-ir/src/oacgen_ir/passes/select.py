"""Keep some operations of an API, and of the rest only what they need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from oacgen_ir.ir import (
    Api,
    Declaration,
    Operation,
    Type,
    declared_types,
    received_types,
    refs,
    sent_types,
)


def select(
    api: Api,
    *,
    include_tags: Sequence[str] = (),
    exclude_tags: Sequence[str] = (),
    include_paths: Sequence[str] = (),
    exclude_paths: Sequence[str] = (),
) -> Api:
    """Keep the operations that the patterns choose, and the declarations and tags they need.

    `*`, `?` and `[...]` are wildcards, and case counts. An operation has to match one pattern of
    each `include` that is given, and none of an `exclude`; all its tags count. Without any
    pattern the API is returned as it is.
    """
    if not (include_tags or exclude_tags or include_paths or exclude_paths):
        return api

    def chosen(operation: Operation) -> bool:
        tags = {operation.tag, *operation.tags}
        return (
            (not include_tags or _any_match(tags, include_tags))
            and (not include_paths or _any_match([operation.path], include_paths))
            and not _any_match(tags, exclude_tags)
            and not _any_match([operation.path], exclude_paths)
        )

    return _pruned(api, tuple(filter(chosen, api.operations)))


def unmatched(api: Api, *, tags: Iterable[str], paths: Iterable[str]) -> Iterator[str]:
    """Yield the patterns that match no tag, or no path, of any operation."""
    all_tags = {tag for operation in api.operations for tag in (operation.tag, *operation.tags)}
    all_paths = {operation.path for operation in api.operations}
    yield from (pattern for pattern in tags if not _any_match(all_tags, [pattern]))
    yield from (pattern for pattern in paths if not _any_match(all_paths, [pattern]))


def _any_match(texts: Iterable[str], patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(text, pattern) for text in texts for pattern in patterns)


def _pruned(api: Api, operations: tuple[Operation, ...]) -> Api:
    sent = _reached(api.by_name, operations, sent_types)
    received = _reached(api.by_name, operations, received_types)
    used = {operation.tag for operation in operations}
    return replace(
        api,
        operations=operations,
        tags=tuple(tag for tag in api.tags if tag.name in used),
        declarations=tuple(
            replace(
                declaration,
                sent=declaration.sent and declaration.name in sent,
                received=declaration.received and declaration.name in received,
            )
            for declaration in api.declarations
            if declaration.name in sent | received
        ),
    )


def _reached(
    declarations: Mapping[str, Declaration],
    operations: Iterable[Operation],
    types: Callable[[Operation], Iterator[Type]],
) -> set[str]:
    """Return the names that the operations' `types` mention, directly or not."""
    waiting = [name for operation in operations for name in refs(types(operation))]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(refs(declared_types(declarations[name])))
    return reached
