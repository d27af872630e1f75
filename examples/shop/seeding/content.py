"""The library, the blog and the pages."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.base import ContentFile

from blog.models import Comment, Post
from cms.models import Block, Page
from media.models import MediaFile
from seeding.calendar import on_day
from seeding.pictures import leaflet, photograph
from users.models import User

Kind = MediaFile.Kind

# title, kind, name of the file, who brought it
LIBRARY = (
    ("Roaster at work", Kind.IMAGE, "roaster", "carla"),
    ("The harbour", Kind.IMAGE, "harbour", "carla"),
    ("Cherries in Huila", Kind.IMAGE, "cherries", "dmitri"),
    ("Preisliste für Büros", Kind.DOCUMENT, "prices", "alice"),
    ("How the grinder sounds", Kind.AUDIO, "grinder", None),
)
SILENCE = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f"
SILENCE += b"\x00\x00\x01\x00\x08\x00data\x00\x00\x00\x00"  # no samples at all

# slug, title, author, status, tags, words about the subject
POSTS = (
    ("opening-day", "Opening day", "alice", "published", ["news"], "the first queue"),
    ("how-to-grind", "How to grind", "carla", "published", ["howto", "coffee"], "a fine setting"),
    ("water-matters", "Water matters", "dmitri", "published", ["howto"], "soft water"),
    ("huila-trip", "A week in Huila", "dmitri", "published", ["travel", "coffee"], "steep fields"),
    ("tea-for-two", "Tea for two", "carla", "published", ["tea"], "a warm pot"),
    ("iron-kettles", "Iron kettles", None, "published", ["tea", "equipment"], "patience"),
    ("descaling", "Descaling day", "carla", "published", ["howto"], "lemon juice"),
    ("harbour-blend", "Why we blend", "alice", "published", ["coffee"], "three origins"),
    ("latte-art", "Pouring a tulip", "carla", "published", ["howto", "coffee"], "cold milk"),
    ("decaf-at-night", "Decaf at night", "dmitri", "published", ["coffee"], "sugar cane"),
    ("new-bags", "New bags", "alice", "published", ["news"], "less plastic"),
    ("winter-hours", "Winter hours", "alice", "archived", ["news"], "short days"),
    ("roasting-curves", "Roasting curves", "dmitri", "draft", ["coffee"], "the first crack"),
    ("summer-menu", "Summer menu", "carla", "draft", [], "ice"),
)
READERS = ("bob", "elif", "greta", "zoe")
REMARKS = ("Thank you for this!", "I do it the other way round.", "More of these, please.")

# slug, title, template, status, slug of the parent
PAGES = (
    ("home", "Welcome to the roastery", "landing", "live", None),
    ("about", "About us", "plain", "live", None),
    ("team", "The team", "plain", "live", "about"),
    ("shipping", "Shipping and returns", "plain", "live", None),
    ("jobs", "Jobs at the harbour", "plain", "hidden", "about"),
)
# page, kind, class, text, title of the picture, caption, attribution
BLOCKS = (
    ("home", "image", "hero", "", "The harbour", "Since 1998", None),
    ("home", "text", "", "We roast on Tuesdays and ship on Wednesdays.", None, "", None),
    ("home", "quote", "wide", "The best cup north of the bridge.", None, "", "Harbour Gazette"),
    ("about", "text", "lead", "It began with a broken popcorn machine.", None, "", None),
    ("about", "image", "", "", "Roaster at work", "", None),
    ("team", "quote", "", "Coffee first.", None, "", None),
    ("shipping", "text", "", "Two days in Germany, four in the EU.", None, "", None),
)


def seed_library() -> None:
    for number, (title, kind, name, username) in enumerate(LIBRARY):
        if MediaFile.objects.filter(title=title).exists():
            continue
        stored = MediaFile(
            title=title,
            kind=kind,
            alt_text=title if kind == Kind.IMAGE else "",
            play_time=timedelta(seconds=4, milliseconds=500) if kind == Kind.AUDIO else None,
            uploaded_by=User.objects.get(username=username) if username else None,
            created_at=on_day(number * 3, 14),
        )
        file = _file(kind, name, title, number)
        stored.file.save(file.name, file)


def _file(kind: str, name: str, title: str, number: int) -> ContentFile:
    match kind:
        case Kind.IMAGE:
            return photograph(name, number)
        case Kind.DOCUMENT:
            return leaflet(name, title)
        case _:
            return ContentFile(SILENCE, name=f"{name}.wav")


def seed_blog() -> None:
    for number, (slug, title, username, status, tags, subject) in enumerate(POSTS):
        post, is_new = Post.objects.get_or_create(
            slug=slug,
            defaults={
                "title": title,
                "summary": f"A few words about {subject}." if number % 3 else "",
                "body": f"This is about {subject}. " * (40 + number * 10),
                "author": User.objects.get(username=username) if username else None,
                "status": status,
                "tags": tags,
                "published_at": None if status == "draft" else on_day(number * 8 + 1, 7),
                "created_at": on_day(number * 8, 16, 5),
            },
        )
        if is_new and status == "published":
            _seed_comments(number, post)


def _seed_comments(number: int, post: Post) -> None:
    for turn in range(number % 4):
        Comment.objects.create(
            post=post,
            author=User.objects.get(username=READERS[(number + turn) % len(READERS)]),
            text=REMARKS[turn],
            created_at=on_day(number * 8 + 2 + turn, 20, 15),
        )


def seed_pages() -> None:
    for slug, title, template, status, parent in PAGES:
        page, is_new = Page.objects.get_or_create(
            slug=slug,
            defaults={
                "title": title,
                "template": template,
                "status": status,
                "parent": Page.objects.get(slug=parent) if parent else None,
                "updated_at": on_day(2),
            },
        )
        if is_new:
            _seed_blocks(page)


def _seed_blocks(page: Page) -> None:
    rows = [row[1:] for row in BLOCKS if row[0] == page.slug]
    for position, (kind, css_class, text, picture, caption, attribution) in enumerate(rows):
        Block.objects.create(
            page=page,
            kind=kind,
            position=position,
            css_class=css_class,
            text=text,
            image=MediaFile.objects.get(title=picture) if picture else None,
            caption=caption,
            attribution=attribution,
        )
