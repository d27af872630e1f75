"""What is sent and what comes back, as plain data."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, TypeVar
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from typing_extensions import TypeForm

    from .forms import Body

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Call(Generic[T_co]):
    """One use of an operation.

    - `path` is escaped already; `returns` is what a 2xx body is read as.
    - `query`, `headers`, `cookies`: None is left out, a list repeats its name in the
      query and is joined by commas elsewhere.
    - `body` goes as JSON. `form=True` makes it multipart, `"auto"` does so where it has
      a file, `"urlencoded"` makes it a plain form; `parts` gives media types of parts.
    - `media` is the body's media type where it is another; `accept` that of the answer.
    - `errors` tells how the body of a status is read: `404`, `"4XX"`, `"default"`.
    """

    method: str
    path: str
    returns: TypeForm[T_co]
    _: KW_ONLY
    query: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, object] = field(default_factory=dict)
    cookies: Mapping[str, object] = field(default_factory=dict)
    body: object = None
    form: bool | Literal["auto", "urlencoded"] = False
    parts: Mapping[str, str] = field(default_factory=dict)
    media: str = ""
    accept: str = ""
    errors: Mapping[int | str, TypeForm[object]] = field(default_factory=dict)


@dataclass(slots=True)
class Request:
    """A request on its way out; a hook may change it. Header names are lower case.

    `secret` names the parameters of the query that no log may show.
    """

    method: str
    url: str = field(repr=False)  # like the headers, it may hold credentials
    headers: dict[str, str] = field(repr=False)
    content: bytes | Body | None = field(repr=False)
    timeout: float | None
    stream: bool = False
    secret: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The URL's path, without host, query or credentials."""
        return urlsplit(self.url).path


@dataclass(slots=True)
class Response:
    """A response. Header names are lower case.

    Where the body is streamed, `chunks` is set and `content` is empty.
    """

    request: Request
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(default=b"", repr=False)
    chunks: Iterator[bytes] | AsyncIterator[bytes] | None = None
    close: Callable[[], Awaitable[None] | None] = lambda: None

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def media(self) -> str:
        """The media type, lower case and without parameters; empty if undeclared."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """The body as text, whatever it is; what cannot be decoded is replaced."""
        declared = self.headers.get("content-type", "")
        charset = re.search(r"charset=[\"']?([\w.:-]+)", declared, re.IGNORECASE)
        try:
            return self.content.decode(charset[1] if charset else "utf-8", "replace")
        except LookupError:
            return self.content.decode("utf-8", "replace")

    @property
    def retry_after(self) -> float | None:
        """Seconds until the server wants to be asked again, if it says so."""
        value = self.headers.get("retry-after", "")
        try:
            return max(0.0, float(value))
        except ValueError:
            return _seconds_until(value)


def _seconds_until(date: str) -> float | None:
    from email.utils import parsedate_to_datetime  # seldom needed, slow to load

    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - time.time())
    except ValueError:
        return None
