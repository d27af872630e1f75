"""What every generated client shares; nothing here depends on the API.

What generated code may use, by module:

`resource`, for the operations (one import serves them all)
    Call(method, path, returns, *, query={}, headers={}, cookies={}, body=None,
         form=False, parts={}, media="", accept="", errors={})
        `returns` and the values of `errors` are any type form: `User`, `list[User]`,
        `User | None`, a union's alias, `str` (text), `bytes`, `JsonValue`, `None`.
        Keys of `errors`: 404, "4XX", "default". `form`: False (JSON), True (multipart),
        "auto" (multipart where there is a file, else JSON), "urlencoded".
        `parts`: media types of parts of a form. `media`: another type of body
        (`bytes`, `File` and, unless it is JSON, `str` go as they are).
        `accept`: the media type to ask for, where it is not JSON.
        A form that holds a `Field(...)` is given a name at module level.
    Resource[C_co]                  class Users(Resource[C_co]); Users(client)
    @operation                      (self, ...) -> Call[T]: a method, with `.raw`
    @download                       (self, ...) -> Call[bytes]: a context manager
    @stream                         (self, ...) -> Call[Item]: a context manager
    pages(list)                     DRF's own pages (`results`, `next`)
    pages(list, style="page" | "offset", parameter="page")           bare arrays
    pages(list, item=User, items=("data", "users"), next=("meta", "next"), count=(),
          style="page" | "offset" | "cursor", parameter="cursor")    other shapes;
        paths are of attributes as they are called in Python
    segment(value) -> str           one path segment, escaped
    csv(values) -> str | None       an array with `explode: false`
    File

`styles`, for parameters that are spelt in other ways
    ssv(values), pipes(values)      spaceDelimited, pipeDelimited with `explode: false`
    reserved(value)                 allowReserved
    as_json(value)                  a parameter with JSON content
    **properties(value)             an object, style form, exploded: spread into `query`
    **deep(name, value)             an object, style deepObject: spread into `query`
    csv(listed(value))              an object, style form, `explode: false`
    listed(value, explode=False)    an object in a header
    expand(value, style, name, *, explode=False) -> str      arrays, objects and other
                                    styles ("simple", "label", "matrix") in a path

`model`, for the models
    Model, RequestModel, MISSING, File, OPEN, OR_NULL, Duration
    UNKNOWN, UnknownVariant, variant_by(name, *known, attribute="")

`client`, `auth`, `transport`, `lazy`, for the package
    AsyncClient, SyncClient         (base_url="", *, transport=None, **options)
    Client                          both; `server: ClassVar[str]` is the default base URL.
        Operations may also stand on a client itself.
    Auth(where, name, secret, *, prefix="", refresh=None), Secret, Refresh
    basic(username, password) -> str        the secret of `Basic `
    load_http()                     for `preload`
    lazy(package, modules) -> (__getattr__, __dir__)

For users: `call.Request`, `call.Response`, `files.File`, `retry.Retry`, all of `errors`,
`transport.Transport`, `AsyncTransport`, `HttpTransport`, `AsyncHttpTransport`,
`events.Event`. The token `httpx2` in `transport` is all that names the HTTP library.
"""
