"""The endpoints of runs. Their event stream is answered at the ASGI edge; here it is a page of events."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from chat.api.serializers import RunOut
from chat.models import Run
from chat.queries.runs import get_run, runs_of
from chat.rules.run_states import RunState
from chat.services.stop_run import stop_run
from project.api.filters import Filter, refuse_unknown
from project.api.tags import tagged
from project.lib.clock import now
from project.lib.errors import Unavailable


class StreamNeedsEdge(Unavailable):
    """The server in front runs the WSGI door, which cannot stream."""

    code = "stream_needs_asgi"
    message = "This server cannot stream. Start Daimon with ./daimon up, or serve project.asgi:application."


@extend_schema_view(list=extend_schema(summary="Your runs, newest first"))
class RunViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Run]):
    """Runs of the signed-in person."""

    queryset = Run.objects.none()
    serializer_class = RunOut
    lookup_value_converter = "uuid"
    filters = {
        "state": Filter(
            serializers.ChoiceField(choices=RunState.choices),
            lambda rows, value: rows.filter(state=value),
            meaning="Only runs in this state.",
            schema={"type": "string", "enum": RunState.values},
        ),
        "conversation": Filter(
            serializers.UUIDField(),
            lambda rows, value: rows.filter(conversation_id=value),
            meaning="Only runs of this conversation.",
            schema={"type": "string", "format": "uuid"},
        ),
    }

    def get_queryset(self) -> QuerySet[Run]:
        """The person's own."""
        return runs_of(signed_in(self.request))

    @extend_schema(summary="One run", responses=RunOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """The run as it stands."""
        refuse_unknown(request, set())
        return tagged(request, RunOut(get_run(signed_in(request), pk)).data)

    @extend_schema(summary="Stop an answer; its text so far is kept", request=None, responses=RunOut)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, pk: UUID) -> Response:
        """Ask the run to stop. One that has ended stays as it is."""
        refuse_unknown(request, set())
        return Response(RunOut(stop_run(user=signed_in(request), run_id=pk, now=now())).data)

    @extend_schema(
        summary="Replay a run's events and follow it to its end",
        description=(
            "A server-sent event stream: `text` and `reasoning` carry words, `tool_call` and `tool_result` tools, `end` the "
            "final state; `id` is the sequence number to reconnect after. `view=html` adds rendered `block` events."
        ),
        parameters=[
            OpenApiParameter("after", int, description="Only events after this sequence number."),
            OpenApiParameter("view", str, enum=["raw", "html"]),
            OpenApiParameter("Last-Event-ID", str, OpenApiParameter.HEADER, description="As `after`; wins over it."),
        ],
        responses={
            (200, "text/event-stream"): OpenApiResponse(OpenApiTypes.STR, "Events until the run ends."),
        },
    )
    @action(detail=True, methods=["get"])
    def events(self, request: Request, pk: UUID) -> Response:
        """Answered at the edge; without it there is no stream."""
        get_run(signed_in(request), pk)
        raise StreamNeedsEdge
