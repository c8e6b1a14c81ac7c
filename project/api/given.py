"""What a request's body says."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request


def valid(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The body as the serializer reads it, or the error that names what is wrong."""
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    found: dict[str, Any] = given.validated_data
    return found
