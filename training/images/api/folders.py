"""The endpoints of image folders."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import refuse_unknown
from project.api.given import valid
from project.api.headers import IDEMPOTENCY_KEY, IF_MATCH
from project.api.idempotency import idempotent
from project.api.tags import require_match, tagged
from project.lib.clock import now
from training.images.api.serializers import (
    CountOut,
    FolderChange,
    FolderCreate,
    FolderDetail,
    FolderOut,
    FolderUpload,
    FoundOut,
    ProcessIn,
    ProgressOut,
    RepairedOut,
    ReportOut,
    ScannedOut,
    StatusOut,
    TagIn,
)
from training.images.models import ImageFolder
from training.images.queries.folders import get_folder, images_of
from training.images.queries.search import search_images
from training.images.services.edit_image import forget_missing, tag_images
from training.images.services.process_folder import (
    Scope,
    progress_of,
    start_processing,
    stop_processing,
    vision_models,
)
from training.images.services.register_folder import open_folder, register_folder, rename_folder, upload_folder
from training.images.services.remove_folder import remove_folder
from training.images.services.repair_folder import repair_folder
from training.images.services.scan_folder import scan_folder
from training.images.services.status import init_status
from training.images.services.verify_folder import Report, verify_folder
from training.models import LanguageModel
from training.queries.usable_models import get_model

UUID_PATTERN = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
MOST_LISTED = 1_000
QUERY = OpenApiParameter("q", str, required=True, description="What to look for; at most 500 characters.")


@extend_schema_view(list=extend_schema(summary="Your image folders, by name"))
class ImageFolderViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[ImageFolder]):
    """Folders of pictures. Rows, search index, image_metadata.json and current state always agree, or verify says where not."""

    queryset = ImageFolder.objects.none()
    serializer_class = FolderOut
    lookup_value_regex = UUID_PATTERN
    keyset_order = ("name", "id")

    def get_queryset(self) -> QuerySet[ImageFolder]:
        """The person's own."""
        return ImageFolder.objects.filter(owner=signed_in(self.request))

    @extend_schema(summary="One image folder with its counts", responses=FolderDetail)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One folder, with an ETag."""
        refuse_unknown(request, set())
        return tagged(request, self._data(request, pk))

    @extend_schema(
        summary="Register a folder of this machine",
        description="It must lie below one of the roots the operator allows. What its image_metadata.json says is taken over.",
        parameters=[IDEMPOTENCY_KEY],
        request=FolderCreate,
        responses={201: FolderDetail},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """A new folder, used in place."""
        refuse_unknown(request, set())
        folder = register_folder(user=signed_in(request), at=now(), **valid(FolderCreate, request))
        return Response(self._data(request, folder.pk), status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Upload a zip archive as a folder",
        description="Links, paths that leave the folder and bombs are refused, and then nothing is kept.",
        parameters=[IDEMPOTENCY_KEY],
        request={"multipart/form-data": FolderUpload},
        responses={201: FolderDetail},
    )
    @action(detail=False, methods=["post"], parser_classes=[MultiPartParser])
    @idempotent
    def upload(self, request: Request) -> Response:
        """A new folder, unpacked."""
        refuse_unknown(request, set())
        folder = upload_folder(user=signed_in(request), at=now(), **valid(FolderUpload, request))
        return Response(self._data(request, folder.pk), status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Rename an image folder", parameters=[IF_MATCH], request=FolderChange, responses=FolderDetail
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Another name; the place stays."""
        refuse_unknown(request, set())
        folder = get_folder(signed_in(request), pk)
        require_match(request, self._data(request, pk))
        rename_folder(folder=folder, **valid(FolderChange, request))
        return tagged(request, self._data(request, pk))

    @extend_schema(
        summary="Close an image folder",
        description="A folder used in place stays on the disk with its image_metadata.json; an unpacked archive is deleted.",
        responses={204: None},
    )
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take it out."""
        refuse_unknown(request, set())
        remove_folder(folder=get_folder(signed_in(request), pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Whether you can work with pictures, and if not, why", responses=StatusOut)
    @action(detail=False, url_path="init-status", filter_backends=[], pagination_class=None)
    def init_status(self, request: Request) -> Response:
        """Looked up anew each time."""
        refuse_unknown(request, set())
        return Response(StatusOut(init_status(signed_in(request))).data)

    @extend_schema(summary="Make a folder the open one", request=None, responses=FolderDetail)
    @action(detail=True, methods=["post"], url_path="open")
    def open_it(self, request: Request, pk: UUID) -> Response:
        """The folder is the one you work with."""
        refuse_unknown(request, set())
        open_folder(folder=get_folder(signed_in(request), pk), at=now())
        return Response(self._data(request, pk))

    @extend_schema(summary="Look for new, gone and renamed pictures", request=None, responses=ScannedOut)
    @action(detail=True, methods=["post"])
    def scan(self, request: Request, pk: UUID) -> Response:
        """Bring the images in line with the disk."""
        refuse_unknown(request, set())
        done = scan_folder(folder=get_folder(signed_in(request), pk), at=now())
        return Response(ScannedOut({**asdict(done), "passed_over": _passed_over(done.passed_over)}).data)

    @extend_schema(
        summary="Process pictures in the background",
        description="Measures them and lets a vision model describe them. After a stop the same call goes on where it was.",
        request=ProcessIn,
        responses={202: ProgressOut},
    )
    @action(detail=True, methods=["post"])
    def process(self, request: Request, pk: UUID) -> Response:
        """A batch of jobs; follow it here or under /jobs."""
        refuse_unknown(request, set())
        folder = get_folder(signed_in(request), pk)
        given = valid(ProcessIn, request)
        start_processing(folder=folder, at=now(), scope=Scope(given["scope"]), model=_model(request, given))
        return Response(self._progress(request, pk), status=status.HTTP_202_ACCEPTED)

    @extend_schema(summary="Stop processing", request=None, responses=ProgressOut)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, pk: UUID) -> Response:
        """What is done stays done."""
        refuse_unknown(request, set())
        stop_processing(folder=get_folder(signed_in(request), pk), at=now())
        return Response(self._progress(request, pk))

    @extend_schema(summary="Compare the layers of a folder", responses=ReportOut)
    @action(detail=True, filter_backends=[], pagination_class=None)
    def verify(self, request: Request, pk: UUID) -> Response:
        """Every difference between rows, file, index, state and pictures; nothing is changed."""
        refuse_unknown(request, set())
        return Response(_report(verify_folder(folder=get_folder(signed_in(request), pk))))

    @extend_schema(
        summary="Mend a folder",
        description="Each layer is brought to what the newest valid side says. A second repair changes nothing.",
        request=None,
        responses=RepairedOut,
    )
    @action(detail=True, methods=["post"])
    def repair(self, request: Request, pk: UUID) -> Response:
        """Bring all layers in line."""
        refuse_unknown(request, set())
        done = repair_folder(folder=get_folder(signed_in(request), pk), at=now())
        answer = {"mended": done.mended, "kept": done.kept, "after": _report(done.after)}
        return Response(RepairedOut(answer).data)

    @extend_schema(summary="Search the pictures of a folder", parameters=[QUERY], responses=FoundOut)
    @action(detail=True, filter_backends=[], pagination_class=None)
    def search(self, request: Request, pk: UUID) -> Response:
        """By words, and by meaning where an embedder is installed."""
        refuse_unknown(request, {"q"})
        folder = get_folder(signed_in(request), pk)
        found = search_images(folder, request.query_params.get("q", ""), limit=200)
        return Response(FoundOut({"engine": found.engine, "results": found.images}).data)

    @extend_schema(summary="Tag several pictures at once", request=TagIn, responses=CountOut)
    @action(detail=True, methods=["post"])
    def tag(self, request: Request, pk: UUID) -> Response:
        """Add and remove tags; pictures of other folders are left alone."""
        refuse_unknown(request, set())
        folder = get_folder(signed_in(request), pk)
        given = valid(TagIn, request)
        rows = images_of(signed_in(request)).filter(folder=folder, pk__in=given.pop("images"))
        changed = tag_images(folder=folder, paths=list(rows.values_list("path", flat=True)), at=now(), **given)
        return Response(CountOut({"changed": changed}).data)

    @extend_schema(summary="Forget pictures whose file is gone", request=None, responses=CountOut)
    @action(detail=True, methods=["post"], url_path="forget-missing")
    def forget(self, request: Request, pk: UUID) -> Response:
        """Take them out of every layer."""
        refuse_unknown(request, set())
        changed = forget_missing(folder=get_folder(signed_in(request), pk), at=now())
        return Response(CountOut({"changed": changed}).data)

    def _data(self, request: Request, pk: UUID) -> dict[str, Any]:
        return dict(FolderDetail(get_folder(signed_in(request), pk)).data)

    def _progress(self, request: Request, pk: UUID) -> dict[str, Any]:
        return dict(ProgressOut(progress_of(get_folder(signed_in(request), pk))).data)


def _model(request: Request, given: dict[str, Any]) -> LanguageModel | None:
    """The model asked for, none where null was, and otherwise the first that sees."""
    if "model" not in given:
        return vision_models(signed_in(request)).first()
    return get_model(signed_in(request), given["model"]) if given["model"] is not None else None


def _report(report: Report) -> dict[str, Any]:
    answer = {
        "is_whole": report.is_whole,
        "images": report.images,
        "count": len(report.differences),
        "by_layer": report.by_layer,
        "differences": report.differences[:MOST_LISTED],
        "passed_over": _passed_over(report.passed_over[:MOST_LISTED]),
    }
    return dict(ReportOut(answer).data)


def _passed_over(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"path": path, "reason": reason} for path, reason in pairs]
