"""The endpoints of datasets."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import PAGE_PARAMETERS, Filter, refuse_unknown
from project.api.given import valid
from project.api.headers import IDEMPOTENCY_KEY, IF_MATCH
from project.api.idempotency import idempotent
from project.api.tags import require_match, tagged
from training.datasets.api.serializers import (
    EXPORT_FORMATS,
    DatasetChange,
    DatasetCreate,
    DatasetOut,
    DatasetVersionDetail,
    DatasetVersionOut,
    DedupeIn,
    ExaminationStarted,
    FileIn,
    HubIn,
    SampleOut,
    SourceIn,
    SourceOut,
    SplitIn,
)
from training.datasets.models import Dataset, DatasetVersion, Sample
from training.datasets.queries.datasets import datasets_of, get_dataset, get_version, samples_of
from training.datasets.rules.shapes import Shape
from training.datasets.rules.splitting import Shares
from training.datasets.services.add_version import (
    dedupe_version,
    hub_version,
    source_version,
    split_version,
    upload_version,
)
from training.datasets.services.examine_version import ask_to_examine
from training.datasets.services.export_version import CONTENT_TYPES, ExportFormat, exported
from training.datasets.services.make_dataset import change_dataset, make_dataset, remove_dataset
from training.datasets.sources import sources

UUID_PATTERN = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
SPLITS = [str(each) for each in Sample.Split]
VERSION = OpenApiParameter("version", int, description="The version's number; absent: the newest that is ready.")
SPLIT = OpenApiParameter("split", str, enum=SPLITS, description="Only rows of this split.")
FORMAT = OpenApiParameter("form", str, enum=EXPORT_FORMATS, description="How the rows are written; absent: jsonl.")


@extend_schema_view(list=extend_schema(summary="Your datasets, newest first"))
class DatasetViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Dataset]):
    """Rows for training, evaluation and knowledge, in versions that never change."""

    queryset = Dataset.objects.none()
    serializer_class = DatasetOut
    lookup_value_regex = UUID_PATTERN
    filters = {
        "q": Filter(
            serializers.CharField(max_length=200),
            lambda rows, text: rows.filter(Q(name__icontains=text) | Q(description__icontains=text)),
            meaning="Text in name or description.",
            schema={"type": "string", "maxLength": 200},
        ),
        "tag": Filter(
            serializers.CharField(max_length=40),
            lambda rows, tag: rows.filter(tags__contains=[tag.lower()]),
            meaning="Only datasets with this tag.",
            schema={"type": "string", "maxLength": 40},
        ),
        "shape": Filter(
            serializers.ChoiceField(choices=Shape.choices),
            lambda rows, shape: rows.filter(shape=shape),
            meaning="Only datasets whose newest version has rows of this form.",
            schema={"type": "string", "enum": Shape.values},
        ),
        "favourite": Filter(
            serializers.BooleanField(),
            lambda rows, wanted: rows.filter(is_favourite=wanted),
            meaning="Only favourites, or only others.",
            schema={"type": "boolean"},
        ),
    }

    def get_queryset(self) -> QuerySet[Dataset]:
        """The person's own."""
        return datasets_of(signed_in(self.request))

    @extend_schema(summary="One dataset", responses=DatasetOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One dataset, with an ETag."""
        refuse_unknown(request, set())
        return tagged(request, self._data(request, pk))

    @extend_schema(
        summary="Make a dataset", parameters=[IDEMPOTENCY_KEY], request=DatasetCreate, responses={201: DatasetOut}
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """A new dataset without rows; upload a file next."""
        refuse_unknown(request, set())
        made = make_dataset(user=signed_in(request), **valid(DatasetCreate, request))
        return Response(self._data(request, made.pk), status=status.HTTP_201_CREATED)

    @extend_schema(summary="Change a dataset", parameters=[IF_MATCH], request=DatasetChange, responses=DatasetOut)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Name, description, licence, tags and favourite; versions stay as they are."""
        refuse_unknown(request, set())
        dataset = get_dataset(signed_in(request), pk)
        require_match(request, self._data(request, pk))
        change_dataset(dataset=dataset, **valid(DatasetChange, request))
        return tagged(request, self._data(request, pk))

    @extend_schema(summary="Delete a dataset with its versions", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete it for good."""
        refuse_unknown(request, set())
        remove_dataset(dataset=get_dataset(signed_in(request), pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="Upload a file as the next version",
        description="The file is read by a job; follow the version's state, or the job. Rows that cannot be used are in its report.",
        parameters=[IDEMPOTENCY_KEY],
        request={"multipart/form-data": FileIn},
        responses={201: DatasetVersionOut},
    )
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    @idempotent
    def upload(self, request: Request, pk: UUID) -> Response:
        """The next version, being read."""
        refuse_unknown(request, set())
        dataset = get_dataset(signed_in(request), pk)
        given = valid(FileIn, request)
        file = given["file"]
        version = upload_version(
            dataset=dataset, name=file.name or "", chunks=file.chunks(), drops_repeated=given["drop_repeated"]
        )
        return Response(DatasetVersionOut(version).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Split the rows anew as the next version",
        description="Equal rows fall into the same split, and the same seed splits alike.",
        parameters=[IDEMPOTENCY_KEY],
        request=SplitIn,
        responses={201: DatasetVersionOut},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def split(self, request: Request, pk: UUID) -> Response:
        """The next version, being split."""
        refuse_unknown(request, set())
        dataset = get_dataset(signed_in(request), pk)
        given = valid(SplitIn, request)
        seed = given.pop("seed")
        version = split_version(dataset=dataset, shares=Shares(**given), seed=seed)
        return Response(DatasetVersionOut(version).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Leave out repeated rows as the next version",
        parameters=[IDEMPOTENCY_KEY],
        request=DedupeIn,
        responses={201: DatasetVersionOut},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def dedupe(self, request: Request, pk: UUID) -> Response:
        """The next version, without rows like earlier ones."""
        refuse_unknown(request, set())
        dataset = get_dataset(signed_in(request), pk)
        version = dedupe_version(dataset=dataset, **valid(DedupeIn, request))
        return Response(DatasetVersionOut(version).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Import a dataset of a Hugging Face hub as the next version",
        description="Its JSON, CSV, Parquet and text files are read; splits follow from their names. Without a licence it must be allowed.",
        parameters=[IDEMPOTENCY_KEY],
        request=HubIn,
        responses={201: DatasetVersionOut},
    )
    @action(detail=True, methods=["post"], url_path="import-hub")
    @idempotent
    def import_hub(self, request: Request, pk: UUID) -> Response:
        """The next version, being fetched."""
        refuse_unknown(request, set())
        dataset = get_dataset(signed_in(request), pk)
        version = hub_version(dataset=dataset, **valid(HubIn, request))
        return Response(DatasetVersionOut(version).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Take your own rows from Daimon as the next version",
        description="`sources` lists what there is: conversations, answers that won a comparison.",
        parameters=[IDEMPOTENCY_KEY],
        request=SourceIn,
        responses={201: DatasetVersionOut},
    )
    @action(detail=True, methods=["post"], url_path="import-source")
    @idempotent
    def import_source(self, request: Request, pk: UUID) -> Response:
        """The next version, being gathered."""
        refuse_unknown(request, set())
        dataset = get_dataset(signed_in(request), pk)
        version = source_version(dataset=dataset, name=valid(SourceIn, request)["name"])
        return Response(DatasetVersionOut(version).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="What versions can be made from", responses=SourceOut(many=True), filters=False)
    @action(detail=False, filter_backends=[], pagination_class=None)
    def sources(self, request: Request) -> Response:
        """Each by its name."""
        refuse_unknown(request, set())
        return Response(SourceOut(sorted(sources().values(), key=lambda each: each.name), many=True).data)

    @extend_schema(
        summary="Look for personal data and secrets",
        description="The outcome stands in the version's `personal_data`; values are kept masked.",
        parameters=[VERSION],
        request=None,
        responses={202: ExaminationStarted, 409: None},
    )
    @action(detail=True, methods=["post"])
    def examine(self, request: Request, pk: UUID) -> Response:
        """Start a job that looks through every row."""
        refuse_unknown(request, {"version"})
        job = ask_to_examine(version=_version(request, get_dataset(signed_in(request), pk)))
        return Response(ExaminationStarted({"job_id": job.pk}).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(summary="A dataset's versions, newest first", responses=DatasetVersionOut(many=True), filters=False)
    @action(detail=True, filter_backends=[])
    def versions(self, request: Request, pk: UUID) -> Response:
        """Each with its statistics."""
        refuse_unknown(request, PAGE_PARAMETERS)
        rows = get_dataset(signed_in(request), pk).versions.order_by("-id")
        page: Any = self.paginate_queryset(rows)  # type: ignore[arg-type]  # rows of the dataset, not datasets
        return self.get_paginated_response(DatasetVersionOut(page, many=True).data)

    @extend_schema(
        summary="One version with its report",
        parameters=[VERSION],
        responses={200: DatasetVersionDetail, 409: None},
        filters=False,
    )
    @action(detail=True, filter_backends=[], pagination_class=None)
    def report(self, request: Request, pk: UUID) -> Response:
        """Statistics, refused rows with their reasons, and what was found of personal data."""
        refuse_unknown(request, {"version"})
        return Response(DatasetVersionDetail(_version(request, get_dataset(signed_in(request), pk))).data)

    @extend_schema(
        summary="The rows of a version",
        parameters=[VERSION, SPLIT],
        responses={200: SampleOut(many=True), 409: None},
        filters=False,
    )
    @action(detail=True, filter_backends=[])
    def samples(self, request: Request, pk: UUID) -> Response:
        """Row by row, in their order."""
        refuse_unknown(request, PAGE_PARAMETERS | {"version", "split"})
        version = _version(request, get_dataset(signed_in(request), pk))
        rows = samples_of(version)
        split = _split(request)
        self.keyset_order = ("number", "id")
        page: Any = self.paginate_queryset(rows.filter(split=split) if split else rows)  # type: ignore[arg-type]
        return self.get_paginated_response(SampleOut(page, many=True).data)

    @extend_schema(
        summary="Download a version's rows",
        parameters=[VERSION, SPLIT, FORMAT],
        responses={
            (200, "application/jsonl"): OpenApiTypes.STR,
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/vnd.apache.parquet"): OpenApiTypes.BINARY,
            409: None,
        },
        filters=False,
    )
    @action(detail=True, filter_backends=[], pagination_class=None)
    def export(self, request: Request, pk: UUID) -> StreamingHttpResponse:
        """The file, written while it is sent."""
        refuse_unknown(request, {"version", "split", "form"})
        dataset = get_dataset(signed_in(request), pk)
        raw = request.query_params.get("form", "jsonl")
        if raw not in EXPORT_FORMATS:
            raise ValidationError({"form": [f"Expected one of: {', '.join(EXPORT_FORMATS)}."]})
        form, version = ExportFormat(raw), _version(request, dataset)
        answer = StreamingHttpResponse(exported(version, form, split=_split(request)), content_type=CONTENT_TYPES[form])
        answer["Content-Disposition"] = f'attachment; filename="dataset-v{version.number}.{form}"'
        return answer

    def _data(self, request: Request, pk: UUID) -> dict[str, Any]:
        return dict(DatasetOut(get_dataset(signed_in(request), pk)).data)


def _version(request: Request, dataset: Dataset) -> DatasetVersion:
    raw = request.query_params.get("version")
    if raw is not None and not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise ValidationError({"version": ["Expected the number of a version."]})
    return get_version(dataset, int(raw) if raw is not None else None)


def _split(request: Request) -> str:
    raw = request.query_params.get("split", "")
    if raw and raw not in SPLITS:
        raise ValidationError({"split": [f"Expected one of: {', '.join(SPLITS)}."]})
    return raw
