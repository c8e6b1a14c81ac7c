"""The endpoints of what a model was told in a run, and of what it would be told now."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.queries.signed_in import signed_in
from chat.context.parts import Part
from chat.context.preview import preview
from chat.context.snapshots import compare, get_snapshot, replay, replay_with, verify
from chat.queries.choose_model import choose_model
from chat.rules.limits import LONGEST_MESSAGE
from project.api.filters import refuse_unknown
from project.lib.clock import now


class PartOut(serializers.Serializer[Part]):
    """One piece of what a model is told; no words where they were destroyed since."""

    kind = serializers.CharField(help_text="instructions, passage, marker, user or assistant")
    reference = serializers.CharField(help_text="The message, the memory and its version, or the passage.")
    source = serializers.CharField()  # type: ignore[assignment]  # the wire calls it source
    number = serializers.IntegerField(help_text="The number of a passage, by which the answer cites it.")
    score = serializers.FloatField()
    tokens = serializers.IntegerField(help_text="At most so many.")
    text = serializers.CharField()
    why = serializers.DictField(help_text="What led to a memory: reason, rank, engine, weight set and signals.")


class ContextOut(serializers.Serializer[Any]):
    """What a model was told in one run, and whether that can be proved."""

    state = serializers.ChoiceField(choices=["identical", "erased", "tampered"])
    problems = serializers.ListField(child=serializers.CharField())
    number = serializers.IntegerField(help_text="Its place in the conversation's chain.")
    hash = serializers.CharField()
    at = serializers.DateTimeField()
    memory = serializers.CharField(
        help_text="What of memory served: all, own (only the minion's) or off; empty for turns before this was kept."
    )
    parts = PartOut(many=True)


class DifferenceOut(serializers.Serializer[Any]):
    """Parts by kind, reference and hash."""

    added = serializers.ListField(child=serializers.DictField())
    removed = serializers.ListField(child=serializers.DictField())
    kept = serializers.ListField(child=serializers.DictField())


class PreviewIn(serializers.Serializer[Any]):
    """What would be said."""

    content = serializers.CharField(max_length=LONGEST_MESSAGE, trim_whitespace=False)


class PreviewOut(serializers.Serializer[Any]):
    """What the model would be told, and how full its window would be."""

    window = serializers.IntegerField()
    room = serializers.IntegerField(help_text="What is left beside the answer's share.")
    tokens = serializers.IntegerField(help_text="At most so many.")
    left_out = serializers.IntegerField(help_text="Earlier messages that do not fit.")
    memory = serializers.CharField(help_text="What of memory serves: all, own (only the minion's) or off.")
    parts = PartOut(many=True)
    dropped = serializers.ListField(child=serializers.DictField())


class ReplayOut(serializers.Serializer[Any]):
    """Memories found then, and found again by the same search as of then; with another model also what it would be told."""

    then = serializers.ListField(child=serializers.CharField())
    again = serializers.ListField(child=serializers.CharField())
    is_same = serializers.BooleanField()
    engine = serializers.CharField(help_text="keywords, or the embedder's name.")
    weights = serializers.CharField(help_text="The weight set of that turn; empty where nothing was found.")
    fitted = PreviewOut(required=False, help_text="The same words in the other model's window.")


class RunContextView(APIView):
    """What a model was told."""

    @extend_schema(summary="What the model was told in a run, verified", responses=ContextOut)
    def get(self, request: Request, run_id: UUID) -> Response:
        """Every part, rendered again from messages and memories as they were."""
        refuse_unknown(request, set())
        snapshot = get_snapshot(signed_in(request), run_id)
        verdict = verify(snapshot)
        shown = {
            "state": verdict.state,
            "problems": verdict.problems,
            "number": snapshot.number,
            "hash": snapshot.hash,
            "at": snapshot.created_at,
            "memory": snapshot.record().get("memory", ""),
            "parts": verdict.parts,
        }
        return Response(ContextOut(shown).data)


class RunReplayView(APIView):
    """The same search, as of then."""

    @extend_schema(
        summary="Search memory again as of a run",
        parameters=[
            OpenApiParameter("language_model", UUID, description="Fit the same words into this model's window.")
        ],
        responses=ReplayOut,
    )
    def get(self, request: Request, run_id: UUID) -> Response:
        """Whether the same memories come out."""
        refuse_unknown(request, {"language_model"})
        user = signed_in(request)
        snapshot = get_snapshot(user, run_id)
        shown: dict[str, Any] = dict(replay(snapshot))
        if "language_model" in request.query_params:
            model = choose_model(user, snapshot.run.conversation, _uuid(request, "language_model"))
            shown["fitted"] = replay_with(snapshot, context_length=model.context_length)
        return Response(ReplayOut(shown).data)


class RunDifferenceView(APIView):
    """Two runs side by side."""

    @extend_schema(
        summary="What one run was told that another was not",
        parameters=[OpenApiParameter("from", UUID, required=True, description="The run to compare with.")],
        responses=DifferenceOut,
    )
    def get(self, request: Request, run_id: UUID) -> Response:
        """Parts added, removed and kept since the run ``from``."""
        refuse_unknown(request, {"from"})
        if "from" not in request.query_params:
            raise serializers.ValidationError({"from": ["This parameter is required."]})
        before = _uuid(request, "from")
        user = signed_in(request)
        return Response(DifferenceOut(compare(get_snapshot(user, before), get_snapshot(user, run_id))).data)


class ContextPreviewView(APIView):
    """What would be told."""

    @extend_schema(summary="What the model would be told, without asking it", request=PreviewIn, responses=PreviewOut)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        """The context for a message that is not sent; nothing is written."""
        refuse_unknown(request, set())
        given = PreviewIn(data=request.data)
        given.is_valid(raise_exception=True)
        context = preview(
            user=signed_in(request),
            conversation_id=conversation_id,
            content=given.validated_data["content"],
            now=now(),
        )
        return Response(PreviewOut(context).data)


def _uuid(request: Request, name: str) -> UUID:
    """An id of the query, or an error that names it."""
    try:
        found: UUID = serializers.UUIDField().run_validation(request.query_params[name])
    except serializers.ValidationError as error:
        raise serializers.ValidationError({name: error.detail}) from error
    return found
