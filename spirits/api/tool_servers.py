"""The endpoints of tool servers: other programs whose tools stand beside ours."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent
from project.lib.clock import now
from spirits.api.spirits import UUID_PATTERN
from spirits.api.tools import ELSEWHERE
from spirits.models import ServerTool, ToolServer
from spirits.queries.tool_servers import get_shown_server, shown_servers
from spirits.services.give_back_tokens import sign_out
from spirits.services.tool_servers import (
    Wish,
    add_server,
    begin_sign_in,
    look_at_own_server,
    remove_own_server,
    switch_server,
)


class ServerToolOut(serializers.ModelSerializer[ServerTool]):
    """A tool of another program."""

    name = serializers.CharField(source="called", help_text="As it is called here, by models too.")
    served_name = serializers.CharField(source="name", help_text="As its server calls it.")

    class Meta:
        model = ServerTool
        fields = ["name", "served_name", "description", "arguments", "is_reading"]
        read_only_fields = fields


class ToolServerOut(serializers.ModelSerializer[ToolServer]):
    """A tool server; its key is never shown."""

    is_shared = serializers.SerializerMethodField(help_text="Whether staff added it for everybody.")
    has_key = serializers.BooleanField(read_only=True)
    tools = ServerToolOut(many=True, read_only=True)

    class Meta:
        model = ToolServer
        fields = [
            "id", "name", "transport", "url", "header", "has_key", "sign_in", "is_shared", "is_trusted", "is_active", "problem",
            "looked_at", "created_at", "tools",
        ]  # fmt: skip
        read_only_fields = fields

    def get_is_shared(self, server: ToolServer) -> bool:
        """Whether it is everybody's."""
        return server.owner_id is None


class ToolServerIn(serializers.Serializer[Any]):
    """A server to add."""

    name = serializers.CharField(max_length=60)
    url = serializers.URLField(max_length=500, help_text="Its address for streamable HTTP.")
    key = serializers.CharField(max_length=2_000, required=False, allow_blank=True, help_text="Sealed, never shown.")
    header = serializers.CharField(
        max_length=60, required=False, allow_blank=True, help_text="What carries the key; empty: Authorization, Bearer."
    )


class ToolServerSwitch(serializers.Serializer[Any]):
    """Whether its tools are offered."""

    is_active = serializers.BooleanField()


class SignInOut(serializers.Serializer[Any]):
    """Where to sign in."""

    address = serializers.URLField()


@extend_schema_view(list=extend_schema(summary="Your tool servers, and everybody's"))
class ToolServerViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[ToolServer]):
    """Other programs that offer tools over the Model Context Protocol."""

    queryset = ToolServer.objects.none()
    serializer_class = ToolServerOut
    lookup_value_regex = UUID_PATTERN
    keyset_order = ("name", "id")

    def get_queryset(self) -> QuerySet[ToolServer]:
        """The person's own and everybody's."""
        return shown_servers(signed_in(self.request))

    @extend_schema(summary="One tool server", responses=ToolServerOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With its tools."""
        refuse_unknown(request, set())
        return Response(ToolServerOut(get_shown_server(signed_in(request), pk)).data)

    @extend_schema(
        summary="Add a tool server",
        parameters=[IDEMPOTENCY_KEY],
        request=ToolServerIn,
        responses={201: ToolServerOut, 424: ELSEWHERE},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """It is asked what it offers first; one that does not answer is not added."""
        refuse_unknown(request, set())
        given = ToolServerIn(data=request.data)
        given.is_valid(raise_exception=True)
        wish = Wish(**given.validated_data)
        made = add_server(user=signed_in(request), wish=wish, now=now(), site=_site(request))
        return Response(ToolServerOut(made).data, status=201)

    @extend_schema(summary="Switch one of your tool servers", request=ToolServerSwitch, responses=ToolServerOut)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """A server that is off offers nothing, and minions keep it."""
        refuse_unknown(request, set())
        given = ToolServerSwitch(data=request.data)
        given.is_valid(raise_exception=True)
        server = switch_server(user=signed_in(request), server_id=pk, is_active=given.validated_data["is_active"])
        return Response(ToolServerOut(server).data)

    @extend_schema(summary="Remove one of your tool servers", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Its key and what was allowed for its tools are forgotten; the trail of calls stays."""
        refuse_unknown(request, set())
        remove_own_server(user=signed_in(request), server_id=pk, now=now())
        return Response(status=204)

    @extend_schema(summary="Look what one of your tool servers offers now", request=None, responses=ToolServerOut)
    @action(detail=True, methods=["post"])
    def look(self, request: Request, pk: UUID) -> Response:
        """``problem`` says what went wrong, if anything; its tools stay as they were known then."""
        refuse_unknown(request, set())
        looked = look_at_own_server(user=signed_in(request), server_id=pk, now=now(), site=_site(request))
        return Response(ToolServerOut(looked).data)

    @extend_schema(
        summary="Where you sign in at a tool server", request=None, responses={200: SignInOut, 424: ELSEWHERE}
    )
    @action(detail=True, methods=["post"], url_path="sign-in")
    def sign_in(self, request: Request, pk: UUID) -> Response:
        """Open it in the browser in which you are signed in here; the way back leads to the page Tool servers."""
        refuse_unknown(request, set())
        address = begin_sign_in(user=signed_in(request), server_id=pk, now=now(), site=_site(request))
        return Response(SignInOut({"address": address}).data)

    @extend_schema(summary="Sign out at a tool server", request=None, responses=ToolServerOut)
    @action(detail=True, methods=["post"], url_path="sign-out")
    def sign_out(self, request: Request, pk: UUID) -> Response:
        """Its tokens are forgotten here, and given back to it by a job where it takes them."""
        refuse_unknown(request, set())
        return Response(ToolServerOut(sign_out(user=signed_in(request), server_id=pk)[0]).data)


def _site(request: Request) -> str:
    return request.build_absolute_uri("/").rstrip("/")
