"""The endpoints of conversations and what is said in them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.api.authentication import key_used
from accounts.queries.ownership import Right
from accounts.queries.signed_in import signed_in
from chat.api.serializers import (
    ConversationChange,
    ConversationOut,
    MessageIn,
    NewConversation,
    RunOut,
    ThreadOut,
)
from chat.exchange.write_text import as_json
from chat.models import Conversation
from chat.queries.conversations import conversations_of, get_conversation, get_readable_conversation, search
from chat.queries.thread import WINDOW, branch_to, for_reader, get_message
from chat.queries.uploads import with_attachments
from chat.services.conversations import change_conversation, delete_conversation, start_conversation
from chat.services.exchange import documents_of
from chat.services.turns import send_message
from project.api.filters import Filter, refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY, IF_MATCH
from project.api.idempotency import idempotent
from project.api.tags import require_match, tagged
from project.lib.clock import now
from project.ops.models import LimitGroup


def _renamed(given: dict[str, Any]) -> dict[str, Any]:
    """Wire names of references as the services call them."""
    names = {"minion": "minion_id", "language_model": "language_model_id", "parent": "parent_id", "folder": "folder_id"}
    return {names.get(name, name): value for name, value in given.items()}


@extend_schema_view(
    list=extend_schema(summary="Your conversations, latest activity first"),
    retrieve=extend_schema(summary="One conversation, your own or one shared with you", responses=ConversationOut),
)
class ConversationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Conversation]):
    """Conversations of the signed-in person."""

    queryset = Conversation.objects.none()
    serializer_class = ConversationOut
    lookup_value_converter = "uuid"
    keyset_order = ("-active_at", "-id")
    filters = {
        "q": Filter(
            serializers.CharField(max_length=200),
            search,
            meaning="Words in the title or in what was said.",
            schema={"type": "string", "maxLength": 200},
        ),
        "archived": Filter(
            serializers.BooleanField(),
            lambda rows, wanted: rows.exclude(archived_at=None) if wanted else rows.filter(archived_at=None),
            meaning="Only archived ones, or only others; absent: all.",
            schema={"type": "boolean"},
        ),
        "folder": Filter(
            serializers.UUIDField(),
            lambda rows, wanted: rows.filter(folder_id=wanted),
            meaning="Only those in this folder.",
            schema={"type": "string", "format": "uuid"},
        ),
        "pinned": Filter(
            serializers.BooleanField(),
            lambda rows, wanted: rows.exclude(pinned_at=None) if wanted else rows.filter(pinned_at=None),
            meaning="Only pinned ones, or only others; absent: all.",
            schema={"type": "boolean"},
        ),
    }

    @property
    def limit_group(self) -> str | None:
        """Saying something asks a model, which is limited more tightly than writing."""
        return LimitGroup.ANSWERS if self.action == "messages" and self.request.method == "POST" else None

    def get_queryset(self) -> QuerySet[Conversation]:
        """The person's own."""
        return conversations_of(signed_in(self.request))

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One conversation, with an ETag."""
        refuse_unknown(request, set())
        conversation = get_readable_conversation(signed_in(request), pk)
        return tagged(request, ConversationOut(conversation, context={"reader": signed_in(request)}).data)

    @extend_schema(
        summary="Start a conversation",
        parameters=[IDEMPOTENCY_KEY],
        request=NewConversation,
        responses={201: ConversationOut},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """A new, empty conversation."""
        refuse_unknown(request, set())
        given = NewConversation(data=request.data)
        given.is_valid(raise_exception=True)
        conversation = start_conversation(user=signed_in(request), **_renamed(given.validated_data))
        return tagged(request, ConversationOut(conversation).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Rename, pin, archive, or change who answers",
        parameters=[IF_MATCH],
        request=ConversationChange,
        responses=ConversationOut,
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what is given."""
        refuse_unknown(request, set())
        require_match(request, ConversationOut(get_conversation(signed_in(request), pk)).data)
        given = ConversationChange(data=request.data)
        given.is_valid(raise_exception=True)
        changed = change_conversation(
            user=signed_in(request), conversation_id=pk, now=now(), **_renamed(given.validated_data)
        )
        return tagged(request, ConversationOut(changed).data)

    @extend_schema(
        summary="All your conversations in one file",
        responses={(200, "application/json"): OpenApiTypes.BINARY},
    )
    @action(detail=False, methods=["get"])
    def export(self, request: Request) -> HttpResponse:
        """Every branch of every conversation but the temporary ones, to be read back by `import`."""
        refuse_unknown(request, set())
        answer = HttpResponse(as_json(documents_of(signed_in(request))), content_type="application/json")
        answer["Content-Disposition"] = 'attachment; filename="conversations.json"'
        return answer

    @extend_schema(summary="Delete a conversation with everything in it", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete it for good."""
        refuse_unknown(request, set())
        delete_conversation(user=signed_in(request), conversation_id=pk)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        methods=["GET"],
        summary="What is said on the branch on show",
        parameters=[OpenApiParameter("before", UUID, description="Only messages before this one.")],
        responses=ThreadOut,
    )
    @extend_schema(
        methods=["POST"],
        summary="Say something; the answer is a run",
        parameters=[IDEMPOTENCY_KEY],
        request=MessageIn,
        responses={202: RunOut},
    )
    @action(detail=True, methods=["get", "post"])
    def messages(self, request: Request, pk: UUID) -> Response:
        """The branch on show, or a new turn on it."""
        return self._thread(request, pk) if request.method == "GET" else self._send(request, pk)

    def _thread(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request, {"before"})
        conversation = get_readable_conversation(signed_in(request), pk)
        leaf = conversation.leaf_id
        if "before" in request.query_params:
            before = serializers.UUIDField().run_validation(request.query_params["before"])
            leaf = get_message(signed_in(request), before, right=Right.READ).parent_id
        spoken = branch_to(conversation, leaf)
        spoken = with_attachments(spoken) if conversation.owner_id == request.user.pk else for_reader(spoken)
        earlier = None
        if len(spoken) == WINDOW and spoken[0].message.parent_id:
            here = reverse("conversation-messages", args=[pk], request=request)
            earlier = f"{here}?before={spoken[0].message.pk}"
        return tagged(request, ThreadOut({"results": spoken, "earlier": earlier}).data)

    @idempotent
    def _send(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request, set())
        given = MessageIn(data=request.data)
        given.is_valid(raise_exception=True)
        run = send_message(
            user=signed_in(request),
            conversation_id=pk,
            api_key_id=key_used(request),
            now=now(),
            **_renamed(given.validated_data),
        )
        return Response(RunOut(run).data, status=status.HTTP_202_ACCEPTED)
