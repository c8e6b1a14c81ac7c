"""The endpoints of workspace files: what tools read and write."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import Filter, refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent
from project.lib.clock import now
from project.lib.downloads import download
from project.lib.errors import InvalidInput
from spirits.api.calendars import valid
from spirits.api.spirits import UUID_PATTERN
from spirits.errors import WorkspaceFileNotFound, WorkspaceFull
from spirits.models import WorkspaceFile, WorkspaceVersion
from spirits.queries.workspace import (
    at_or_below,
    bytes_used,
    every_file_of,
    get_file_by_id,
    read_version,
    versions_of_file,
)
from spirits.rules.workspace_paths import LARGEST_FILE, LONGEST_PATH, MOST_FILES, QUOTA_BYTES, clean_path
from spirits.services.workspace import (
    empty_trash,
    move_path,
    restore_file,
    trash_path,
    undo_change,
    write_file,
)

VERSION = OpenApiParameter(
    "version", OpenApiTypes.INT, description="An earlier version's number; the present one without."
)

FOR_GOOD = OpenApiParameter("for_good", OpenApiTypes.BOOL, description="Delete for good what is in the trash already.")


class WorkspaceFileOut(serializers.ModelSerializer[WorkspaceFile]):
    """A file, or what is left of it in the trash."""

    class Meta:
        model = WorkspaceFile
        fields = ["id", "path", "version", "size", "sha256", "trashed_at", "created_at", "updated_at"]
        read_only_fields = fields


class WorkspaceVersionOut(serializers.ModelSerializer[WorkspaceVersion]):
    """What a file was after one change; ``call_id`` names the tool call that made it."""

    class Meta:
        model = WorkspaceVersion
        fields = ["number", "path", "size", "sha256", "call_id", "at"]
        read_only_fields = fields


class WorkspaceUploadIn(serializers.Serializer[Any]):
    """A file to keep."""

    file = serializers.FileField(max_length=1_000, allow_empty_file=True)
    path = serializers.CharField(
        max_length=LONGEST_PATH, required=False, help_text="Folders and name; the file's own name without."
    )
    is_new = serializers.BooleanField(default=False, help_text="Refuse it where a file is there already.")


class WorkspaceMoveIn(serializers.Serializer[Any]):
    """Where something should lie."""

    path = serializers.CharField(
        max_length=LONGEST_PATH, help_text="Folders and name of what moves: a file or a folder."
    )
    to = serializers.CharField(
        max_length=LONGEST_PATH, help_text="Its new folders and name; the folders need not be there."
    )


class WorkspaceFileMoveIn(serializers.Serializer[Any]):
    """Where a file should lie."""

    path = serializers.CharField(max_length=LONGEST_PATH, help_text="Its new folders and name.")


class WorkspaceMovedOut(serializers.Serializer[Any]):
    """How much moved."""

    files = serializers.IntegerField()


class WorkspaceUsageOut(serializers.Serializer[Any]):
    """What a person's files take, with history and trash, and what they may."""

    bytes_used = serializers.IntegerField()
    bytes_allowed = serializers.IntegerField()
    files = serializers.IntegerField()
    files_allowed = serializers.IntegerField()
    largest_file = serializers.IntegerField()


