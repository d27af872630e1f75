from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.authtoken.models import Token
from rest_framework.decorators import api_view
from rest_framework.generics import CreateAPIView, GenericAPIView, RetrieveUpdateAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.serializers import MeSerializer, PasswordChangeSerializer, RegistrationSerializer
from users.models import User


class RegisterView(CreateAPIView):
    """Become a customer."""

    serializer_class = RegistrationSerializer
    authentication_classes = ()
    permission_classes = (AllowAny,)


class MeView(RetrieveUpdateAPIView):
    """The account that the request is made with."""

    serializer_class = MeSerializer
    http_method_names = ("get", "patch", "head", "options")

    def get_object(self) -> User:
        return self.request.user


class PasswordView(GenericAPIView):
    serializer_class = PasswordChangeSerializer

    @extend_schema(responses={204: None})
    def post(self, request: Request) -> Response:
        """Change one's password. Tokens stay valid."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        request.user.set_password(serializer.validated_data["new_password"])
        request.user.save(update_fields=["password"])
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(request=None, responses={204: None})
@api_view(["POST"])
def logout(request: Request) -> Response:
    """Take back the account's token, wherever it is in use."""
    Token.objects.filter(user=request.user).delete()
    return Response(status=status.HTTP_204_NO_CONTENT)
