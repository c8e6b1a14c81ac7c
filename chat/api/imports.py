"""The endpoint that brings in conversations from other systems."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.queries.signed_in import signed_in
from chat.services.bring_in_conversations import bring_in_conversations
from project.api.filters import refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent
from project.lib.clock import now


class ImportIn(serializers.Serializer[Any]):
    """An export: conversations.json of ChatGPT, its packed archive, or the chats Open WebUI exports."""

    file = serializers.FileField()


class ImportOut(serializers.Serializer[Any]):
    """What was brought in."""

    conversations = serializers.ListField(child=serializers.UUIDField(), help_text="The new ones.")
    messages = serializers.IntegerField()
    known = serializers.IntegerField(help_text="Conversations that were imported before.")


class ImportConversationsView(APIView):
    """Bring conversations in."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        summary="Import conversations from ChatGPT or Open WebUI",
        parameters=[IDEMPOTENCY_KEY],
        request={"multipart/form-data": ImportIn},
        responses={201: ImportOut},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """All conversations of the file, or none; what you said in them is remembered by jobs."""
        refuse_unknown(request, set())
        given = ImportIn(data=request.data)
        given.is_valid(raise_exception=True)
        content = given.validated_data["file"].read()
        imported = bring_in_conversations(user=signed_in(request), content=content, now=now())
        return Response(ImportOut(imported).data, status=status.HTTP_201_CREATED)
