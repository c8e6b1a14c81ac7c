"""The endpoints of releases. The tool makes them; here they are read, gone back to, and deleted."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import Filter, refuse_unknown
from project.lib.clock import now
from spirits.api.spirits import UUID_PATTERN
from spirits.downloads import manifest_file
from spirits.models import Release
from spirits.queries.releases import get_release, listed_releases_of
from spirits.services.releases import delete_release, go_back


class ReleaseOut(serializers.ModelSerializer[Release]):
    """A release without its manifest."""

    is_current = serializers.BooleanField(read_only=True, help_text="Whether it is the application's latest.")
    call = serializers.PrimaryKeyRelatedField[Any](read_only=True, allow_null=True)

    class Meta:
        model = Release
        fields = [
            "id", "application", "number", "is_current", "target", "image", "back_to", "call", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class WholeReleaseOut(ReleaseOut):
    """A release with its manifest."""

    class Meta(ReleaseOut.Meta):
        fields = [*ReleaseOut.Meta.fields, "manifest"]
        read_only_fields = fields


@extend_schema_view(list=extend_schema(summary="Your releases, newest first"))
class ReleaseViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Release]):
    """Releases that the signed-in person's tools kept."""

    queryset = Release.objects.none()
    serializer_class = ReleaseOut
    lookup_value_regex = UUID_PATTERN
    filters = {
        "application": Filter(
            serializers.CharField(max_length=53),
            lambda rows, application: rows.filter(application=application),
            meaning="Only of this application.",
            schema={"type": "string"},
        ),
        "is_current": Filter(
            serializers.BooleanField(),
            lambda rows, is_current: rows.filter(is_current=is_current),
            meaning="Only the latest of each application, or only earlier ones.",
            schema={"type": "boolean"},
        ),
    }

    def get_queryset(self) -> QuerySet[Release]:
        """The person's own."""
        return listed_releases_of(signed_in(self.request))

    @extend_schema(summary="One release", responses=WholeReleaseOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With its manifest."""
        refuse_unknown(request, set())
        return Response(WholeReleaseOut(get_release(signed_in(request), pk)).data)

    @extend_schema(summary="The manifest as a file", responses={(200, "application/yaml"): OpenApiTypes.BINARY})
    @action(detail=True, filter_backends=[], pagination_class=None)
    def content(self, request: Request, pk: UUID) -> HttpResponse:
        """A download."""
        refuse_unknown(request, set())
        return manifest_file(get_release(signed_in(request), pk))

    @extend_schema(summary="Go back to a release", request=None, responses={201: WholeReleaseOut})
    @action(detail=True, methods=["post"])
    def rollback(self, request: Request, pk: UUID) -> Response:
        """As a new release with its manifest. Nothing is applied anywhere."""
        refuse_unknown(request, set())
        user = signed_in(request)
        made = go_back(user=user, release_id=pk, now=now())
        return Response(WholeReleaseOut(get_release(user, made.pk)).data, status=201)

    @extend_schema(summary="Delete a release for good", request=None, responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """The current one stays while there are earlier ones."""
        refuse_unknown(request, set())
        delete_release(user=signed_in(request), release_id=pk)
        return Response(status=204)
