"""The endpoints of single messages: edit, answer again, go on, look at another branch."""

from collections.abc import Callable
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import key_used
from accounts.queries.ownership import Right
from accounts.queries.signed_in import signed_in
from chat.api.serializers import ConversationOut, FeedbackIn, FeedbackOut, MessageEdit, MessageOut, Regenerate, RunOut
from chat.models import Message, Run
from chat.queries.thread import branch_to, for_reader, get_message
from chat.queries.uploads import with_attachments
from chat.services.conversations import show_branch
from chat.services.feedback import give_feedback, take_feedback_back
from chat.services.fork import fork_conversation
from chat.services.turns import continue_answer, edit_message, regenerate
from project.api.filters import refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent
from project.api.tags import tagged
from project.lib.clock import now
from project.ops.models import LimitGroup


class MessageViewSet(viewsets.GenericViewSet[Message]):
    """Messages in the signed-in person's conversations."""

    queryset = Message.objects.none()
    serializer_class = MessageOut  # type: ignore[assignment]  # a message is shown with its run and siblings
    lookup_value_converter = "uuid"

    @property
    def limit_group(self) -> str | None:
        """Asking a model is limited more tightly than writing."""
        return LimitGroup.ANSWERS if self.action in {"edit", "regenerate", "go_on"} else None

    @extend_schema(summary="One message", responses=MessageOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """The message, with its branches and its run."""
        refuse_unknown(request, set())
        message = get_message(signed_in(request), pk, right=Right.READ)
        spoken = branch_to(message.conversation, message.pk, window=1)
        is_own = message.conversation.owner_id == request.user.pk
        spoken = with_attachments(spoken) if is_own else for_reader(spoken)
        return tagged(request, MessageOut(spoken[0]).data)

    @extend_schema(
        summary="Say it differently, on a new branch",
        parameters=[IDEMPOTENCY_KEY],
        request=MessageEdit,
        responses={202: RunOut},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def edit(self, request: Request, pk: UUID) -> Response:
        """A new branch beside the message, answered anew."""
        refuse_unknown(request, set())
        given = MessageEdit(data=request.data)
        given.is_valid(raise_exception=True)
        run = edit_message(
            user=signed_in(request),
            message_id=pk,
            content=given.validated_data["content"],
            language_model_id=given.validated_data.get("language_model"),
            api_key_id=key_used(request),
            now=now(),
        )
        return Response(RunOut(run).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(
        summary="Answer again, also with another model",
        parameters=[IDEMPOTENCY_KEY],
        request=Regenerate,
        responses={202: RunOut},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def regenerate(self, request: Request, pk: UUID) -> Response:
        """A new branch beside the old answer."""
        return _answered_by(regenerate, request, pk)

    @extend_schema(
        summary="Go on with an answer that was cut off",
        parameters=[IDEMPOTENCY_KEY],
        request=Regenerate,
        responses={202: RunOut},
    )
    @action(detail=True, methods=["post"], url_path="continue")
    @idempotent
    def go_on(self, request: Request, pk: UUID) -> Response:
        """A new branch beside a stopped, interrupted or longest answer, which begins with its words."""
        return _answered_by(continue_answer, request, pk)

    @extend_schema(
        summary="Go on from here in a conversation of its own",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={201: ConversationOut},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def fork(self, request: Request, pk: UUID) -> Response:
        """A new conversation with the branch up to the message."""
        refuse_unknown(request, set())
        made = fork_conversation(user=signed_in(request), message_id=pk, now=now())
        return Response(ConversationOut(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        methods=["PUT"], summary="Say what you think of an answer", request=FeedbackIn, responses=FeedbackOut
    )
    @extend_schema(methods=["DELETE"], summary="Take back what you said of an answer", responses={204: None})
    @action(detail=True, methods=["put", "delete"])
    def feedback(self, request: Request, pk: UUID) -> Response:
        """One word per answer, in place of an earlier one."""
        refuse_unknown(request, set())
        if request.method == "DELETE":
            take_feedback_back(user=signed_in(request), message_id=pk)
            return Response(status=status.HTTP_204_NO_CONTENT)
        get_message(signed_in(request), pk)
        given = FeedbackIn(data=request.data)
        given.is_valid(raise_exception=True)
        kept = give_feedback(user=signed_in(request), message_id=pk, now=now(), **given.validated_data)
        return Response(FeedbackOut(kept).data)

    @extend_schema(summary="Look at the branch this message is on", request=None, responses=ConversationOut)
    @action(detail=True, methods=["post"])
    def show(self, request: Request, pk: UUID) -> Response:
        """The conversation, now showing the newest branch below the message."""
        refuse_unknown(request, set())
        return Response(ConversationOut(show_branch(user=signed_in(request), message_id=pk)).data)


def _answered_by(answer: Callable[..., Run], request: Request, message_id: UUID) -> Response:
    """The run that the service queued for the message, with the model that was asked for."""
    refuse_unknown(request, set())
    given = Regenerate(data=request.data)
    given.is_valid(raise_exception=True)
    run = answer(
        user=signed_in(request),
        message_id=message_id,
        language_model_id=given.validated_data.get("language_model"),
        api_key_id=key_used(request),
        now=now(),
    )
    return Response(RunOut(run).data, status=status.HTTP_202_ACCEPTED)
