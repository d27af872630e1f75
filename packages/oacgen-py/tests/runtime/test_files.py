"""Uploads and downloads."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from email.parser import BytesParser
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import parse_qsl

import pytest
from both import Both
from fault_server import FaultServer, Seen, chunked, endless, half, reply, reset
from hypothesis import given
from hypothesis import strategies as st
from oacgen_py_shop.client import APIClient, SyncAPIClient
from oacgen_py_shop.models.users import Address, AvatarRequest
from pydantic import Field, JsonValue

from oacgen_py.runtime.call import Call
from oacgen_py.runtime.downloads import file_name
from oacgen_py.runtime.errors import APIConnectionError, NotFoundError
from oacgen_py.runtime.files import CHUNK, File
from oacgen_py.runtime.forms import Body, encode
from oacgen_py.runtime.model import MISSING, Model, UnknownVariant

if TYPE_CHECKING:
    pass


def parts(seen: Seen) -> list[tuple[str, str | None, str, bytes]]:
    """Return name, file name, media type and content of each part."""
    head = f"Content-Type: {seen.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + seen.body)
    found = []
    for part in message.get_payload():
        name = part.get_param("name", header="content-disposition")
        media = part.get_content_type() if "content-type" in part else ""
        found.append((name, part.get_filename(), media, part.get_payload(decode=True)))
    return found


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "me.png"
    path.write_bytes(b"\x89PNG\r\n" + b"x" * (CHUNK + 5))
    return path


# --- Uploads -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["path", "text", "bytes", "open"])
def test_a_file_is_sent(both: Both, server: FaultServer, picture: Path, kind: str) -> None:
    server.play(reply({}))
    with picture.open("rb") as opened:
        content = {
            "path": picture,
            "text": str(picture),
            "bytes": picture.read_bytes(),
            "open": opened,
        }[kind]
        file = File(content, "me.png" if kind == "bytes" else None)
        both.do(both.client().files.multipart(AvatarRequest(image=file, caption="Hé")))
    seen = server.seen[0]
    assert parts(seen) == [
        ("image", "me.png", "image/png", picture.read_bytes()),
        ("caption", None, "", "Hé".encode()),
    ]
    assert int(seen.headers["content-length"]) == len(seen.body)
    assert "transfer-encoding" not in seen.headers


def test_a_file_of_unknown_size_is_sent_in_chunks(both: Both, server: FaultServer) -> None:
    server.play(reply({}))
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as pipe:
        pipe.write(b"from a pipe")
    with os.fdopen(reader, "rb") as opened:
        both.do(both.client().files.multipart(AvatarRequest(image=File(opened, "p.bin"))))
    seen = server.seen[0]
    assert seen.headers["transfer-encoding"] == "chunked"
    assert parts(seen) == [("image", "p.bin", "application/octet-stream", b"from a pipe")]


def test_names_and_types_of_files() -> None:
    assert (File(b"").name, File(b"").content_type) == ("upload", "application/octet-stream")
    assert File(Path("/tmp/a/b.txt")).name == "b.txt"
    assert File(b"", "a.csv").content_type == "text/csv"
    assert File(b"", "a.csv", "text/plain").content_type == "text/plain"


def test_hostile_names_cannot_leave_their_header(both: Both, server: FaultServer) -> None:
    server.play(reply({}))
    file = File(b"x", 'a"\r\nX-Evil: 1\r\n\r\n.txt', "text/plain\r\nX-Evil: 2")
    both.do(both.client().files.multipart(AvatarRequest(image=file)))
    assert b"\nX-Evil" not in server.seen[0].body
    assert b'filename="a%22%0D%0AX-Evil: 1%0D%0A%0D%0A.txt"' in server.seen[0].body


def test_progress_is_told(both: Both, server: FaultServer, picture: Path) -> None:
    server.play(reply({}))
    told: list[tuple[int, int | None]] = []
    file = File(picture, on_progress=lambda sent, size: told.append((sent, size)))
    both.do(both.client().files.multipart(AvatarRequest(image=file)))
    size = picture.stat().st_size
    assert told == [(CHUNK, size), (size, size)]


def test_progress_starts_again_with_a_retry(both: Both, server: FaultServer) -> None:
    server.play(reply("", 503), reply({}))
    told: list[int] = []
    file = File(b"abc", on_progress=lambda sent, size: told.append(sent))
    both.do(both.client().files.put(AvatarRequest(image=file)))
    assert told == [3, 3]


def test_an_open_file_is_wound_back_to_where_it_stood(both: Both, server: FaultServer) -> None:
    server.play(reply("", 503), reset, reply({}))
    opened = BytesIO(b"headBODY")
    opened.seek(4)
    both.do(both.client().files.put(AvatarRequest(image=File(opened, "a"))))
    assert [parts(seen)[0][3] for seen in server.seen] == [b"BODY"] * 3


def test_a_form_as_drf_reads_it(both: Both, server: FaultServer) -> None:
    import datetime as dt

    server.play(reply({}))
    home = Address(street="s", city="c", class_="x")
    data = AvatarRequest(
        images=[File(b"1", "1.bin"), File(b"2", "2.bin")],
        caption=None,
        public=True,
        tags=["a", "b"],
        address=home,
        addresses=[home, Address(street="t", city="d")],
        labels={"k": "v"},
        settings={"deep": [1, None]},
        session_length=dt.timedelta(days=1, seconds=2),
    )
    both.do(both.client().files.multipart(data))
    assert [(name, content.decode()) for name, _, _, content in parts(server.seen[0])] == [
        ("images", "1"),
        ("images", "2"),
        ("caption", ""),
        ("public", "true"),
        ("tags", "a"),
        ("tags", "b"),
        ("address.street", "s"),
        ("address.city", "c"),
        ("address.class", "x"),
        ("addresses[0]street", "s"),
        ("addresses[0]city", "c"),
        ("addresses[0]class", "x"),
        ("addresses[1]street", "t"),
        ("addresses[1]city", "d"),
        ("labels.k", "v"),
        ("settings", '{"deep":[1,null]}'),
        ("session_length", "1 00:00:02"),
    ]


@pytest.mark.parametrize("value", ["text", 5, None, [1], True])
def test_a_jsonfield_in_a_form_is_json(both: Both, server: FaultServer, value: object) -> None:
    import json

    server.play(reply({}))
    both.do(both.client().files.multipart(AvatarRequest(settings=value)))
    assert json.loads(parts(server.seen[0])[0][3]) == value


def as_drf_does(seen: Seen) -> object:
    """Read a form as Django REST framework does."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_TZ=True, DEFAULT_CHARSET="utf-8")
    from django.core.files.uploadhandler import MemoryFileUploadHandler
    from django.http.multipartparser import MultiPartParser

    meta = {"CONTENT_TYPE": seen.headers["content-type"], "CONTENT_LENGTH": len(seen.body)}
    form, files = MultiPartParser(meta, BytesIO(seen.body), [MemoryFileUploadHandler()]).parse()
    form = form.copy()
    form.update(files)
    return form


