"""The endpoints of pictures."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import Filter, refuse_unknown
from project.api.headers import IF_MATCH
from project.api.tags import require_match, tagged
from project.lib.clock import now
from training.images.api.serializers import FoundOut, ImageChange, ImageDetail, ImageOut
from training.images.models import Image
from training.images.queries.folders import get_image, images_of
from training.images.queries.search import Show, images_like, narrowed
from training.images.rules.entry import LONGEST_TAG
from training.images.services.edit_image import edit_image

UUID_PATTERN = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"


@extend_schema_view(list=extend_schema(summary="Your pictures, by path"))
class ImageViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Image]):
    """Pictures of the person's folders."""

    queryset = Image.objects.none()
    serializer_class = ImageOut
    lookup_value_regex = UUID_PATTERN
    keyset_order = ("path", "id")
    filters = {
        "folder": Filter(
            serializers.UUIDField(),
            lambda rows, value: rows.filter(folder=value),
            meaning="Only pictures of this folder.",
            schema={"type": "string", "format": "uuid"},
        ),
        "show": Filter(
            serializers.ChoiceField(choices=list(Show)),
            lambda rows, value: narrowed(rows, show=value),
            meaning="Only pictures that are in this state.",
            schema={"type": "string", "enum": list(Show)},
        ),
        "tag": Filter(
            serializers.CharField(max_length=LONGEST_TAG),
            lambda rows, value: narrowed(rows, tag=value),
            meaning="Only pictures with this tag.",
            schema={"type": "string", "maxLength": LONGEST_TAG},
        ),
        "format": Filter(
            serializers.CharField(max_length=12),
            lambda rows, value: narrowed(rows, file_format=value.upper()),
            meaning="Only pictures of this format, such as JPEG.",
            schema={"type": "string", "maxLength": 12},
        ),
    }

    def get_queryset(self) -> QuerySet[Image]:
        """The person's own."""
        return images_of(signed_in(self.request))

    @extend_schema(summary="One picture with all that is known of it", responses=ImageDetail)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One picture, with an ETag."""
        refuse_unknown(request, set())
        return tagged(request, self._data(request, pk))

    @extend_schema(
        summary="Change the words and tags of a picture",
        description="Row, search index, image_metadata.json and state change together, or not at all.",
        parameters=[IF_MATCH],
        request=ImageChange,
        responses=ImageDetail,
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what is given."""
        refuse_unknown(request, set())
        image = get_image(signed_in(request), pk)
        require_match(request, self._data(request, pk))
        given = ImageChange(data=request.data)
        given.is_valid(raise_exception=True)
        edit_image(image=image, at=now(), **given.validated_data)
        return tagged(request, self._data(request, pk))

    @extend_schema(summary="Pictures that look nearly the same", responses=FoundOut)
    @action(detail=True, filter_backends=[], pagination_class=None)
    def alike(self, request: Request, pk: UUID) -> Response:
        """By perceptual hash, within the folder, the nearest first."""
        refuse_unknown(request, set())
        found = images_like(get_image(signed_in(request), pk), limit=200)
        return Response(FoundOut({"engine": "perceptual hash", "results": found}).data)

    def _data(self, request: Request, pk: UUID) -> dict[str, Any]:
        return dict(ImageDetail(get_image(signed_in(request), pk)).data)
