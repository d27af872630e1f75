"""A root URLconf with two kinds of versions, and a language in front of a route."""

from __future__ import annotations

from depot.views import BoxView, NamespacedView, VersionedView
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

boxes = [path("boxes/", NamespacedView.as_view())]

urlpatterns = [
    path("api/<str:version>/crates/", VersionedView.as_view()),
    path("api/v1/", include((boxes, "depot"), namespace="v1")),
    path("api/v2/", include((boxes, "depot"), namespace="v2")),
    *i18n_patterns(path("api/box/<int:pk>/", BoxView.as_view())),
]