@extend_schema_view(list=extend_schema(summary="Your files by path; those in the trash when asked for"))
class WorkspaceFileViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Any]):
    """Files of the signed-in person's workspace."""

    queryset = WorkspaceFile.objects.none()
    serializer_class = WorkspaceFileOut
    lookup_value_regex = UUID_PATTERN
    keyset_order: tuple[str, ...] = ("path", "id")
    filters = {
        "folder": Filter(
            serializers.CharField(max_length=LONGEST_PATH),
            lambda rows, folder: at_or_below(rows, clean_path(folder, field="folder")),
            meaning="Only what is at this path or below it.",
            schema={"type": "string"},
        ),
        "is_trashed": Filter(
            serializers.BooleanField(),
            lambda rows, is_trashed: rows.filter(trashed_at__isnull=not is_trashed),
            meaning="The trash, instead of what is outside it.",
            schema={"type": "boolean"},
        ),
    }

    def get_queryset(self) -> QuerySet[WorkspaceFile]:
        """The person's own."""
        rows = every_file_of(signed_in(self.request))
        return rows if "is_trashed" in self.request.query_params else rows.filter(trashed_at=None)

    def get_parsers(self) -> list[BaseParser]:
        """A file comes as a form."""
        is_upload = self.request and self.request.method == "POST" and self.action_map.get("post") == "create"
        return [MultiPartParser()] if is_upload else super().get_parsers()

    @extend_schema(summary="One file", responses=WorkspaceFileOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """What is known of it; its bytes are at ``content``."""
        refuse_unknown(request, set())
        return Response(WorkspaceFileOut(get_file_by_id(signed_in(request), pk)).data)

    @extend_schema(
        summary="Upload a file, or the next version of one",
        parameters=[IDEMPOTENCY_KEY],
        request={"multipart/form-data": WorkspaceUploadIn},
        responses={201: WorkspaceFileOut},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Within the quota, or nothing of it."""
        refuse_unknown(request, set())
        given = valid(WorkspaceUploadIn(data=request.data))
        file = given["file"]
        if file.size > LARGEST_FILE:
            raise WorkspaceFull(f"A file may have {LARGEST_FILE:,} bytes.", fields={"file": ["Too large."]})
        path = given.get("path") or file.name or ""
        made = write_file(
            user=signed_in(request), path=path, content=b"".join(file.chunks()), now=now(), is_new=given["is_new"]
        )
        return Response(WorkspaceFileOut(made).data, status=201)

    @extend_schema(summary="Rename or move a file", request=WorkspaceFileMoveIn, responses=WorkspaceFileOut)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """As a new version, so that it can be taken back. One in the trash has to be restored first."""
        refuse_unknown(request, set())
        user = signed_in(request)
        to = valid(WorkspaceFileMoveIn(data=request.data))["path"]
        file = get_file_by_id(user, pk)
        if file.trashed_at is not None:
            raise WorkspaceFileNotFound("This file is in the trash.", fields={"path": ["Restore it first."]})
        if to != file.path:
            move_path(user=user, path=file.path, to=to, now=now(), field="path")
        return Response(WorkspaceFileOut(get_file_by_id(user, pk)).data)

    @extend_schema(summary="Rename or move a file or a folder", request=WorkspaceMoveIn, responses=WorkspaceMovedOut)
    @action(detail=False, methods=["post"], filter_backends=[], pagination_class=None)
    def move(self, request: Request) -> Response:
        """Everything in it, or nothing where one place is taken."""
        refuse_unknown(request, set())
        given = valid(WorkspaceMoveIn(data=request.data))
        moved = move_path(user=signed_in(request), path=given["path"], to=given["to"], now=now())
        return Response(WorkspaceMovedOut({"files": len(moved)}).data)

    @extend_schema(summary="Empty the trash", request=None, responses=WorkspaceMovedOut)
    @action(detail=False, methods=["post"], url_path="empty-trash", filter_backends=[], pagination_class=None)
    def empty_trash(self, request: Request) -> Response:
        """For good, with the history of what lay there."""
        refuse_unknown(request, set())
        return Response(WorkspaceMovedOut({"files": empty_trash(user=signed_in(request))}).data)

    @extend_schema(
        summary="Move a file to the trash, or delete one from there",
        parameters=[FOR_GOOD],
        responses={204: None},
    )
    def destroy(self, request: Request, pk: UUID) -> Response:
        """One that is in the trash stays there, unless ``for_good=true`` ends it with its history."""
        refuse_unknown(request, {"for_good"})
        user = signed_in(request)
        file = get_file_by_id(user, pk)
        asked = request.query_params.get("for_good", "false")
        if asked not in ("true", "false"):
            raise InvalidInput.of("for_good", "Expected true or false.")
        if asked == "true" and file.trashed_at is None:
            raise InvalidInput.of("for_good", "Only what is in the trash is deleted for good.")
        if asked == "true":
            empty_trash(user=user, file_id=file.pk)
        elif file.trashed_at is None:
            trash_path(user=user, path=file.path, now=now())
        return Response(status=204)

    @extend_schema(
        summary="The file itself",
        parameters=[VERSION],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    @action(detail=True, filter_backends=[], pagination_class=None)
    def content(self, request: Request, pk: UUID) -> HttpResponse:
        """Always a download: what a tool wrote is never shown as a page of this site."""
        refuse_unknown(request, {"version"})
        file = get_file_by_id(signed_in(request), pk)
        return download(read_version(file, _number(request)), name=file.path.rsplit("/", 1)[-1])

    @extend_schema(
        summary="What the file was after each change, newest first", responses=WorkspaceVersionOut(many=True)
    )
    @action(detail=True, filter_backends=[])
    def versions(self, request: Request, pk: UUID) -> Response:
        """Older ones are dropped after fifty."""
        refuse_unknown(request, {"cursor", "limit"})
        self.keyset_order = ("-number",)
        rows = self.paginate_queryset(versions_of_file(get_file_by_id(signed_in(request), pk)))
        return self.get_paginated_response(WorkspaceVersionOut(rows, many=True).data)

    @extend_schema(summary="Take the last change back", request=None, responses=WorkspaceFileOut)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: UUID) -> Response:
        """As a new version."""
        refuse_unknown(request, set())
        user = signed_in(request)
        changed = undo_change(user=user, path=get_file_by_id(user, pk).path, now=now())
        return Response(WorkspaceFileOut(changed).data)

    @extend_schema(summary="Take a file out of the trash", request=None, responses=WorkspaceFileOut)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: UUID) -> Response:
        """Back where it was, unless something else lies there."""
        refuse_unknown(request, set())
        user = signed_in(request)
        file = get_file_by_id(user, pk)
        if file.trashed_at is not None:
            file = restore_file(user=user, path=file.path, now=now(), file_id=file.pk)
        return Response(WorkspaceFileOut(file).data)

    @extend_schema(summary="What your files take, and what they may", responses=WorkspaceUsageOut)
    @action(detail=False, filter_backends=[], pagination_class=None)
    def usage(self, request: Request) -> Response:
        """History and trash count too; equal contents count once."""
        refuse_unknown(request, set())
        user = signed_in(request)
        told = {
            "bytes_used": bytes_used(user),
            "bytes_allowed": QUOTA_BYTES,
            "files": every_file_of(user).count(),
            "files_allowed": MOST_FILES,
            "largest_file": LARGEST_FILE,
        }
        return Response(WorkspaceUsageOut(told).data)


def _number(request: Request) -> int | None:
    raw = request.query_params.get("version")
    if raw is None:
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise InvalidInput.of("version", "This is not a version's number.")
    return int(raw)
