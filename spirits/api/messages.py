"""The endpoints of connected accounts and of messages that went out."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import Filter, refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent
from project.lib.clock import now
from spirits.api.spirits import UUID_PATTERN
from spirits.models import OutboundMessage, SocialAccount
from spirits.queries.outbound_messages import (
    get_message_out,
    get_social_account,
    messages_out_of,
    social_accounts_of,
)
from spirits.services.messages import connect_account, disconnect_account


class SocialAccountOut(serializers.ModelSerializer[SocialAccount]):
    """A connected account; its token is never shown."""

    class Meta:
        model = SocialAccount
        fields = ["id", "network", "name", "server", "handle", "created_at"]
        read_only_fields = fields


class SocialAccountIn(serializers.Serializer[Any]):
    """An account to connect."""

    network = serializers.ChoiceField(choices=SocialAccount.Network.choices)
    name = serializers.CharField(max_length=60)
    server = serializers.URLField(
        max_length=300, required=False, allow_blank=True, help_text="Bluesky's own when empty."
    )
    handle = serializers.CharField(max_length=200, required=False, allow_blank=True, help_text="For Bluesky.")
    token = serializers.CharField(
        max_length=1_000,
        required=False,
        allow_blank=True,
        help_text="Access token (Mastodon) or app password (Bluesky).",
    )


class OutboundMessageOut(serializers.ModelSerializer[OutboundMessage]):
    """A mail, short message or post."""

    class Meta:
        model = OutboundMessage
        fields = [
            "id", "channel", "account", "recipients", "subject", "body", "state", "reference", "parts", "cost_cents", "error",
            "created_at", "sent_at",
        ]  # fmt: skip
        read_only_fields = fields


@extend_schema_view(list=extend_schema(summary="Your connected accounts"))
class SocialAccountViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[SocialAccount]):
    """Accounts of other networks that the signed-in person connected."""

    queryset = SocialAccount.objects.none()
    serializer_class = SocialAccountOut
    lookup_value_regex = UUID_PATTERN
    keyset_order = ("name", "id")

    def get_queryset(self) -> QuerySet[SocialAccount]:
        """The person's own."""
        return social_accounts_of(signed_in(self.request))

    @extend_schema(summary="One connected account", responses=SocialAccountOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Without its token."""
        refuse_unknown(request, set())
        return Response(SocialAccountOut(get_social_account(signed_in(request), pk)).data)

    @extend_schema(
        summary="Connect an account",
        parameters=[IDEMPOTENCY_KEY],
        request=SocialAccountIn,
        responses={201: SocialAccountOut},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """The token is sealed and never shown again."""
        refuse_unknown(request, set())
        given = SocialAccountIn(data=request.data)
        given.is_valid(raise_exception=True)
        made = connect_account(user=signed_in(request), now=now(), **given.validated_data)
        return Response(SocialAccountOut(made).data, status=201)

    @extend_schema(summary="Disconnect an account", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Its token is forgotten; what was posted stays listed."""
        refuse_unknown(request, set())
        disconnect_account(user=signed_in(request), account_id=pk)
        return Response(status=204)


@extend_schema_view(list=extend_schema(summary="What went out in your name, newest first"))
class OutboundMessageViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[OutboundMessage]):
    """Mails, short messages and posts of the signed-in person, drafts too."""

    queryset = OutboundMessage.objects.none()
    serializer_class = OutboundMessageOut
    lookup_value_regex = UUID_PATTERN
    filters = {
        "channel": Filter(
            serializers.ChoiceField(choices=OutboundMessage.Channel.choices),
            lambda rows, channel: rows.filter(channel=channel),
            meaning="Only of this kind.",
            schema={"type": "string", "enum": OutboundMessage.Channel.values},
        ),
        "state": Filter(
            serializers.ChoiceField(choices=OutboundMessage.State.choices),
            lambda rows, state: rows.filter(state=state),
            meaning="Only in this state.",
            schema={"type": "string", "enum": OutboundMessage.State.values},
        ),
    }

    def get_queryset(self) -> QuerySet[OutboundMessage]:
        """The person's own."""
        return messages_out_of(signed_in(self.request))

    @extend_schema(summary="One message", responses=OutboundMessageOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With what became of it."""
        refuse_unknown(request, set())
        return Response(OutboundMessageOut(get_message_out(signed_in(request), pk)).data)
