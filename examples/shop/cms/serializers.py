from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from cms.models import Block, Page
from media.models import MediaFile

COMMON_FIELDS = ("id", "kind", "position")


class StyledBlock(serializers.ModelSerializer):
    """What all blocks have."""

    kind = serializers.ChoiceField(choices=Block.Kind.choices)

    # The front end wants a field called `class`, which is a word that Python keeps for itself.
    def get_fields(self) -> dict[str, serializers.Field]:
        css_class = serializers.CharField(
            source="css_class", max_length=60, required=False, allow_blank=True
        )
        return {**super().get_fields(), "class": css_class}


class TextBlockSerializer(StyledBlock):
    """A piece of running text."""

    text = serializers.CharField()

    class Meta:
        model = Block
        fields = (*COMMON_FIELDS, "text")


class ImageBlockSerializer(StyledBlock):
    """A picture from the library."""

    image = serializers.PrimaryKeyRelatedField(
        queryset=MediaFile.objects.filter(kind=MediaFile.Kind.IMAGE)
    )

    class Meta:
        model = Block
        fields = (*COMMON_FIELDS, "image", "caption")


class QuoteBlockSerializer(StyledBlock):
    """What somebody said."""

    text = serializers.CharField(max_length=500)

    class Meta:
        model = Block
        fields = (*COMMON_FIELDS, "text", "attribution")


SERIALIZERS: Mapping[str, type[StyledBlock]] = {
    Block.Kind.TEXT.value: TextBlockSerializer,
    Block.Kind.IMAGE.value: ImageBlockSerializer,
    Block.Kind.QUOTE.value: QuoteBlockSerializer,
}


def any_block(*, many: bool = False) -> PolymorphicProxySerializer:
    """How the schema describes `BlockSerializer`."""
    return PolymorphicProxySerializer(
        component_name="Block",
        serializers=dict(SERIALIZERS),
        resource_type_field_name="kind",
        many=many,
    )


class BlockSerializer(serializers.Serializer):
    """Any block: leaves the work to the serializer of the block's kind."""

    def to_representation(self, block: Block) -> dict[str, Any]:
        return self._of_kind(block.kind).to_representation(block)

    def to_internal_value(self, data: Mapping[str, Any]) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError({"non_field_errors": ["A block is an object."]})
        kind = data.get("kind") or getattr(self.instance, "kind", None)
        if not kind:
            raise serializers.ValidationError({"kind": ["This field is required."]})
        if not isinstance(kind, str) or kind not in SERIALIZERS:
            raise serializers.ValidationError({"kind": [f"There is no block “{kind}”."]})
        return {**self._of_kind(kind).to_internal_value(data), "kind": kind}

    def create(self, validated_data: dict[str, Any]) -> Block:
        return Block.objects.create(**validated_data)

    def update(self, block: Block, validated_data: dict[str, Any]) -> Block:
        return self._of_kind(validated_data["kind"]).update(block, validated_data)

    def _of_kind(self, kind: str) -> StyledBlock:
        return SERIALIZERS[kind](context=self.context, partial=self.partial)


class PageSerializer(serializers.ModelSerializer):
    blocks = serializers.SerializerMethodField()
    parent = serializers.SlugRelatedField(
        slug_field="slug", queryset=Page.objects.all(), allow_null=True, required=False
    )

    class Meta:
        model = Page
        fields = ("id", "slug", "title", "template", "status", "parent", "blocks", "updated_at")

    @extend_schema_field(any_block(many=True))
    def get_blocks(self, page: Page) -> list[dict[str, Any]]:
        return BlockSerializer(page.blocks.all(), many=True, context=self.context).data


class PageHitSerializer(serializers.ModelSerializer):
    class Meta:
        model = Page
        fields = ("slug", "title", "template")
