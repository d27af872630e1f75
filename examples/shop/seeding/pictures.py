"""Small pictures and papers, drawn on the spot, so that the repository holds no binary files."""

from __future__ import annotations

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

SIZE = (96, 96)
PAPER = (210, 297)
PALETTE = ("#6f4e37", "#c08552", "#3c6e71", "#284b63", "#9a031e", "#5f0f40", "#fb8b24", "#588157")


def portrait(name: str, number: int) -> ContentFile:
    """A coloured tile with the first letter of `name`, as a PNG file."""
    return _saved(_tile(name[0].upper(), number, SIZE), f"{name}.png", "PNG")


def photograph(name: str, number: int) -> ContentFile:
    """A coloured tile with two letters of `name`, as a JPEG file."""
    return _saved(_tile(name[:2].upper(), number, (128, 96)), f"{name}.jpg", "JPEG")


def leaflet(name: str, title: str) -> ContentFile:
    """One page with `title` on it, as a PDF file."""
    page = Image.new("RGB", PAPER, "white")
    ImageDraw.Draw(page).text((16, 24), title, fill="black")
    return _saved(page, f"{name}.pdf", "PDF")


def _tile(letters: str, number: int, size: tuple[int, int]) -> Image.Image:
    tile = Image.new("RGB", size, PALETTE[number % len(PALETTE)])
    centre = (size[0] // 2, size[1] // 2)
    ImageDraw.Draw(tile).text(centre, letters, fill="white", anchor="mm")
    return tile


def _saved(picture: Image.Image, name: str, kind: str) -> ContentFile:
    buffer = BytesIO()
    picture.save(buffer, kind)
    return ContentFile(buffer.getvalue(), name=name)
