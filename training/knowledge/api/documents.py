"""The endpoints of single documents and passages."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import PAGE_PARAMETERS, refuse_unknown
from project.api.given import valid
from project.api.headers import IF_MATCH
from project.api.tags import require_match, tagged
from training.knowledge.api.bases import UUID_PATTERN
from training.knowledge.api.serializers import ChunkChange, ChunkOut, CitedOut, DocumentChange, DocumentOut
from training.knowledge.models import Chunk, Document
from training.knowledge.queries.bases import get_document, get_passage, get_readable_document, passages_of
from training.knowledge.queries.citations import cited
from training.knowledge.services.change_document import change_document, reindex_document, remove_document
from training.knowledge.services.edit_passage import edit_passage

START, END = (
    OpenApiParameter(name, int, required=True, description=f"The {which} offset in the document's text.")
    for name, which in (("start", "first"), ("end", "last"))
)


class DocumentViewSet(viewsets.GenericViewSet[Document]):
    """Documents of knowledge bases."""

    queryset = Document.objects.none()
    serializer_class = DocumentOut
    lookup_value_regex = UUID_PATTERN
    keyset_order = ("number", "id")

    @extend_schema(summary="One document", responses=DocumentOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """How far it is, and what became of it; with an ETag."""
        refuse_unknown(request, set())
        return tagged(request, dict(DocumentOut(get_readable_document(signed_in(request), pk)).data))

    @extend_schema(summary="Change a document", parameters=[IF_MATCH], request=DocumentChange, responses=DocumentOut)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Title, tags and metadata."""
        refuse_unknown(request, set())
        document = get_document(signed_in(request), pk)
        require_match(request, dict(DocumentOut(document).data))
        changed = change_document(document=document, **valid(DocumentChange, request))
        return tagged(request, dict(DocumentOut(changed).data))

    @extend_schema(summary="Delete a document with its passages", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete it for good."""
        refuse_unknown(request, set())
        remove_document(document=get_document(signed_in(request), pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Read a document again", request=None, responses={202: DocumentOut, 409: None})
    @action(detail=True, methods=["post"])
    def reindex(self, request: Request, pk: UUID) -> Response:
        """Every passage anew; edits stay where the document still has their passage."""
        refuse_unknown(request, set())
        document = reindex_document(document=get_document(signed_in(request), pk))
        return Response(DocumentOut(document).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(summary="Try a failed document again", request=None, responses={202: DocumentOut, 409: None})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: UUID) -> Response:
        """It goes on where it failed."""
        refuse_unknown(request, set())
        document = reindex_document(document=get_document(signed_in(request), pk), anew=False)
        return Response(DocumentOut(document).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(summary="The passages of a document", responses=ChunkOut(many=True), filters=False)
    @action(detail=True, filter_backends=[])
    def passages(self, request: Request, pk: UUID) -> Response:
        """In their order."""
        refuse_unknown(request, PAGE_PARAMETERS)
        page: Any = self.paginate_queryset(passages_of(get_readable_document(signed_in(request), pk)))  # type: ignore[arg-type]
        return self.get_paginated_response(ChunkOut(page, many=True).data)

    @extend_schema(summary="What a citation leads to", parameters=[START, END], responses=CitedOut, filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def cited(self, request: Request, pk: UUID) -> Response:
        """The passage with its page, and what stands before and behind it."""
        refuse_unknown(request, {"start", "end"})
        start, end = (_offset(request, name) for name in ("start", "end"))
        return Response(CitedOut(cited(get_readable_document(signed_in(request), pk), start, end)).data)


class ChunkViewSet(viewsets.GenericViewSet[Chunk]):
    """Passages, one at a time."""

    queryset = Chunk.objects.none()
    serializer_class = ChunkOut
    lookup_value_regex = UUID_PATTERN

    @extend_schema(summary="One passage", responses=ChunkOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With an ETag."""
        refuse_unknown(request, set())
        return tagged(request, dict(ChunkOut(get_passage(signed_in(request), pk)).data))

    @extend_schema(
        summary="Correct a passage, or keep it from being found",
        description="It is found by its new words at once; the document's file stays as it is.",
        parameters=[IF_MATCH],
        request=ChunkChange,
        responses={200: ChunkOut, 409: None},
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """The passage as it is found from now on."""
        refuse_unknown(request, set())
        passage = get_passage(signed_in(request), pk)
        require_match(request, dict(ChunkOut(passage).data))
        return tagged(request, dict(ChunkOut(edit_passage(passage=passage, **valid(ChunkChange, request))).data))


def _offset(request: Request, name: str) -> int:
    raw = request.query_params.get(name, "")
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 12):
        raise ValidationError({name: ["Expected an offset, such as 120."]})
    return int(raw)
