"""Values of several types."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Caller, Shop, Wire


@pytest.fixture
def content(shop: Shop) -> ModuleType:
    return importlib.import_module("api_client.content.models")


@pytest.fixture
def unknown(shop: Shop) -> Any:
    return importlib.import_module("api_client._runtime.model").UnknownVariant


def test_told_by_a_discriminator(caller: Caller, visitor: Any, content: ModuleType) -> None:
    blocks = caller.do(visitor.cms.pages_retrieve("home")).blocks
    assert [type(block) for block in blocks] == [
        content.ImageBlock,
        content.TextBlock,
        content.QuoteBlock,
    ]
    assert blocks[0].class_ == "hero"
    assert caller.do(visitor.cms.pages_blocks_list("home")) == blocks


def test_sent(caller: Caller, wire: Wire, staff: Any, content: ModuleType) -> None:
    data = content.QuoteBlockRequest(kind="quote", text="Hot!", class_="wide", attribution=None)
    made = caller.do(staff.cms.pages_blocks_create("team", data))
    assert wire.last_json == {"kind": "quote", "text": "Hot!", "class": "wide", "attribution": None}
    assert isinstance(made, content.QuoteBlock)
    change = content.PatchedQuoteBlockRequest(kind="quote", text="Hotter!")
    changed = caller.do(staff.cms.pages_blocks_partial_update("team", made.id, change))
    assert wire.last_json == {"kind": "quote", "text": "Hotter!"}
    assert (changed.text, changed.class_) == ("Hotter!", "wide")
    caller.do(staff.cms.pages_blocks_destroy("team", made.id))


def test_told_by_their_fields_alone(caller: Caller, visitor: Any, content: ModuleType) -> None:
    hits = caller.do(visitor.cms.search_list(q="about")) + caller.do(
        visitor.cms.search_list(q="harbour")
    )
    kinds = {type(hit) for hit in caller.do(visitor.cms.search_list(q="we"))} | set(map(type, hits))
    assert kinds == {content.PageHit, content.Post}


def changing(change: Callable[[Any], object]) -> Callable[[bytes], bytes]:
    def changed(body: bytes) -> bytes:
        data = json.loads(body)
        change(data)
        return json.dumps(data).encode()

    return changed


def test_an_unknown_variant_keeps_what_it_is(
    caller: Caller, wire: Wire, visitor: Any, content: ModuleType, unknown: Any
) -> None:
    video = {"id": 7, "kind": "video", "length": {"s": [1.5, None]}}
    wire.change = changing(lambda page: page["blocks"].insert(1, video))
    blocks = caller.do(visitor.cms.pages_retrieve("home")).blocks
    assert [type(block) for block in blocks[:3]] == [content.ImageBlock, unknown, content.TextBlock]
    assert blocks[1].root == video
    assert json.loads(blocks[1].model_dump_json()) == video


def test_an_unknown_variant_without_discriminator(
    caller: Caller, wire: Wire, visitor: Any, unknown: Any
) -> None:
    recipe = {"minutes": 4}
    wire.change = changing(lambda hits: hits.append(recipe))
    hits = caller.do(visitor.cms.search_list(q="we"))
    assert type(hits[-1]) is unknown
    assert hits[-1].root == recipe
