"""Makes a user of Label Studio who may use the API, and prints the token."""

from __future__ import annotations

import django

django.setup()

from organizations.models import Organization  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402
from users.models import User  # noqa: E402

user = User.objects.create_user("ada@example.com", "a password of some length")
organization = Organization.create_organization(created_by=user, title="Tests")
organization.jwt.legacy_api_tokens_enabled = True
organization.jwt.save()
user.active_organization = organization
user.save()
print(Token.objects.get_or_create(user=user)[0].key)
