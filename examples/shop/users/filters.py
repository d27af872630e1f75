from __future__ import annotations

from django_filters import rest_framework as filters

from users.models import User


class UserFilter(filters.FilterSet):
    role = filters.MultipleChoiceFilter(choices=User.Role.choices)

    class Meta:
        model = User
        fields = {
            "id": ("in",),
            "tier": ("exact", "gte"),
            "is_active": ("exact",),
            "manager": ("exact", "isnull"),
            "date_joined": ("gte", "lt"),
        }
