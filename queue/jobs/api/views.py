"""The endpoints of jobs: look, cancel, try again. Jobs are made by what needs them, never by a caller's own payload."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from jobs.api.serializers import HistoryOut, JobOut
from jobs.models import Job
from jobs.queries.jobs import get_job, history_of, jobs_of
from jobs.rules.states import JobState
from jobs.services.cancel import cancel
from jobs.services.retry import retry
from project.api.filters import Filter, refuse_unknown
from project.api.tags import tagged
from project.lib.clock import now
from project.lib.errors import Unavailable

UUID_PATTERN = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"


class LiveNeedsEdge(Unavailable):
    """The server in front runs the WSGI door, which cannot stream."""

    code = "stream_needs_asgi"
    message = "This server cannot stream. Start Daimon with ./daimon up, or serve project.asgi:application."


@extend_schema_view(list=extend_schema(summary="Your jobs, newest first"))
class JobViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Job]):
    """Jobs of the signed-in person."""

    queryset = Job.objects.none()
    serializer_class = JobOut
    lookup_value_regex = UUID_PATTERN
    filters = {
        "state": Filter(
            serializers.ChoiceField(choices=JobState.choices),
            lambda rows, value: rows.filter(state=value),
            meaning="Only jobs in this state.",
            schema={"type": "string", "enum": JobState.values},
        ),
        "kind": Filter(
            serializers.CharField(max_length=100),
            lambda rows, value: rows.filter(kind=value),
            meaning="Only jobs of this kind.",
            schema={"type": "string"},
        ),
        "batch": Filter(
            serializers.UUIDField(),
            lambda rows, value: rows.filter(batch_id=value),
            meaning="Only jobs of this batch.",
            schema={"type": "string", "format": "uuid"},
        ),
    }

    def get_queryset(self) -> QuerySet[Job]:
        """The person's own."""
        return jobs_of(signed_in(self.request))

    @extend_schema(summary="One job", responses=JobOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """The job as it stands."""
        refuse_unknown(request, set())
        return tagged(request, JobOut(get_job(signed_in(request), pk)).data)

    @extend_schema(summary="A job's history, oldest first", responses=HistoryOut)
    @action(detail=True, methods=["get"])
    def events(self, request: Request, pk: UUID) -> Response:
        """Made, started, failed, tried again, cancelled, done."""
        refuse_unknown(request, set())
        return Response(HistoryOut({"results": history_of(get_job(signed_in(request), pk))}).data)

    @extend_schema(summary="Cancel a job and its children", request=None, responses=JobOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        """A waiting job ends at once, a running one as soon as it looks; a finished one is a 409."""
        refuse_unknown(request, set())
        return Response(JobOut(cancel(get_job(signed_in(request), pk), at=now())).data)

    @extend_schema(summary="Try a failed or cancelled job again", request=None, responses=JobOut)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: UUID) -> Response:
        """The job goes back into its lane with a clean count; any other state is a 409."""
        refuse_unknown(request, set())
        return Response(JobOut(retry(get_job(signed_in(request), pk), at=now())).data)

    @extend_schema(
        summary="Follow your jobs live",
        description="A server-sent event stream: a `job` event (id, state, progress, progress_message) whenever one changes.",
        responses={(200, "text/event-stream"): OpenApiResponse(OpenApiTypes.STR, "Events until you leave.")},
    )
    @action(detail=False, methods=["get"])
    def live(self, request: Request) -> Response:
        """Answered at the edge; without it there is no stream."""
        refuse_unknown(request, set())
        raise LiveNeedsEdge
