from __future__ import annotations

from django.urls import path
from rest_framework_simplejwt.views import TokenVerifyView

urlpatterns = [path("verify/", TokenVerifyView.as_view())]