def test_drf_reads_the_form(both: Both, server: FaultServer) -> None:
    """The same form, read by Django REST framework itself."""
    from rest_framework import serializers

    class Home(serializers.Serializer):
        street = serializers.CharField()
        city = serializers.CharField()

    class Form(serializers.Serializer):
        image = serializers.FileField()
        public = serializers.BooleanField()
        tags = serializers.ListField(child=serializers.CharField())
        address = Home()
        addresses = Home(many=True)
        labels = serializers.DictField()
        settings = serializers.JSONField()
        caption = serializers.CharField(allow_null=True)

    server.play(reply({}))
    homes = [Address(street="s", city="c"), Address(street="t", city="d")]
    data = AvatarRequest(
        image=File(b"abc", "a.txt"),
        caption=None,
        public=False,
        tags=["x", "y"],
        address=homes[0],
        addresses=homes,
        labels={"k": "v"},
        settings={"deep": [1, None]},
    )
    both.do(both.client().files.multipart(data))
    serializer = Form(data=as_drf_does(server.seen[0]))
    assert serializer.is_valid(), serializer.errors
    valid = dict(serializer.validated_data)
    assert valid.pop("image").read() == b"abc"
    assert valid == {
        "public": False,
        "tags": ["x", "y"],
        "address": {"street": "s", "city": "c"},
        "addresses": [{"street": "s", "city": "c"}, {"street": "t", "city": "d"}],
        "labels": {"k": "v"},
        "settings": {"deep": [1, None]},
        "caption": None,
    }


class Part(Model):
    extra: JsonValue | MISSING = MISSING
    tags: list[str] | MISSING = MISSING
    labels: dict[str, str] | MISSING = MISSING


class Line(Model):
    name: str | MISSING = MISSING
    tags: Annotated[list[str], Field(max_length=9)] | MISSING = MISSING
    meta: Annotated[JsonValue, Field(title="Meta")] | MISSING | None = Field(
        default=MISSING, serialization_alias="meta-data", validation_alias="meta-data"
    )
    at: Part | MISSING | None = MISSING
    files: list[File] | MISSING = MISSING
    lines: list[Line] | MISSING = MISSING


