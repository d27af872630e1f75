"""`/schema/`: an index, and for each group its schema and two pages that show it."""

from __future__ import annotations

from django.urls import path

from django_oacgen.pages import views

app_name = "oacgen"

urlpatterns = [
    path("", views.IndexView.as_view(), name="index"),
    path("<str:group>/schema/", views.SchemaView.as_view(), name="schema"),
    path("<str:group>/swagger/", views.SwaggerView.as_view(), name="swagger"),
    path("<str:group>/clients/<str:language>.zip", views.ClientView.as_view(), name="client"),
    path("<str:group>/redoc/", views.RedocView.as_view(), name="redoc"),
]
