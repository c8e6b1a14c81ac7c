"""The endpoints of what a person learns: items, answers, and how far they are."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import Filter, refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent
from project.lib.clock import now
from spirits.api.calendars import valid
from spirits.api.spirits import UUID_PATTERN
from spirits.models import LearningAttempt, LearningItem
from spirits.queries.learning import get_learning_item, learning_items_of, topics_of
from spirits.services.learning import add_item, chance_to_recall, grade_item


class LearningItemOut(serializers.ModelSerializer[LearningItem]):
    """Something to be learned, and when it is due again."""

    recall = serializers.SerializerMethodField(
        help_text="The chance that it is still known, from 0 to 1; null before the first answer."
    )

    class Meta:
        model = LearningItem
        fields = ["id", "topic", "prompt", "answer", "due_at", "recall", "created_at"]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.DOUBLE)
    def get_recall(self, item: LearningItem) -> float | None:
        """By FSRS, now."""
        return chance_to_recall(item, now())


class LearningItemIn(serializers.Serializer[Any]):
    """Something to learn; the same prompt of the same topic is the same item."""

    topic = serializers.CharField(max_length=80)
    prompt = serializers.CharField(max_length=500)
    answer = serializers.CharField(max_length=1_000, required=False, allow_blank=True, default="")


class GradeIn(serializers.Serializer[Any]):
    """How well an item was known."""

    grade = serializers.IntegerField(min_value=1, max_value=4, help_text="1 again, 2 hard, 3 good, 4 easy.")


class LearningAttemptOut(serializers.ModelSerializer[LearningAttempt]):
    """One answer to an item."""

    class Meta:
        model = LearningAttempt
        fields = ["id", "grade", "at"]
        read_only_fields = fields


class TopicOut(serializers.Serializer[Any]):
    """How far somebody is in a topic."""

    topic = serializers.CharField()
    items = serializers.IntegerField(source="number")
    due = serializers.IntegerField()
    latest_answer_at = serializers.DateTimeField(source="latest", allow_null=True)


@extend_schema_view(list=extend_schema(summary="What you learn, what is due first"))
class LearningItemViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Any]):
    """Learning items of the signed-in person."""

    queryset = LearningItem.objects.none()
    serializer_class = LearningItemOut
    lookup_value_regex = UUID_PATTERN
    keyset_order: tuple[str, ...] = ("due_at", "id")
    filters = {
        "topic": Filter(
            serializers.CharField(max_length=80),
            lambda rows, topic: rows.filter(topic=topic),
            meaning="Only of this topic.",
            schema={"type": "string"},
        ),
        "is_due": Filter(
            serializers.BooleanField(),
            lambda rows, is_due: rows.filter(due_at__lte=now()) if is_due else rows.filter(due_at__gt=now()),
            meaning="Only what is due now, or what is not yet.",
            schema={"type": "boolean"},
        ),
    }

    def get_queryset(self) -> QuerySet[LearningItem]:
        """The person's own."""
        return learning_items_of(signed_in(self.request))

    @extend_schema(summary="One learning item", responses=LearningItemOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With its answer."""
        refuse_unknown(request, set())
        return Response(LearningItemOut(get_learning_item(signed_in(request), pk)).data)

    @extend_schema(
        summary="Add something to learn",
        parameters=[IDEMPOTENCY_KEY],
        request=LearningItemIn,
        responses={201: LearningItemOut},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Due at once."""
        refuse_unknown(request, set())
        made = add_item(user=signed_in(request), now=now(), **valid(LearningItemIn(data=request.data)))
        return Response(LearningItemOut(made).data, status=201)

    @extend_schema(summary="Grade an answer", request=GradeIn, responses=LearningItemOut)
    @action(detail=True, methods=["post"])
    def grade(self, request: Request, pk: UUID) -> Response:
        """The item with the time it comes again."""
        refuse_unknown(request, set())
        given = valid(GradeIn(data=request.data))
        graded = grade_item(user=signed_in(request), item_id=pk, grade=given["grade"], now=now())
        return Response(LearningItemOut(graded).data)

    @extend_schema(summary="The answers to an item, newest first", responses=LearningAttemptOut(many=True))
    @action(detail=True, filter_backends=[])
    def attempts(self, request: Request, pk: UUID) -> Response:
        """They are never changed."""
        refuse_unknown(request, {"cursor", "limit"})
        self.keyset_order = ("-at", "-id")
        rows = self.paginate_queryset(get_learning_item(signed_in(request), pk).attempts.all())
        return self.get_paginated_response(LearningAttemptOut(rows, many=True).data)

    @extend_schema(summary="Your topics, with what is due in each", responses=TopicOut(many=True))
    @action(detail=False, filter_backends=[])
    def topics(self, request: Request) -> Response:
        """By name."""
        refuse_unknown(request, {"cursor", "limit"})
        self.keyset_order = ("topic",)
        rows = self.paginate_queryset(topics_of(signed_in(request), now=now()))
        return self.get_paginated_response(TopicOut(rows, many=True).data)