class Order(Model):
    """A form with parts in parts, to any depth."""

    tags: list[str] | MISSING = MISSING
    matrix: list[list[int]] | MISSING = MISSING
    settings: Part | MISSING = MISSING
    lines: Annotated[list[Line], Field(min_length=1)] | MISSING = MISSING
    figure: Part | UnknownVariant | MISSING = MISSING
    open: dict[str, JsonValue] = Field(default_factory=dict)
    free: list[JsonValue] = Field(default_factory=list)


def order() -> Order:
    inner = Line(tags=["s"], meta=None)
    return Order(
        tags=["a", "b"],
        matrix=[[1, 2], [3]],
        settings=Part(extra={"deep": True}, tags=["c", "d"], labels={"extra": "x"}),
        lines=[
            Line(name="l", tags=["p", "q"], meta={"m": [1, None]}),
            Line(at=Part(extra="text", tags=["r"]), lines=[Line(lines=[inner])]),
        ],
        figure=Part(extra=[1]),
        open={"k": 1},
        free=["x", "y"],
    )


ORDER = [
    ("tags", "a"),
    ("tags", "b"),
    ("matrix[0][0]", "1"),
    ("matrix[0][1]", "2"),
    ("matrix[1][0]", "3"),
    ("settings.extra", '{"deep":true}'),
    ("settings.tags", "c"),
    ("settings.tags", "d"),
    ("settings.labels.extra", "x"),
    ("lines[0]name", "l"),
    ("lines[0]tags[0]", "p"),
    ("lines[0]tags[1]", "q"),
    ("lines[0]meta-data", '{"m":[1,null]}'),
    ("lines[1]at.extra", '"text"'),
    ("lines[1]at.tags[0]", "r"),
    ("lines[1]lines[0]lines[0]tags[0]", "s"),
    ("lines[1]lines[0]lines[0]meta-data", "null"),
    ("figure.extra", "[1]"),
    ("open.k", "1"),
    ("free", "x"),
    ("free", "y"),
]


def sent(body: Order, form: Literal["urlencoded", True]) -> Seen:
    """Return what a body is as a form."""
    data, media = encode(Call("POST", "/", None, body=body, form=form))
    whole = b"".join(data) if isinstance(data, Body) else data or b""
    return Seen("POST", "/", {"content-type": media}, whole)


def test_what_is_nested_in_a_form() -> None:
    found = parts(sent(order(), True))
    assert [(name, content.decode()) for name, _, _, content in found] == ORDER
    assert parse_qsl(sent(order(), "urlencoded").body.decode()) == ORDER


def test_files_nested_in_a_form() -> None:
    files = [File(b"1", "1.bin"), File(b"2", "2.bin")]
    found = parts(sent(Order(lines=[Line(files=files)]), True))
    assert [(name, file) for name, file, _, _ in found] == [
        ("lines[0]files[0]", "1.bin"),
        ("lines[0]files[1]", "2.bin"),
    ]


def test_drf_reads_what_is_nested_in_a_form() -> None:
    from rest_framework import serializers

    class PartSerializer(serializers.Serializer):
        extra = serializers.JSONField()
        tags = serializers.ListField(child=serializers.CharField())
        labels = serializers.DictField(child=serializers.CharField(), required=False)

    class InnerSerializer(serializers.Serializer):
        tags = serializers.ListField(child=serializers.CharField())
        files = serializers.ListField(child=serializers.FileField())

    class LineSerializer(InnerSerializer):
        meta = serializers.JSONField()
        at = PartSerializer()
        lines = InnerSerializer(many=True)

        def get_fields(self) -> dict[str, serializers.Field]:
            fields = super().get_fields()
            return {"meta-data" if name == "meta" else name: fields[name] for name in fields}

    class OrderSerializer(serializers.Serializer):
        tags = serializers.ListField(child=serializers.CharField())
        matrix = serializers.ListField(
            child=serializers.ListField(child=serializers.IntegerField())
        )
        settings = PartSerializer()
        lines = LineSerializer(many=True)
        open = serializers.DictField()

    def files() -> list[File]:
        return [File(b"1", "1"), File(b"2", "2")]

    part = Part(extra={"deep": [1, None]}, tags=["c", "d"], labels={"a": "x"})
    inner = Line(tags=["s", "t"], files=files())
    line = Line(tags=["p", "q"], files=files(), meta={"m": 1}, at=part, lines=[inner, inner])
    body = Order(
        tags=["a", "b"], matrix=[[1, 2], [3]], settings=part, lines=[line, line], open={"k": "v"}
    )
    serializer = OrderSerializer(data=as_drf_does(sent(body, True)))
    assert serializer.is_valid(), serializer.errors
    valid = serializer.validated_data
    for one in (*valid["lines"], *(inner for line in valid["lines"] for inner in line["lines"])):
        one["files"] = [file.read() for file in one["files"]]
    tail = {"tags": ["s", "t"], "files": [b"1", b"2"]}
    head = {"tags": ["p", "q"], "files": [b"1", b"2"], "meta-data": {"m": 1}}
    at = {"extra": {"deep": [1, None]}, "tags": ["c", "d"], "labels": {"a": "x"}}
    assert valid == {
        "tags": ["a", "b"],
        "matrix": [[1, 2], [3]],
        "settings": at,
        "lines": [{**head, "at": at, "lines": [tail, tail]}] * 2,
        "open": {"k": "v"},
    }


