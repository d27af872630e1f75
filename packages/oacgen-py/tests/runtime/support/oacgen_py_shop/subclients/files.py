"""Operations of the tag `files`."""

from __future__ import annotations

from pydantic import JsonValue

from oacgen_py.runtime.resource import C_co, Call, File, Resource, download, operation, stream
from oacgen_py_shop.models.users import AvatarRequest, Notification, User


class Files(Resource[C_co]):
    """Operations under `/files/`."""

    @operation
    def multipart(self, data: AvatarRequest) -> Call[JsonValue]:
        """Send a multipart form."""
        return Call("POST", "/files/", JsonValue, body=data, form=True)

    @operation
    def put(self, data: AvatarRequest) -> Call[JsonValue]:
        """Send a multipart form where there is a file, else JSON."""
        return Call("PUT", "/files/", JsonValue, body=data, form="auto")

    @operation
    def parts(self, data: AvatarRequest) -> Call[JsonValue]:
        """Send a multipart form with a part that is JSON."""
        parts = {"address": "application/json", "image": "image/webp"}
        return Call("POST", "/files/", JsonValue, body=data, form=True, parts=parts)

    @operation
    def login(self, data: AvatarRequest) -> Call[JsonValue]:
        """Send a plain form."""
        return Call("POST", "/files/", JsonValue, body=data, form="urlencoded")

    @operation
    def blob(self, data: File | bytes) -> Call[JsonValue]:
        """Send bytes as they are."""
        media = "application/octet-stream"
        return Call("PUT", "/files/blob/", JsonValue, body=data, media=media)

    @operation
    def note(self, data: str) -> Call[str]:
        """Send text, and receive text."""
        return Call("PUT", "/files/note/", str, body=data, media="text/plain", accept="text/plain")

    @operation
    def merge(self, data: dict[str, JsonValue]) -> Call[JsonValue]:
        """Send JSON under another name."""
        media = "application/merge-patch+json"
        return Call("PATCH", "/files/", JsonValue, body=data, media=media)

    @operation
    def word(self, data: str) -> Call[str]:
        """Send a JSON string, and receive one."""
        return Call("POST", "/files/word/", str, body=data)

    @download
    def export(self) -> Call[bytes]:
        """Download a file."""
        return Call("GET", "/files/export/", bytes, accept="text/csv")

    @operation
    def small(self) -> Call[bytes]:
        """Return a file that is small."""
        return Call("GET", "/files/small/", bytes)

    @stream
    def events(self) -> Call[Notification]:
        """Notifications as they come."""
        return Call("GET", "/files/events/", Notification)

    @stream
    def lines(self) -> Call[User]:
        """Users as they come."""
        return Call("GET", "/files/lines/", User)

    @stream
    def texts(self) -> Call[str]:
        """Text as it comes."""
        return Call("GET", "/files/texts/", str)
