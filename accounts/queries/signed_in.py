"""The person behind a request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from rest_framework.request import Request

from accounts.models import User


def signed_in(request: HttpRequest | Request) -> User:
    """The signed-in person; PermissionDenied where a door forgot to ask for a sign-in first."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