def test_json_unless_there_is_a_file(both: Both, server: FaultServer) -> None:
    server.play(reply({}))
    files = both.client().files
    both.do(files.put(AvatarRequest(tags=["a"], address=Address(street="s", city="c"))))
    assert server.seen[0].json == {"tags": ["a"], "address": {"street": "s", "city": "c"}}
    both.do(files.put(AvatarRequest(images=[File(b"x")])))
    assert server.seen[1].headers["content-type"].startswith("multipart/form-data; boundary=")


def test_parts_with_media_types(both: Both, server: FaultServer) -> None:
    server.play(reply({}))
    data = AvatarRequest(image=File(b"x", "a.png"), address=Address(street="s", city="c"))
    both.do(both.client().files.parts(data))
    assert parts(server.seen[0]) == [
        ("image", "a.png", "image/webp", b"x"),
        ("address", None, "application/json", b'{"street":"s","city":"c"}'),
    ]


def test_a_plain_form(both: Both, server: FaultServer) -> None:
    server.play(reply({}))
    both.do(
        both.client().files.login(AvatarRequest(caption="a b&c", tags=["1", "2"], public=False))
    )
    assert server.seen[0].body == b"caption=a+b%26c&public=false&tags=1&tags=2"
    assert server.seen[0].headers["content-type"] == "application/x-www-form-urlencoded"


def test_bytes_and_files_as_they_are(both: Both, server: FaultServer, picture: Path) -> None:
    server.play(reply({}))
    files = both.client().files
    both.do(files.blob(b"\x00\x01"))
    both.do(files.blob(File(picture)))
    assert [seen.body for seen in server.seen] == [b"\x00\x01", picture.read_bytes()]
    assert {seen.headers["content-type"] for seen in server.seen} == {"application/octet-stream"}
    assert server.seen[1].headers["content-length"] == str(picture.stat().st_size)


def test_text_and_json_under_other_names(both: Both, server: FaultServer) -> None:
    server.play(reply("gr\xfc\xdfe".encode("latin-1"), content_type="text/plain; charset=latin-1"))
    files = both.client().files
    assert both.do(files.note("grüße")) == "grüße"
    assert server.seen[0].body == "grüße".encode()
    assert (server.seen[0].headers["content-type"], server.seen[0].headers["accept"]) == (
        "text/plain",
        "text/plain, */*;q=0.5",
    )
    server.play(reply({"a": 1}))
    assert both.do(files.merge({"a": None})) == {"a": 1}
    assert server.seen[1].body == b'{"a":null}'
    assert server.seen[1].headers["content-type"] == "application/merge-patch+json"
    server.play(reply('"w\\n"'))
    assert both.do(files.word('say "hi"')) == "w\n"
    assert server.seen[2].body == b'"say \\"hi\\""'


