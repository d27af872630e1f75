"""A root URLconf of a project whose apps stand in a folder `apps`."""

from __future__ import annotations

from django.urls import include, path

from company.apps.ledger.views import EntryView

urlpatterns = [
    path("api/entries/", EntryView.as_view()),
    path("api/", include("people.urls")),
]
