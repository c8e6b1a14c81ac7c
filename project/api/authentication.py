"""Who is calling: a bearer token made by the headless sign-in, or the session of a page."""

from typing import Any

from allauth.headless.contrib.rest_framework.authentication import JWTTokenAuthentication
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class BearerToken(JWTTokenAuthentication):
    """``Authorization: Bearer <access token>``, checked against the session it was made in."""

    def authenticate_header(self, request: Request) -> str:
        """The challenge that makes a missing login a 401."""
        return 'Bearer realm="daimon"'


class PageSession(SessionAuthentication):
    """The signed-in page's cookie; changing requests carry its CSRF token."""


class BearerTokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document describes the bearer token."""

    target_class = BearerToken
    name = "bearerToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """An HTTP bearer scheme."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class PageSessionScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document describes the page session."""

    target_class = PageSession
    name = "pageSession"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """The session cookie."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