def test_a_slow_disk_does_not_hold_up_the_loop(server: FaultServer) -> None:
    server.play(reply({}))
    readers: set[int] = set()

    class Slow(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            readers.add(threading.get_ident())
            return super().read(size)

    async def main() -> None:
        async with APIClient(server.url) as client:
            await client.files.multipart(AvatarRequest(image=File(Slow(b"abc"))))

    asyncio.run(main())
    assert readers
    assert threading.get_ident() not in readers


# --- Downloads -----------------------------------------------------------------------------------

NAMED = {"content-disposition": 'attachment; filename="users.csv"'}


def test_a_download_is_read(both: Both, server: FaultServer) -> None:
    server.play(reply(b"a,b\n", content_type="text/csv; charset=utf-8", headers=NAMED))
    with both.entered(both.client().files.export()) as file:
        assert file.filename == "users.csv"
        assert file.content_type == "text/csv; charset=utf-8"
        assert both.do(file.read()) == b"a,b\n"
    assert server.seen[0].headers["accept"] == "text/csv, */*;q=0.5"


def test_a_download_comes_as_it_is_sent(both: Both, server: FaultServer) -> None:
    read = threading.Event()
    server.play(chunked(b"first", b"second", content_type="text/csv", then=lambda: read.wait(5)))
    with both.entered(both.client().files.export()) as file:
        chunks = both.each(aiter(file) if both.is_async else iter(file))
        assert next(chunks) == b"first"
        read.set()
        assert b"".join(chunks) == b"second"


def test_a_download_is_saved(both: Both, server: FaultServer, tmp_path: Path) -> None:
    server.play(reply(b"a,b\n", headers=NAMED))
    files = both.client().files
    with both.entered(files.export()) as file:
        assert both.do(file.save(tmp_path)) == tmp_path / "users.csv"
    with both.entered(files.export()) as file:
        assert both.do(file.save(str(tmp_path / "own.csv"))) == tmp_path / "own.csv"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "users.csv": b"a,b\n",
        "own.csv": b"a,b\n",
    }


def test_a_broken_download_leaves_nothing(both: Both, server: FaultServer, tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_bytes(b"old")
    server.play(half(b"a,b\n", NAMED))
    with both.entered(both.client().files.export()) as file, pytest.raises(APIConnectionError):
        both.do(file.save(tmp_path))
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_download_may_be_left(both: Both, server: FaultServer) -> None:
    left = threading.Event()
    server.play(endless(b"x" * 100, left), reply(b"ok"))
    files = both.client().files
    with both.entered(files.export()):
        assert not left.is_set()
    assert left.wait(60)
    with both.entered(files.export()) as file:
        assert both.do(file.read()) == b"ok"


def test_a_download_that_fails_is_an_error_with_its_body(both: Both, server: FaultServer) -> None:
    server.play(reply("", 503), reply({"detail": "No export."}, 404))
    export = both.client().files.export()
    with pytest.raises(NotFoundError, match="No export"), both.entered(export):
        pytest.fail("entered")
    assert len(server.seen) == 2


def test_bytes_without_streaming(both: Both, server: FaultServer) -> None:
    server.play(reply(b"\xff\x00", content_type="image/png"))
    assert both.do(both.client().files.small()) == b"\xff\x00"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("", None),
        ("attachment", None),
        ("attachment; filename=plain.txt", "plain.txt"),
        ('attachment; filename="with space; and.txt"', "with space; and.txt"),
        ('attachment; filename="quo\\"te.txt"', 'quo"te.txt'),
        ("attachment; filename*=UTF-8''%e2%82%ac%20rates.txt", "€ rates.txt"),
        ("attachment; filename=\"e.txt\"; filename*=utf-8''%e2%82%ac.txt", "€.txt"),
        ("attachment; filename*=utf-8''%ff.txt; filename=\"e.txt\"", "e.txt"),
        ("attachment; filename*=klingon''%61.txt", None),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\Windows\\\\evil.exe"', "evil.exe"),
        ("attachment; filename*=UTF-8''..%2f..%5cetc%2fpasswd", "passwd"),
        ('attachment; filename=".."', None),
        ('attachment; filename="a/"', None),
        ("attachment; filename*=UTF-8''a%00b%0a.txt", "a_b_.txt"),
        ('attachment; filename="C:evil"', "C_evil"),
    ],
)
def test_names_that_the_server_gives(disposition: str, name: str | None) -> None:
    assert file_name(disposition) == name


@given(st.text())
def test_a_name_never_leaves_its_folder(text: str) -> None:
    for disposition in (f'attachment; filename="{text}"', f"attachment; filename*=utf-8''{text}"):
        name = file_name(disposition)
        assert name is None or (
            Path("x", name).parent == Path("x") and not re.search(r"[\\/\0]", name)
        )


def test_a_transport_may_have_read_the_file(server: FaultServer) -> None:
    from oacgen_py.runtime.call import Request, Response

    class Fake:
        def send(self, request: Request) -> Response:
            return Response(request, 200, {}, b"all of it")

        def close(self) -> None: ...

    with SyncAPIClient(transport=Fake()) as client, client.files.export() as file:
        assert file.read() == b"all of it"
        assert file.filename is None
