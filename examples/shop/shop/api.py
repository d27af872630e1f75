"""The clients of the shop: groups of its apps. Profiles are a group of their own as well."""

from __future__ import annotations

import os

from django_oacgen import DjangoConfig, OpenAPIClientConfig, OpenAPIGroupConfig


class ShopConfig(DjangoConfig):
    openapi_client: OpenAPIClientConfig = OpenAPIClientConfig(
        api_prefix="api",
        output_dir=os.environ.get("SHOP_CLIENTS", "openapi"),
        drf_title="Shop API",
        drf_description="A coffee roastery and its shop.",
        drf_version="1.0.0",
        groups=[
            OpenAPIGroupConfig(
                name="core",
                apps=["users", "accounts", "profiles"],
                title="Core API",
                description="People, their accounts and their profiles.",
            ),
            OpenAPIGroupConfig(
                name="profiles",
                apps=["profiles"],
                title="Profiles API",
                description="What people tell about themselves.",
            ),
            OpenAPIGroupConfig(
                name="billing",
                apps=["payments", "subscriptions"],
                title="Billing API",
                description="Payments and subscriptions.",
            ),
            OpenAPIGroupConfig(
                name="shop",
                apps=["products", "orders", "cart"],
                title="Shop API",
                description="What is sold, and to whom.",
            ),
            OpenAPIGroupConfig(
                name="content",
                apps=["blog", "cms", "media"],
                title="Content API",
                description="The blog, the pages and the library.",
            ),
        ],
    )
