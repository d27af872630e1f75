from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from blog.models import Post
from media.models import MediaFile

POSTS = "/api/blog/posts/"
BLOCKS = "/api/cms/pages/home/blocks/"
LIBRARY = "/api/media/"


def test_drafts_are_seen_by_their_authors_and_by_staff(
    anyone: APIClient, alice: APIClient, client_of: Callable[[str], APIClient]
) -> None:
    counts = [client.get(POSTS).json()["count"] for client in (anyone, client_of("carla"), alice)]
    assert counts == [12, 13, 14]


def test_posts_are_filtered_and_ordered(alice: APIClient) -> None:
    query = {"status__in": "draft,archived", "ordering": "-title"}
    titles = [post["title"] for post in alice.get(POSTS, query).json()["results"]]
    assert titles == ["Winter hours", "Summer menu", "Roasting curves"]
    assert alice.get(POSTS, {"author__isnull": True}).json()["results"][0]["author"] is None
    spring = {"created_at__gte": "2026-03-01T00:00:00Z", "created_at__lte": "2026-03-31T00:00:00Z"}
    assert alice.get(POSTS, spring).json()["count"] == 4


def test_a_post_is_published_once(client_of: Callable[[str], APIClient]) -> None:
    carla = client_of("carla")
    made = carla.post(POSTS, {"title": "Ice", "slug": "ice", "body": "Cold.", "tags": ["howto"]})
    assert made.status_code == 201
    assert made.json()["published_at"] is None
    url = f"{POSTS}{made.json()['id']}/publish/"
    assert carla.post(url).json()["status"] == "published"
    assert carla.post(url).status_code == 409
    assert client_of("bob").patch(f"{POSTS}{made.json()['id']}/", {"title": "!"}).status_code == 403


def test_comments_live_below_their_post(bob: APIClient, anyone: APIClient) -> None:
    post, other = Post.objects.get(slug="how-to-grind"), Post.objects.get(slug="tea-for-two")
    url = f"{POSTS}{post.pk}/comments/"
    made = bob.post(url, {"text": "Finer!"})
    assert (made.status_code, made.json()["author"]["username"]) == (201, "bob")
    comment = f"{made.json()['id']}/"
    assert anyone.get(f"{url}{comment}").json()["text"] == "Finer!"
    assert anyone.get(f"{POSTS}{other.pk}/comments/{comment}").status_code == 404
    assert bob.patch(f"{url}{comment}", {"text": ""}).status_code == 400
    assert bob.delete(f"{url}{comment}").status_code == 204
    assert bob.post(f"{POSTS}9999/comments/", {"text": "Hello?"}).status_code == 404


def test_each_kind_of_block_has_fields_of_its_own(anyone: APIClient) -> None:
    image, text, quote = anyone.get(BLOCKS).json()
    assert image == {
        "id": 1,
        "kind": "image",
        "position": 0,
        "image": 2,
        "caption": "Since 1998",
        "class": "hero",
    }
    assert set(text) == {"id", "kind", "position", "text", "class"}
    assert (quote["kind"], quote["attribution"]) == ("quote", "Harbour Gazette")
    assert anyone.get("/api/cms/pages/home/").json()["blocks"] == [image, text, quote]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"kind": "text", "text": ""}, {"text"}),
        ({"kind": "image", "caption": "No picture"}, {"image"}),
        ({"kind": "image", "image": 4}, {"image"}),  # a document
        ({"kind": "quote", "text": "x" * 501, "class": "y" * 61}, {"text", "class"}),
        ({"kind": "video"}, {"kind"}),
        ({"kind": ["text"]}, {"kind"}),
        ({"text": "Of no kind"}, {"kind"}),
        (["text"], {"non_field_errors"}),
    ],
)
def test_a_block_is_judged_by_its_kind(alice: APIClient, body: object, wrong: set[str]) -> None:
    refused = alice.post(BLOCKS, body)
    assert (refused.status_code, set(refused.json())) == (400, wrong)


def test_blocks_are_written(alice: APIClient, bob: APIClient) -> None:
    body = {"kind": "quote", "text": "Strong.", "attribution": None, "class": "dark"}
    assert bob.post(BLOCKS, body).status_code == 403
    made = alice.post(BLOCKS, body)
    assert made.json() == {**body, "id": made.json()["id"], "position": 0}
    url = f"{BLOCKS}{made.json()['id']}/"
    assert alice.patch(url, {"class": ""}).json()["text"] == "Strong."
    assert alice.patch(url, {"attribution": "Bob"}).json()["class"] == ""
    assert alice.delete(url).status_code == 204


def test_pages_are_found_by_slug_and_point_to_their_parent(anyone: APIClient) -> None:
    assert anyone.get("/api/cms/pages/team/").json()["parent"] == "about"
    assert anyone.get("/api/cms/pages/about/").json()["parent"] is None
    assert anyone.get("/api/cms/pages/jobs/").status_code == 404
    slugs = [page["slug"] for page in anyone.get("/api/cms/pages/menu/").json()]
    assert slugs == ["home", "about", "shipping"]


def test_a_search_finds_pages_and_posts(anyone: APIClient) -> None:
    page, *_, post = anyone.get("/api/cms/search/", {"q": "te"}).json()
    assert set(page) == {"slug", "title", "template"}
    assert {"body", "reading_minutes"} < set(post)


def test_a_file_goes_up_and_comes_down(bob: APIClient, anyone: APIClient, picture: bytes) -> None:
    body = {"title": "Mon café", "file": SimpleUploadedFile("cup.png", picture)}
    made = bob.post(LIBRARY, body, format="multipart")
    assert (made.status_code, made.json()["size"]) == (201, len(picture))
    assert made.json()["uploaded_by"] == 3
    answer = anyone.get(f"{LIBRARY}{made.json()['id']}/download/")
    assert b"".join(answer.streaming_content) == picture
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Mon%20caf%C3%A9.png"
    answer.close()


def test_the_rest_of_a_file_is_changed_with_json(
    client_of: Callable[[str], APIClient], bob: APIClient
) -> None:
    url = f"{LIBRARY}{MediaFile.objects.get(title='The harbour').pk}/"
    changed = client_of("carla").patch(url, {"play_time": "00:01:30", "alt_text": ""}).json()
    assert (changed["play_time"], changed["title"]) == ("00:01:30", "The harbour")
    assert bob.patch(url, {"title": "Mine"}).status_code == 403


def test_large_and_missing_files_are_refused(bob: APIClient) -> None:
    large = SimpleUploadedFile("large.bin", b"0" * (2 * 1024 * 1024 + 1))
    refused = bob.post(LIBRARY, {"title": "Large", "file": large}, format="multipart")
    assert refused.json() == {"file": ["Files may have 2 MB at most."]}
    missing = bob.post(LIBRARY, {"title": "None"}, format="multipart")
    assert missing.json() == {"file": ["No file was submitted."]}


def test_play_time_has_fractions(anyone: APIClient) -> None:
    sound = anyone.get(LIBRARY, {"kind": "audio"}).json()["results"][0]
    assert (sound["play_time"], sound["uploaded_by"]) == ("00:00:04.500000", None)
