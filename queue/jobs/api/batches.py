"""The endpoints of batches: look and cancel. Their jobs are listed at ``/jobs?batch=``."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from jobs.api.serializers import BatchOut
from jobs.api.views import UUID_PATTERN
from jobs.models import Batch
from jobs.queries.jobs import batches_of, get_batch
from jobs.services.cancel import cancel_batch
from project.api.filters import refuse_unknown
from project.api.tags import tagged
from project.lib.clock import now


@extend_schema_view(list=extend_schema(summary="Your batches, newest first"))
class BatchViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Batch]):
    """Batches of the signed-in person."""

    queryset = Batch.objects.none()
    serializer_class = BatchOut
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self) -> QuerySet[Batch]:
        """The person's own, counted."""
        return batches_of(signed_in(self.request))

    @extend_schema(summary="One batch", responses=BatchOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """How far it is."""
        refuse_unknown(request, set())
        return tagged(request, BatchOut(get_batch(signed_in(request), pk)).data)

    @extend_schema(summary="Cancel what is left of a batch", request=None, responses=BatchOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        """Waiting jobs end at once, running ones as soon as they look; nothing more is added. Saying it twice is harmless."""
        refuse_unknown(request, set())
        user = signed_in(request)
        cancel_batch(get_batch(user, pk), at=now())
        return Response(BatchOut(get_batch(user, pk)).data)
