"""The endpoints of devices and API keys; people manage them, keys cannot."""

from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import Device, Key, KeyWish, NewKey, SignedOut
from accounts.errors import ReauthenticationNeeded
from accounts.models import ApiKey, DeviceSession
from accounts.queries.access import api_keys_of, devices_of
from accounts.queries.proof import has_recent_proof
from accounts.queries.signed_in import signed_in
from accounts.services.api_keys import make_api_key, revoke_api_key
from accounts.services.authenticate import AuthenticatedCaller
from accounts.services.device_sessions import revoke_all_sessions, revoke_session
from project.api.filters import refuse_unknown
from project.lib.clock import now
from project.lib.errors import NotFound


def session_of(request: Request) -> SessionBase:
    """The session behind the request: of its token, or of the page."""
    caller = request.auth
    session = caller.session if isinstance(caller, AuthenticatedCaller) else None
    return request.session if session is None else session


def require_recent_proof(request: Request) -> None:
    """Raise ReauthenticationNeeded unless the person signed in or confirmed themselves lately."""
    if not has_recent_proof(session_of(request), at=now()):
        raise ReauthenticationNeeded


def _uuid(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError as error:
        raise NotFound from error


class DeviceViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[DeviceSession]):
    """The devices one is signed in on."""

    serializer_class = Device
    is_for_people_only = True
    queryset = DeviceSession.objects.none()

    def get_queryset(self) -> QuerySet[DeviceSession]:
        """One's own live sessions."""
        return devices_of(signed_in(self.request), at=now())

    def get_serializer_context(self) -> dict[str, Any]:
        """Adds which session this request belongs to."""
        session = session_of(self.request)
        session.get("")  # loads it
        return {**super().get_serializer_context(), "session_id": getattr(session, "device_id", None)}

    @extend_schema(summary="Sign one device out", request=None, responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Its cookie and tokens are refused everywhere within seconds."""
        refuse_unknown(request, set())
        revoke_session(user=signed_in(request), session_id=_uuid(pk), at=now())
        return Response(status=204)

    @extend_schema(summary="Sign all other devices out", request=None, responses=SignedOut)
    @action(detail=False, methods=["post"], url_path="sign-out-others")
    def sign_out_others(self, request: Request) -> Response:
        """Every device but the one this request came from."""
        refuse_unknown(request, set())
        ended = revoke_all_sessions(user=signed_in(request), at=now(), except_key=session_of(request).session_key)
        return Response(SignedOut({"signed_out": ended}).data)


class ApiKeyViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[ApiKey]):
    """One's API keys."""

    serializer_class = Key
    is_for_people_only = True
    queryset = ApiKey.objects.none()

    def get_queryset(self) -> QuerySet[ApiKey]:
        """One's own keys that were not revoked."""
        return api_keys_of(signed_in(self.request))

    @extend_schema(summary="Make an API key", request=KeyWish, responses={201: NewKey})
    def create(self, request: Request) -> Response:
        """The secret is in this answer and nowhere else. Asks for a recent sign-in; takes no Idempotency-Key."""
        refuse_unknown(request, set())
        wish = KeyWish(data=request.data)
        wish.is_valid(raise_exception=True)
        require_recent_proof(request)
        key, secret = make_api_key(user=signed_in(request), at=now(), **wish.validated_data)
        return Response(NewKey(key, context={"secret": secret}).data, status=201, headers={"Cache-Control": "no-store"})

    @extend_schema(summary="Revoke an API key", request=None, responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """It is refused from now on."""
        refuse_unknown(request, set())
        revoke_api_key(user=signed_in(request), key_id=_uuid(pk), at=now())
        return Response(status=204)
