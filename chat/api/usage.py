"""The endpoints of usage: every call, sums, and all of it as CSV."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.queries.signed_in import signed_in
from chat.models import UsageRecord
from chat.queries.usage import GROUPS, Span, csv_rows, usage_by, usage_of
from project.api.filters import Filter, refuse_unknown
from project.lib.clock import now

LONGEST_DAYS = 366
SPAN = [
    OpenApiParameter("from", OpenApiTypes.DATE, description="The first day (UTC); 30 days back when absent."),
    OpenApiParameter("to", OpenApiTypes.DATE, description="The last day, included; today when absent."),
]


class CostOut(serializers.Serializer[Any]):
    """Money: what a provider charges by the price that staff entered for its model."""

    currency = serializers.CharField()
    amount = serializers.DecimalField(max_digits=20, decimal_places=6)


class UsageOut(serializers.ModelSerializer[UsageRecord]):
    """One call."""

    provider = serializers.CharField(source="provider_name", read_only=True)
    model = serializers.CharField(source="model_name", read_only=True)
    cost = CostOut(source="price", read_only=True, allow_null=True)

    class Meta:
        model = UsageRecord
        fields = [
            "id",
            "at",
            "door",
            "kind",
            "state",
            "error_code",
            "provider",
            "model",
            "minion",
            "api_key",
            "run",
            "input_tokens",
            "output_tokens",
            "is_estimated",
            "points",
            "cost",
            "first_token_ms",
            "total_ms",
        ]
        read_only_fields = fields


class UsageSum(serializers.Serializer[Any]):
    """What one group took; only the group's own names are there."""

    day = serializers.DateField(required=False)
    provider = serializers.CharField(source="provider_name", required=False)
    model = serializers.CharField(source="model_name", required=False)
    minion = serializers.UUIDField(source="minion_id", required=False, allow_null=True)
    api_key = serializers.UUIDField(source="api_key_id", required=False, allow_null=True)
    name = serializers.CharField(required=False, allow_null=True)
    door = serializers.CharField(required=False)
    calls = serializers.IntegerField()
    failed = serializers.IntegerField()
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    points = serializers.IntegerField()
    costs = CostOut(many=True, help_text="One for each currency that was spent.")
    first_token_ms = serializers.IntegerField(allow_null=True)
    total_ms = serializers.IntegerField(allow_null=True)


class _SpanIn(serializers.Serializer[Any]):
    """The query's days."""

    by = serializers.ChoiceField(choices=list(GROUPS), default="day")
    to = serializers.DateField(required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """``from`` is a word of the language."""
        return {**super().get_fields(), "from": serializers.DateField(required=False)}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The span is not turned round and not endless."""
        last = attrs.get("to") or now().date()
        first = attrs.get("from") or last - timedelta(days=29)
        if not timedelta(0) <= last - first < timedelta(days=LONGEST_DAYS) or last == date.max:
            raise serializers.ValidationError(
                {"from": [f"Choose up to {LONGEST_DAYS} days, the first not after the last."]}
            )
        return {**attrs, "span": Span(first, last)}


def asked_span(request: Request, *, more: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The span of a request, and how it is to be added up."""
    refuse_unknown(request, {"from", "to"} | more)
    given = _SpanIn(data=request.query_params.dict())
    given.is_valid(raise_exception=True)
    found: dict[str, Any] = given.validated_data
    return found


@extend_schema_view(list=extend_schema(summary="Your calls of models, newest first"))
class UsageViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[UsageRecord]):
    """What the signed-in person's calls took."""

    queryset = UsageRecord.objects.none()
    serializer_class = UsageOut
    keyset_order = ("-at", "-id")
    filters = {
        "door": Filter(
            serializers.ChoiceField(choices=UsageRecord.Door.choices),
            lambda rows, value: rows.filter(door=value),
            meaning="Only calls through this door.",
            schema={"type": "string", "enum": UsageRecord.Door.values},
        ),
        "model": Filter(
            serializers.CharField(max_length=200),
            lambda rows, value: rows.filter(model_name=value),
            meaning="Only calls of this model.",
            schema={"type": "string", "maxLength": 200},
        ),
        "minion": Filter(
            serializers.UUIDField(),
            lambda rows, value: rows.filter(minion=value),
            meaning="Only calls of this minion.",
            schema={"type": "string", "format": "uuid"},
        ),
        "api_key": Filter(
            serializers.UUIDField(),
            lambda rows, value: rows.filter(api_key=value),
            meaning="Only calls by this key.",
            schema={"type": "string", "format": "uuid"},
        ),
    }

    def get_queryset(self) -> QuerySet[UsageRecord]:
        """The person's own."""
        return usage_of(signed_in(self.request))

    @extend_schema(
        summary="Calls, tokens and points added up by day, model, minion, key or door",
        parameters=[OpenApiParameter("by", str, enum=list(GROUPS)), *SPAN],
        responses=UsageSum(many=True),
    )
    @action(detail=False, filter_backends=[], pagination_class=None)
    def summary(self, request: Request) -> Response:
        """The sums; days without calls are left out."""
        asked = asked_span(request, more=frozenset({"by"}))
        return Response(UsageSum(usage_by(signed_in(request), asked["by"], asked["span"]), many=True).data)

    @extend_schema(summary="Every call as CSV", parameters=SPAN, responses={(200, "text/csv"): OpenApiTypes.STR})
    @action(detail=False, filter_backends=[], pagination_class=None)
    def export(self, request: Request) -> StreamingHttpResponse:
        """One line a call, oldest first."""
        return csv_answer(signed_in(request), asked_span(request)["span"])


def csv_answer(user: User, span: Span) -> StreamingHttpResponse:
    """The calls of these days as a file."""
    answer = StreamingHttpResponse(_lines(user, span), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="usage-{span.first}-{span.last}.csv"'
    return answer


def _lines(user: User, span: Span) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in csv_rows(user, span):
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
