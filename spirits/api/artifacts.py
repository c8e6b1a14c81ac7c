"""The endpoints of what tools made: charts, documents, tables and other files."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import Filter, refuse_unknown
from project.lib.clock import now
from spirits.api.calendars import valid
from spirits.api.spirits import UUID_PATTERN
from spirits.api.tool_serializers import KeptArtifactOut
from spirits.api.workspace import WorkspaceFileOut
from spirits.downloads import artifact_file
from spirits.models import Artifact
from spirits.queries.artifacts import artifact_bytes, artifacts_of, get_artifact, narrowed
from spirits.rules.artifact_kinds import QUOTA_BYTES, ArtifactKind
from spirits.rules.workspace_paths import LONGEST_PATH
from spirits.services.artifacts import copy_to_workspace, delete_artifact


class ArtifactCopyIn(serializers.Serializer[Any]):
    """Where in the workspace a copy should lie."""

    path = serializers.CharField(max_length=LONGEST_PATH, help_text="Folders and name; nothing may lie there yet.")


class ArtifactUsageOut(serializers.Serializer[Any]):
    """What a person's artifacts take, and what they may."""

    bytes_used = serializers.IntegerField()
    bytes_allowed = serializers.IntegerField()
    files = serializers.IntegerField()


@extend_schema_view(list=extend_schema(summary="Files that your tools made, newest first"))
class ArtifactViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Artifact]):
    """Charts, documents and other files made by the signed-in person's tools."""

    queryset = Artifact.objects.none()
    serializer_class = KeptArtifactOut
    lookup_value_regex = UUID_PATTERN
    filters = {
        "kind": Filter(
            serializers.ChoiceField(choices=ArtifactKind.choices),
            lambda rows, kind: narrowed(rows, kind=kind),
            meaning="Only files of this kind.",
            schema={"type": "string", "enum": ArtifactKind.values},
        ),
        "tool": Filter(
            serializers.CharField(max_length=120),
            lambda rows, tool: narrowed(rows, tool=tool),
            meaning="Only what this tool made.",
            schema={"type": "string"},
        ),
        "name": Filter(
            serializers.CharField(max_length=120),
            lambda rows, words: narrowed(rows, words=words),
            meaning="Only with this in the name, in capitals or not.",
            schema={"type": "string"},
        ),
    }

    def get_queryset(self) -> QuerySet[Artifact]:
        """The person's own."""
        return artifacts_of(signed_in(self.request))

    @extend_schema(summary="One artifact", responses=KeptArtifactOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """What it is and where it came from; its bytes are at ``content``."""
        refuse_unknown(request, set())
        return Response(KeptArtifactOut(get_artifact(signed_in(request), pk)).data)

    @extend_schema(summary="Delete an artifact for good", request=None, responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """With its file; the call stays."""
        refuse_unknown(request, set())
        delete_artifact(user=signed_in(request), artifact_id=pk)
        return Response(status=204)

    @extend_schema(summary="The file itself", responses={200: OpenApiResponse(description="The bytes.")})
    @action(detail=True, filter_backends=[], pagination_class=None)
    def content(self, request: Request, pk: UUID) -> HttpResponse:
        """Always a download: what a tool made is never shown as a page of this site."""
        refuse_unknown(request, set())
        return artifact_file(get_artifact(signed_in(request), pk))

    @extend_schema(
        summary="Copy an artifact into the workspace", request=ArtifactCopyIn, responses={201: WorkspaceFileOut}
    )
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, pk: UUID) -> Response:
        """As a new file within the workspace's quota."""
        refuse_unknown(request, set())
        path = valid(ArtifactCopyIn(data=request.data))["path"]
        made = copy_to_workspace(user=signed_in(request), artifact_id=pk, path=path, now=now())
        return Response(WorkspaceFileOut(made).data, status=201)

    @extend_schema(summary="What your artifacts take, and what they may", responses=ArtifactUsageOut)
    @action(detail=False, filter_backends=[], pagination_class=None)
    def usage(self, request: Request) -> Response:
        """A tool call whose files would go beyond fails."""
        refuse_unknown(request, set())
        user = signed_in(request)
        told = {
            "bytes_used": artifact_bytes(user),
            "bytes_allowed": QUOTA_BYTES,
            "files": artifacts_of(user).count(),
        }
        return Response(ArtifactUsageOut(told).data)
