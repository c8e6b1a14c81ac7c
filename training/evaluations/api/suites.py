"""The endpoints of suites."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import refuse_unknown
from project.api.given import valid
from project.api.headers import IDEMPOTENCY_KEY, IF_MATCH
from project.api.idempotency import idempotent
from project.api.tags import require_match, tagged
from training.datasets.queries.datasets import get_dataset, get_version
from training.evaluations.api.serializers import SuiteChange, SuiteCreate, SuiteOut
from training.evaluations.models import Suite
from training.evaluations.queries.evaluations import get_suite, suites_of
from training.evaluations.services.make_suite import change_suite, make_suite, remove_suite

UUID_PATTERN = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"


@extend_schema_view(list=extend_schema(summary="Your suites, newest first"))
class SuiteViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Suite]):
    """Rows of one dataset version, what answers are measured by, and the gates."""

    queryset = Suite.objects.none()
    serializer_class = SuiteOut
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self) -> QuerySet[Suite]:
        """The person's own."""
        return suites_of(signed_in(self.request))

    @extend_schema(summary="One suite", responses=SuiteOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One, with an ETag."""
        refuse_unknown(request, set())
        return tagged(request, self._data(request, pk))

    @extend_schema(summary="Make a suite", parameters=[IDEMPOTENCY_KEY], request=SuiteCreate, responses={201: SuiteOut})
    @idempotent
    def create(self, request: Request) -> Response:
        """A suite that asks the rows of a version, which never change."""
        refuse_unknown(request, set())
        user, given = signed_in(request), valid(SuiteCreate, request)
        version = get_version(get_dataset(user, given.pop("dataset")), given.pop("version"))
        made = make_suite(user=user, version=version, **given)
        return Response(self._data(request, made.pk), status=status.HTTP_201_CREATED)

    @extend_schema(summary="Change a suite", parameters=[IF_MATCH], request=SuiteChange, responses=SuiteOut)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Its name and gates; gates count for evaluations from now on."""
        refuse_unknown(request, set())
        suite = get_suite(signed_in(request), pk)
        require_match(request, self._data(request, pk))
        change_suite(suite=suite, **valid(SuiteChange, request))
        return tagged(request, self._data(request, pk))

    @extend_schema(summary="Delete a suite with its evaluations", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete it for good; a 409 while one of its evaluations is worked on."""
        refuse_unknown(request, set())
        remove_suite(suite=get_suite(signed_in(request), pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _data(self, request: Request, pk: UUID) -> dict[str, Any]:
        return dict(SuiteOut(get_suite(signed_in(request), pk)).data)
