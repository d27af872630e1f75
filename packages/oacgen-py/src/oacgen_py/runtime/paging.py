"""All items of a list that the server gives page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, Literal, Protocol, TypeAlias, overload
from urllib.parse import parse_qs, urlsplit

from .call import Call, Response
from .encoding import query_text
from .engine import Engine, run
from .errors import APIResponseError, NotFoundError
from .operations import Dual, P, T, T_co, operation

if TYPE_CHECKING:
    from typing_extensions import TypeForm

Style: TypeAlias = Literal["page", "offset", "cursor"]
Items: TypeAlias = Dual[P, Iterator[T], AsyncIterator[T]]
Query: TypeAlias = Mapping[str, object]


class Page(Protocol[T_co]):
    """What DRF's page number, limit/offset and cursor pagination all answer."""

    @property
    def results(self) -> Sequence[T_co]:
        """The items of this page."""
        ...

    @property
    def next(self) -> str | None:
        """The URL of the next page."""
        ...


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a page has its items, and how the next one is asked for."""

    items: Sequence[str]
    next: Sequence[str]
    count: Sequence[str]
    style: Style
    parameter: str
    start: int


@overload
def pages(listing: operation[P, Page[T] | None]) -> Items[P, T]: ...


@overload
def pages(
    listing: operation[P, Sequence[T] | None],
    *,
    style: Literal["page", "offset"],
    parameter: str,
    start: int = 1,
) -> Items[P, T]: ...


@overload
def pages(
    listing: operation[P, object],
    *,
    item: TypeForm[T],
    items: Sequence[str],
    next: Sequence[str] = (),
    count: Sequence[str] = (),
    style: Style = "cursor",
    parameter: str = "",
    start: int = 1,
) -> Items[P, T]: ...


def pages(
    listing: operation[P, object],
    *,
    item: object = None,
    items: Sequence[str] = (),
    next: Sequence[str] = (),
    count: Sequence[str] = (),
    style: Style | None = None,
    parameter: str = "",
    start: int = 1,
) -> Items[P, T]:
    """Make an iterator over all items of an operation that answers pages.

    - `pages(list)`: DRF's own pages.
    - `pages(list, style="page", parameter="page")`: bare arrays.
    - `pages(list, item=User, items=("data", "users"), ...)`: any other shape; `items`,
      `next` and `count` are paths of attributes in the answer.

    `next` is a URL, whose query is taken, or a mark for the query's `parameter`. Without
    one, `parameter` counts pages from `start`, or items, until a page is empty, or `count` is
    reached.
    """
    shape = Shape(items, next, count, style or "cursor", parameter, start)
    if style is None and item is None:
        shape = Shape(("results",), ("next",), (), "cursor", "", start)

    def walk(engine: Engine, first: Call[object]) -> Walk[T]:
        return Walk(engine, shape, first)

    return Dual(
        listing._build,
        lambda engine, first: _iterate(walk(engine, first)),
        lambda engine, first: _aiterate(walk(engine, first)),
    )


class Walk(Generic[T]):
    """The way from one page to the next, until `done`."""

    def __init__(self, engine: Engine, shape: Shape, first: Call[object]) -> None:
        self.done = False
        self._engine = engine
        self._shape = shape
        self._call = first
        self._seen: set[str] = set()
        self._read: int | None = None
        self._previous: Sequence[T] = ()
        self._response: Response | None = None

    async def step(self) -> Sequence[T]:
        """Fetch a page and return its items."""
        self._check_loop()
        counted = not self._shape.next
        try:
            response = await self._engine.send(self._call)
        except NotFoundError:
            if not counted or self._response is None:
                raise
            self.done = True  # DRF answers 404 to the page after the last
            return ()
        self._response = response
        page = self._engine.read(self._call, response)
        found = _at(page, self._shape.items)
        items: Sequence[T] = found if isinstance(found, Sequence) else ()
        if counted and items == self._previous:
            self.done = True  # the server does not know the parameter
            return ()
        query = self._following(self._call.query, page, len(items))
        self.done = query is None
        self._call = replace(self._call, query=query or {})
        self._previous = items
        return items

    def _check_loop(self) -> None:
        query = query_text(self._call.query)
        if query in self._seen and self._response is not None:
            message = f"{self._call.path}: the next page is one that was read before"
            raise APIResponseError(message, self._response)
        self._seen.add(query)

    def _following(self, query: Query, page: object, length: int) -> Query | None:
        """Take the query of `next` alone: behind a proxy its host may be an inner one.

        Following it there would also hand the credentials to another host.
        """
        if self._shape.next:
            mark = _at(page, self._shape.next)
            if not mark:
                return None
            name = self._shape.parameter
            if isinstance(mark, str) and (not name or "?" in mark or "://" in mark):
                return parse_qs(urlsplit(mark).query, keep_blank_values=True)
            if mark is not True:
                return {**query, name: mark}
        return self._counted(query, page, length)

    def _counted(self, query: Query, page: object, length: int) -> Query | None:
        """Ask for the page after this one; only an empty one, or `count`, is the end."""
        name, by_page = self._shape.parameter, self._shape.style == "page"
        asked = query.get(name)
        start = self._shape.start if by_page else 0
        position = start if asked is None else int(str(asked))
        if self._read is None:
            self._read = (position - start) * (length if by_page else 1)
        self._read += length
        total = _at(page, self._shape.count) if self._shape.count else None
        if not name or not length or (isinstance(total, int) and self._read >= total):
            return None
        return {**query, name: position + (1 if by_page else length)}


def _at(value: object, path: Sequence[str]) -> object:
    for name in path:
        if isinstance(value, Mapping):
            value = value.get(name)
        else:
            value = getattr(value, name, None)
    return value


def _iterate(walk: Walk[T]) -> Iterator[T]:
    while not walk.done:
        yield from run(walk.step())


async def _aiterate(walk: Walk[T]) -> AsyncIterator[T]:
    while not walk.done:
        for item in await walk.step():
            yield item
