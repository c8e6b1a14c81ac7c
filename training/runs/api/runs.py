"""The endpoints of training runs and of what they made."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from jobs.api.serializers import JobOut
from project.api.filters import PAGE_PARAMETERS, Filter, refuse_unknown
from project.api.given import valid
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent
from project.lib.clock import now
from training.datasets.queries.datasets import get_dataset
from training.datasets.queries.datasets import get_version as get_dataset_version
from training.runs.api.serializers import (
    ExecutorOut,
    LogLineOut,
    MetricOut,
    ShareIn,
    TrainedVersionOut,
    TrainingArtifactOut,
    TrainingExport,
    TrainingRunCreate,
    TrainingRunOut,
)
from training.runs.errors import TrainingNotFound
from training.runs.executors import executors
from training.runs.models import TrainedVersion, TrainingRun
from training.runs.queries.runs import get_run, get_version, runs_of, versions_of
from training.runs.rules.settings import with_choices
from training.runs.services.decide import promote, roll_back, try_on_share
from training.runs.services.export_model import ask_to_export
from training.runs.services.start_training import go_on_with_training, remove_training, start_training, stop_training
from training.runs.work import folder_of

UUID_PATTERN = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
PATH = OpenApiParameter("path", str, required=True, description="The file's path, as `artifacts` lists it.")


@extend_schema_view(list=extend_schema(summary="Your training runs, newest first"))
class TrainingRunViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[TrainingRun]):
    """A dataset becomes knowledge, a prompt, an adapter or a model."""

    queryset = TrainingRun.objects.none()
    serializer_class = TrainingRunOut
    lookup_value_regex = UUID_PATTERN
    filters = {
        "state": Filter(
            serializers.ChoiceField(choices=TrainingRun.State.choices),
            lambda rows, state: rows.filter(state=state),
            meaning="Only runs in this state.",
            schema={"type": "string", "enum": TrainingRun.State.values},
        ),
        "executor": Filter(
            serializers.CharField(max_length=20),
            lambda rows, name: rows.filter(executor=name),
            meaning="Only runs of this executor.",
            schema={"type": "string", "maxLength": 20},
        ),
    }

    def get_queryset(self) -> QuerySet[TrainingRun]:
        """The person's own."""
        return runs_of(signed_in(self.request))

    @extend_schema(summary="One training run", responses=TrainingRunOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """How far it is and what it made."""
        refuse_unknown(request, set())
        return Response(self._data(request, pk))

    @extend_schema(
        summary="Start a training run",
        description="A job does it; follow the run's state, its metrics and its log.",
        parameters=[IDEMPOTENCY_KEY],
        request=TrainingRunCreate,
        responses={201: TrainingRunOut},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """The run, waiting for its job."""
        refuse_unknown(request, set())
        user, given = signed_in(request), valid(TrainingRunCreate, request)
        made = start_training(
            user=user,
            name=given["name"],
            executor=given["executor"],
            version=get_dataset_version(get_dataset(user, given["dataset"]), given["version"]),
            config=given["config"],
            minion_id=given["minion"],
            suite_id=given["suite"],
        )
        return Response(self._data(request, made.pk), status=status.HTTP_201_CREATED)

    @extend_schema(summary="Delete a training run with its files", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """A 409 while it is worked on, or while a minion has what it made."""
        refuse_unknown(request, set())
        remove_training(run=get_run(signed_in(request), pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Stop a training run", request=None, responses=TrainingRunOut)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, pk: UUID) -> Response:
        """Checkpoints stay; one that has ended stays as it is."""
        refuse_unknown(request, set())
        stop_training(run=get_run(signed_in(request), pk), at=now())
        return Response(self._data(request, pk))

    @extend_schema(summary="Go on with a stopped or failed training run", request=None, responses=TrainingRunOut)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: UUID) -> Response:
        """From its last checkpoint."""
        refuse_unknown(request, set())
        go_on_with_training(run=get_run(signed_in(request), pk))
        return Response(self._data(request, pk))

    @extend_schema(summary="Every point of every curve", responses=MetricOut(many=True), filters=False)
    @action(detail=True, filter_backends=[])
    def metrics(self, request: Request, pk: UUID) -> Response:
        """By step."""
        refuse_unknown(request, PAGE_PARAMETERS)
        self.keyset_order: tuple[str, ...] = ("step", "name", "pk")
        points: Any = get_run(signed_in(request), pk).metrics.all()
        page: Any = self.paginate_queryset(points)
        return self.get_paginated_response(MetricOut(page, many=True).data)

    @extend_schema(summary="The log", responses=LogLineOut(many=True), filters=False)
    @action(detail=True, filter_backends=[])
    def logs(self, request: Request, pk: UUID) -> Response:
        """Line by line."""
        refuse_unknown(request, PAGE_PARAMETERS)
        self.keyset_order = ("number", "pk")
        lines: Any = get_run(signed_in(request), pk).log.all()
        page: Any = self.paginate_queryset(lines)
        return self.get_paginated_response(LogLineOut(page, many=True).data)

    @extend_schema(
        summary="The files it made, with their hashes", responses=TrainingArtifactOut(many=True), filters=False
    )
    @action(detail=True, filter_backends=[], pagination_class=None)
    def artifacts(self, request: Request, pk: UUID) -> Response:
        """All of them."""
        refuse_unknown(request, set())
        return Response(TrainingArtifactOut(get_run(signed_in(request), pk).artifacts.order_by("path"), many=True).data)

    @extend_schema(
        summary="Download one of its files",
        parameters=[PATH],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        filters=False,
    )
    @action(detail=True, filter_backends=[], pagination_class=None)
    def download(self, request: Request, pk: UUID) -> FileResponse:
        """The file as it was hashed."""
        refuse_unknown(request, {"path"})
        run = get_run(signed_in(request), pk)
        path = request.query_params.get("path")
        if path is None:
            raise ValidationError({"path": ["Name the file."]})
        artifact = run.artifacts.filter(path=path).first()
        place = folder_of(run) / artifact.path if artifact is not None else None
        if place is None or not place.is_file():
            raise TrainingNotFound("There is no such file.")
        return FileResponse(place.open("rb"), as_attachment=True, filename=place.name)

    @extend_schema(
        summary="Merge an adapter into its base model, and give it to an Ollama server where one is named",
        description="A job; the merged model's files are then among the artifacts, with a README for vLLM and Ollama.",
        parameters=[IDEMPOTENCY_KEY],
        request=TrainingExport,
        responses={202: JobOut},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def export(self, request: Request, pk: UUID) -> Response:
        """A 409 where there is no adapter to export."""
        refuse_unknown(request, set())
        user, given = signed_in(request), valid(TrainingExport, request)
        asked = ask_to_export(user=user, run=get_run(user, pk), provider_id=given["provider"], base=given["base_model"], name=given["model"])  # fmt: skip
        return Response(JobOut(asked).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(summary="What datasets can be made into", responses=ExecutorOut(many=True), filters=False)
    @action(detail=False, filter_backends=[], pagination_class=None)
    def executors(self, request: Request) -> Response:
        """Every executor of the installation."""
        refuse_unknown(request, set())
        user = signed_in(request)
        found = [
            {
                "name": each.name,
                "title": each.title,
                "needs_minion": each.needs_minion,
                "settings": with_choices(each.settings, each.choices(user)),
            }
            for each in executors()
        ]
        return Response(ExecutorOut(found, many=True).data)

    def _data(self, request: Request, pk: UUID) -> dict[str, Any]:
        return dict(TrainingRunOut(get_run(signed_in(request), pk)).data)


@extend_schema_view(list=extend_schema(summary="What your training runs made, newest first"))
class TrainedVersionViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[TrainedVersion]):
    """Versions of what was trained."""

    queryset = TrainedVersion.objects.none()
    serializer_class = TrainedVersionOut
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self) -> QuerySet[TrainedVersion]:
        """The person's own."""
        return versions_of(signed_in(self.request))

    @extend_schema(summary="One trained version", responses=TrainedVersionOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """What became of it."""
        refuse_unknown(request, set())
        return Response(TrainedVersionOut(get_version(signed_in(request), pk)).data)

    @extend_schema(
        summary="Give a trained version to its minion",
        description="Only if the gates of its evaluation pass, where there is one.",
        request=None,
        responses=TrainedVersionOut,
    )
    @action(detail=True, methods=["post"])
    def promote(self, request: Request, pk: UUID) -> Response:
        """The minion has it from now on."""
        refuse_unknown(request, set())
        version = promote(version=get_version(signed_in(request), pk), at=now())
        return Response(TrainedVersionOut(version).data)

    @extend_schema(
        summary="Try a trained version on a share of its minion's conversations",
        description="Under the same gates; `promote` gives it to all of them, `roll-back` ends the trial.",
        request=ShareIn,
        responses=TrainedVersionOut,
    )
    @action(detail=True, methods=["post"], url_path="try")
    def try_out(self, request: Request, pk: UUID) -> Response:
        """The minion has it in those conversations from now on."""
        refuse_unknown(request, set())
        version = get_version(signed_in(request), pk)
        tried = try_on_share(version=version, share=valid(ShareIn, request)["share"], at=now())
        return Response(TrainedVersionOut(tried).data)

    @extend_schema(summary="Take a trained version back", request=None, responses=TrainedVersionOut)
    @action(detail=True, methods=["post"], url_path="roll-back")
    def roll_back(self, request: Request, pk: UUID) -> Response:
        """The minion is what it was before."""
        refuse_unknown(request, set())
        version = roll_back(version=get_version(signed_in(request), pk), at=now())
        return Response(TrainedVersionOut(version).data)
