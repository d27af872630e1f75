from __future__ import annotations

from collections.abc import Iterable, Iterator

from rest_framework.renderers import JSONRenderer

from products.models import Product
from products.serializers import ProductSerializer


def json_lines(products: Iterable[Product]) -> Iterator[bytes]:
    """One product per line. Without a request at hand, URLs of images are relative."""
    renderer = JSONRenderer()
    for product in products:
        yield renderer.render(ProductSerializer(product).data) + b"\n"
