"""API keys and access tokens, as the REST API accepts them."""

from typing import Any
from uuid import UUID

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from accounts.models import User
from accounts.rules.scopes import group_of, needed_scope
from accounts.services.authenticate import (
    AuthenticatedCaller,
    caller_of_api_key,
    caller_of_authorization,
    notice,
)
from project.api.addresses import address_of


class Credentials(BaseAuthentication):
    """``Authorization: Bearer`` with an access token or an API key, or ``X-API-Key``; one answer for every failure."""

    def authenticate(self, request: Request) -> tuple[User, AuthenticatedCaller] | None:
        """The caller; None when neither header is there; 401 when one is wrong; 403 when a key's scopes do not reach."""
        key, authorization = request.headers.get("X-API-Key"), request.headers.get("Authorization")
        if key is None and authorization is None:
            return None
        caller = caller_of_api_key(key.strip()) if key is not None else caller_of_authorization(authorization or "")
        if caller is None:
            raise AuthenticationFailed("These credentials are not valid, or not any more.")
        _check_scope(request, caller)
        notice(caller, address=address_of(request), agent=request.headers.get("User-Agent", ""))
        request._request.caller = caller  # type: ignore[attr-defined]  # the API log names it
        return caller.user, caller

    def authenticate_header(self, request: Request) -> str:
        """The challenge that makes a missing login a 401."""
        return 'Bearer realm="daimon"'


def key_used(request: Request) -> UUID | None:
    """The id of the API key the request came with; None for a person."""
    caller = request.auth
    return caller.api_key.pk if isinstance(caller, AuthenticatedCaller) and caller.api_key else None


def _check_scope(request: Request, caller: AuthenticatedCaller) -> None:
    """The scope is checked with the key itself, so no view can forget it."""
    view = (request.parser_context or {}).get("view")
    group = getattr(view, "scope_group", None) or group_of(type(view).__module__)
    if getattr(view, "is_for_people_only", False) and caller.api_key:
        raise PermissionDenied("An API key cannot do this; sign in yourself.")
    if not caller.may(group, str(request.method)):
        scope = needed_scope(group=group, method=str(request.method))
        raise PermissionDenied(f"This API key lacks the scope {scope}.")


class CredentialsScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes both headers."""

    target_class = Credentials
    name = ["bearer", "apiKey"]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[Any]]]:
        """Either header is enough."""
        return [{"bearer": []}, {"apiKey": []}]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, Any]]:
        """An HTTP bearer scheme and a header of our own."""
        return [
            {"type": "http", "scheme": "bearer", "description": "An access token of the sign-in, or an API key."},
            {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        ]
