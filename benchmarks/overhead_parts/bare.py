"""A bare Django site: one REST framework view behind token authentication, and nothing else.

Its DATABASE_URL names a database of its own. Served as ``benchmarks.overhead_parts.bare:application``.
"""

import os

import environ
from django.conf import settings

settings.configure(
    SECRET_KEY="a-key-of-a-benchmark",  # noqa: S106 - guards nothing
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="benchmarks.overhead_parts.bare",
    DATABASES={"default": environ.Env.db_url_config(os.environ["DATABASE_URL"])},
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "rest_framework",
        "rest_framework.authtoken",
    ],
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)

import django  # noqa: E402 - after its settings

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import serializers  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402
from rest_framework.request import Request  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402


class Me(serializers.ModelSerializer[User]):
    """As many fields as Daimon's answer has."""

    class Meta:
        model = User
        fields = ["id", "email", "username", "first_name", "last_name", "is_staff", "date_joined"]


class MeView(APIView):
    """The signed-in person."""

    def get(self, request: Request) -> Response:
        """Who am I?"""
        return Response(Me(request.user).data)


urlpatterns = [path("api/v1/me", MeView.as_view())]
application = get_asgi_application()

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    person = User.objects.create_user("alice", "alice@example.org")
    print(Token.objects.create(user=person).key)
