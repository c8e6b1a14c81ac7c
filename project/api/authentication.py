"""The session of a page, as the REST API accepts it; keys and tokens are the accounts app's."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication


class PageSession(SessionAuthentication):
    """The signed-in page's cookie; changing requests carry its CSRF token."""


class PageSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes the page session."""

    target_class = PageSession
    name = "pageSession"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """The session cookie."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
