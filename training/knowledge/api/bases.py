"""The endpoints of knowledge bases."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import PAGE_PARAMETERS, Filter, refuse_unknown
from project.api.given import valid
from project.api.headers import IDEMPOTENCY_KEY, IF_MATCH
from project.api.idempotency import idempotent
from project.api.tags import require_match, tagged
from training.datasets.queries.datasets import get_dataset, get_version
from training.knowledge.api.serializers import (
    DocumentAddress,
    DocumentDataset,
    DocumentOut,
    DocumentText,
    DocumentUpload,
    KnowledgeBaseChange,
    KnowledgeBaseCreate,
    KnowledgeBaseOut,
    KnowledgeFoundOut,
    SearchIn,
    StartedOut,
    SyncIn,
    SyncStarted,
)
from training.knowledge.models import KnowledgeBase
from training.knowledge.queries.bases import bases_of, documents_of, get_base, get_readable_base
from training.knowledge.queries.search import Filters, search_knowledge
from training.knowledge.services.add_document import add_dataset, add_text, add_url, upload_document
from training.knowledge.services.change_document import reindex_base
from training.knowledge.services.make_base import change_base, make_base, remove_base
from training.knowledge.services.sync_folder import ask_to_sync
from training.retrieval.query_vector import query_vector

UUID_PATTERN = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"


@extend_schema_view(list=extend_schema(summary="Your knowledge bases, newest first"))
class KnowledgeBaseViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[KnowledgeBase]):
    """Documents that minions answer from."""

    queryset = KnowledgeBase.objects.none()
    serializer_class = KnowledgeBaseOut
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
            meaning="Only knowledge bases with this tag.",
            schema={"type": "string", "maxLength": 40},
        ),
    }

    def get_queryset(self) -> QuerySet[KnowledgeBase]:
        """The person's own."""
        return bases_of(signed_in(self.request))

    @extend_schema(summary="One knowledge base, your own or one you may read", responses=KnowledgeBaseOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One, with an ETag."""
        refuse_unknown(request, set())
        return tagged(request, dict(KnowledgeBaseOut(get_readable_base(signed_in(request), pk)).data))

    @extend_schema(
        summary="Make a knowledge base",
        parameters=[IDEMPOTENCY_KEY],
        request=KnowledgeBaseCreate,
        responses={201: KnowledgeBaseOut},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """A new one without documents."""
        refuse_unknown(request, set())
        made = make_base(user=signed_in(request), **valid(KnowledgeBaseCreate, request))
        return Response(self._data(request, made.pk), status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change a knowledge base",
        parameters=[IF_MATCH],
        request=KnowledgeBaseChange,
        responses=KnowledgeBaseOut,
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Name, description, tags, and how documents are cut from now on."""
        refuse_unknown(request, set())
        base = get_base(signed_in(request), pk)
        require_match(request, self._data(request, pk))
        change_base(base=base, **valid(KnowledgeBaseChange, request))
        return tagged(request, self._data(request, pk))

    @extend_schema(summary="Delete a knowledge base with its documents", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete it for good."""
        refuse_unknown(request, set())
        remove_base(base=get_base(signed_in(request), pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="The documents of a knowledge base, newest first", responses=DocumentOut(many=True), filters=False
    )
    @action(detail=True, filter_backends=[])
    def documents(self, request: Request, pk: UUID) -> Response:
        """Each with how far it is."""
        refuse_unknown(request, PAGE_PARAMETERS)
        page: Any = self.paginate_queryset(documents_of(get_readable_base(signed_in(request), pk)))  # type: ignore[arg-type]
        return self.get_paginated_response(DocumentOut(page, many=True).data)

    @extend_schema(
        summary="Upload a document",
        description="A job reads it; follow the document's state, or the job.",
        parameters=[IDEMPOTENCY_KEY],
        request={"multipart/form-data": DocumentUpload},
        responses={201: DocumentOut},
    )
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    @idempotent
    def upload(self, request: Request, pk: UUID) -> Response:
        """The document, waiting to be read."""
        refuse_unknown(request, set())
        base = get_base(signed_in(request), pk)
        given = valid(DocumentUpload, request)
        file = given["file"]
        made = upload_document(
            base=base, name=file.name or "", chunks=file.chunks(), title=given["title"], tags=given["tags"].split(",")
        )
        return Response(DocumentOut(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Add the document behind an address",
        description="A job fetches it. Addresses within private networks are refused unless the operator allows their host.",
        parameters=[IDEMPOTENCY_KEY],
        request=DocumentAddress,
        responses={201: DocumentOut},
    )
    @action(detail=True, methods=["post"], url_path="add-url")
    @idempotent
    def add_url(self, request: Request, pk: UUID) -> Response:
        """The document, waiting to be fetched."""
        refuse_unknown(request, set())
        made = add_url(base=get_base(signed_in(request), pk), **valid(DocumentAddress, request))
        return Response(DocumentOut(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Add typed words as a document",
        parameters=[IDEMPOTENCY_KEY],
        request=DocumentText,
        responses={201: DocumentOut},
    )
    @action(detail=True, methods=["post"], url_path="add-text")
    @idempotent
    def add_text(self, request: Request, pk: UUID) -> Response:
        """The document, waiting to be read."""
        refuse_unknown(request, set())
        made = add_text(base=get_base(signed_in(request), pk), **valid(DocumentText, request))
        return Response(DocumentOut(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Add a version of one of your datasets as a document",
        description="Each row with a question and an answer becomes a passage of its own.",
        parameters=[IDEMPOTENCY_KEY],
        request=DocumentDataset,
        responses={201: DocumentOut},
    )
    @action(detail=True, methods=["post"], url_path="add-dataset")
    @idempotent
    def add_dataset(self, request: Request, pk: UUID) -> Response:
        """The document, waiting to be read."""
        refuse_unknown(request, set())
        user = signed_in(request)
        base = get_base(user, pk)
        given = valid(DocumentDataset, request)
        made = add_dataset(base=base, version=get_version(get_dataset(user, given["dataset"]), given["version"]))
        return Response(DocumentOut(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Search a knowledge base",
        description="Passages with page, offsets, and every signal that led to their rank; `is_answered` says whether it is in the documents at all.",
        request=SearchIn,
        responses=KnowledgeFoundOut,
    )
    @action(detail=True, methods=["post"])
    def search(self, request: Request, pk: UUID) -> Response:
        """The passages, best first."""
        refuse_unknown(request, set())
        given = valid(SearchIn, request)
        base = get_readable_base(signed_in(request), pk)
        filters = Filters(
            documents=tuple(given["documents"]),
            kinds=tuple(given["kinds"]),
            tags=tuple(tag.lower() for tag in given["tags"]),
            metadata=given["metadata"],
        )
        found = search_knowledge(
            [base], given["q"], limit=given["limit"], filters=filters, vector=query_vector(given["q"])
        )
        return Response(KnowledgeFoundOut(found).data)

    @extend_schema(
        summary="Read every document again",
        description="Each by a job of its own, with the knowledge base's present lengths. What there is is found meanwhile.",
        request=None,
        responses={202: StartedOut},
    )
    @action(detail=True, methods=["post"])
    def reindex(self, request: Request, pk: UUID) -> Response:
        """How many documents are read again."""
        refuse_unknown(request, set())
        count = reindex_base(base=get_base(signed_in(request), pk))
        return Response(StartedOut({"documents": count}).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(
        summary="Bring a knowledge base in step with a folder of the server",
        description="Files are compared by their contents; the outcome stands in `sync_report`.",
        request=SyncIn,
        responses={202: SyncStarted},
    )
    @action(detail=True, methods=["post"])
    def sync(self, request: Request, pk: UUID) -> Response:
        """A job adds what is new, reads again what changed, and removes what is gone."""
        refuse_unknown(request, set())
        base = get_base(signed_in(request), pk)
        job = ask_to_sync(base=base, folder=valid(SyncIn, request).get("folder"))
        return Response(SyncStarted({"job_id": job.pk}).data, status=status.HTTP_202_ACCEPTED)

    def _data(self, request: Request, pk: UUID) -> dict[str, Any]:
        return dict(KnowledgeBaseOut(get_base(signed_in(request), pk)).data)
