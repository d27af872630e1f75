from __future__ import annotations

from django.urls import include, path
from rest_framework import generics
from rest_framework.routers import SimpleRouter
from rest_framework_simplejwt.views import TokenObtainPairView

from people import views
from people.models import Team
from people.serializers import TeamSerializer

app_name = "people"

router = SimpleRouter()
router.register("people", views.PersonViewSet)
router.register("teams", views.TeamViewSet)
members = SimpleRouter()
members.register("members", views.MemberViewSet)

urlpatterns = [
    path("", include(router.urls)),
    path("teams/<int:team_pk>/", include(members.urls)),
    path("lean/<int:pk>/", views.LeanView.as_view()),
    path("stated/<int:pk>/", views.StatedView.as_view()),
    path("items/", views.ItemView.as_view()),
    path("ping/", views.ping),
    path("token/", TokenObtainPairView.as_view()),
    path(
        "all-teams/",
        generics.ListAPIView.as_view(
            queryset=Team.objects.order_by("id"), serializer_class=TeamSerializer
        ),
    ),
]
