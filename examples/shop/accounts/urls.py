from __future__ import annotations

from django.urls import path
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from accounts.views import MeView, PasswordView, RegisterView, logout

urlpatterns = [
    path("register/", RegisterView.as_view(), name="register"),
    path("token/", obtain_auth_token, name="token"),
    path("jwt/", TokenObtainPairView.as_view(), name="jwt"),
    path("jwt/refresh/", TokenRefreshView.as_view(), name="jwt-refresh"),
    path("logout/", logout, name="logout"),
    path("me/", MeView.as_view(), name="me"),
    path("password/", PasswordView.as_view(), name="password"),
]
