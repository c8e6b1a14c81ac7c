"""The endpoints of files that go with what people say."""

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from chat.api.serializers import UploadIn, UploadOut
from chat.models import Upload
from chat.queries.uploads import get_upload, uploads_of
from chat.services.upload_files import opened_file
from chat.services.uploads import add_upload, remove_upload
from project.api.filters import refuse_unknown
from project.api.given import valid
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent


@extend_schema_view(list=extend_schema(summary="Your attached files, newest first"))
class UploadViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Upload]):
    """Files of the signed-in person."""

    queryset = Upload.objects.none()
    serializer_class = UploadOut
    lookup_value_converter = "uuid"
    keyset_order = ("-id",)

    def get_queryset(self) -> QuerySet[Upload]:
        """The person's own."""
        return uploads_of(signed_in(self.request))

    def get_parsers(self) -> list[BaseParser]:
        """A file comes as a form."""
        return [MultiPartParser()] if self.request and self.request.method == "POST" else super().get_parsers()

    @extend_schema(summary="One file", responses=UploadOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """What is known of it."""
        refuse_unknown(request, set())
        return Response(UploadOut(get_upload(signed_in(request), pk)).data)

    @extend_schema(
        summary="Upload a file to attach",
        description=f"A picture, or a document of up to {settings.UPLOAD_MEGABYTES} MB that is read while you wait. Name its id in `uploads` of a message.",
        parameters=[IDEMPOTENCY_KEY],
        request={"multipart/form-data": UploadIn},
        responses={201: UploadOut},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """The file, ready to be attached."""
        refuse_unknown(request, set())
        file = valid(UploadIn, request)["file"]
        made = add_upload(user=signed_in(request), name=file.name or "", chunks=file.chunks())
        return Response(UploadOut(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Delete a file wherever it is attached", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete it with what was read of it, for good."""
        refuse_unknown(request, set())
        remove_upload(user=signed_in(request), upload_id=pk)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="The file as it came", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: None}
    )
    @action(detail=True, filter_backends=[], pagination_class=None)
    def content(self, request: Request, pk: UUID) -> FileResponse:
        """To be saved; never a page of this site."""
        refuse_unknown(request, set())
        return download(get_upload(signed_in(request), pk))


def download(upload: Upload) -> FileResponse:
    """The file to be saved, whatever it is."""
    answer = FileResponse(
        opened_file(upload.pk), as_attachment=True, filename=upload.name, content_type="application/octet-stream"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
