"""The endpoints of links to conversations."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts.queries.signed_in import signed_in
from chat.models import ShareLink
from chat.queries.conversations import get_conversation
from chat.queries.share_links import links_of
from chat.services.share_links import LONGEST_PASSWORD, MOST_DAYS, SHORTEST_PASSWORD, make_link, revoke_link
from project.api.filters import refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent
from project.lib.clock import now


class LinkOut(serializers.ModelSerializer[ShareLink]):
    """A link to a conversation as it stood; its address is told only when it is made."""

    has_password = serializers.SerializerMethodField()

    class Meta:
        model = ShareLink
        fields = ["id", "has_password", "views", "created_at", "expires_at", "revoked_at"]

    def get_has_password(self, link: ShareLink) -> bool:
        """Whether a password is asked for."""
        return bool(link.password)


class NewLinkOut(LinkOut):
    """A link just made, with its address."""

    url = serializers.URLField(help_text="Shown only in this answer.")

    class Meta(LinkOut.Meta):
        fields = [*LinkOut.Meta.fields, "url"]


class LinkIn(serializers.Serializer[Any]):
    """How long a link works, and what it asks for."""

    days = serializers.IntegerField(
        min_value=1, max_value=MOST_DAYS, required=False, allow_null=True, help_text="Absent: until taken back."
    )
    password = serializers.CharField(
        min_length=SHORTEST_PASSWORD, max_length=LONGEST_PASSWORD, required=False, trim_whitespace=False
    )


class ConversationLinksView(APIView):
    """Links to one of the person's conversations."""

    @extend_schema(summary="Links to a conversation that lead somewhere", responses=LinkOut(many=True))
    def get(self, request: Request, conversation_id: UUID) -> Response:
        """Newest first; there are never many."""
        refuse_unknown(request, set())
        conversation = get_conversation(signed_in(request), conversation_id)
        return Response(LinkOut(links_of(conversation, at=now()), many=True).data)

    @extend_schema(
        summary="Share a conversation by a link, as it stands now",
        parameters=[IDEMPOTENCY_KEY],
        request=LinkIn,
        responses={201: NewLinkOut},
    )
    @idempotent
    def post(self, request: Request, conversation_id: UUID) -> Response:
        """The link with its address."""
        refuse_unknown(request, set())
        given = LinkIn(data=request.data)
        given.is_valid(raise_exception=True)
        link, token = make_link(
            user=signed_in(request),
            conversation_id=conversation_id,
            now=now(),
            days=given.validated_data.get("days"),
            password=given.validated_data.get("password", ""),
        )
        link.url = reverse("linked", args=[token], request=request)  # type: ignore[attr-defined]  # told here alone
        return Response(NewLinkOut(link).data, status=status.HTTP_201_CREATED)


class LinkView(APIView):
    """One link."""

    @extend_schema(summary="Take a link back", responses={204: None})
    def delete(self, request: Request, link_id: UUID) -> Response:
        """It leads nowhere from now on."""
        refuse_unknown(request, set())
        revoke_link(user=signed_in(request), link_id=link_id, now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)
