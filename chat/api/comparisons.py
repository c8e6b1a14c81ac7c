"""The endpoints of comparisons."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from chat.models import Comparison, ComparisonAnswer
from chat.queries.comparisons import comparisons_of, get_comparison, standings
from chat.rules.limits import LONGEST_MESSAGE
from chat.services.comparisons import MOST, delete_comparison, start_comparison, vote
from project.api.filters import refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent
from project.lib.clock import now


class AnswerOut(serializers.ModelSerializer[ComparisonAnswer]):
    """One model's answer; while the names are kept back, they are empty."""

    model = serializers.SerializerMethodField()
    provider = serializers.SerializerMethodField()
    state = serializers.CharField(source="run.state", default="", read_only=True)
    text = serializers.CharField(source="run.answer.content", default="", read_only=True)
    error_code = serializers.CharField(source="run.error_code", default="", read_only=True)
    output_tokens = serializers.IntegerField(source="run.output_tokens", default=0, read_only=True)

    class Meta:
        model = ComparisonAnswer
        fields = ["position", "model", "provider", "run", "state", "text", "error_code", "output_tokens"]
        read_only_fields = fields

    def get_model(self, answer: ComparisonAnswer) -> str:
        """What its provider calls the model."""
        return "" if answer.comparison.hides_names else answer.model_name

    def get_provider(self, answer: ComparisonAnswer) -> str:
        """Who serves it."""
        return "" if answer.comparison.hides_names else answer.provider_name


class ComparisonOut(serializers.ModelSerializer[Comparison]):
    """A comparison; follow each answer's ``run`` by ``/api/v1/runs/{id}/events``."""

    answers = AnswerOut(many=True, read_only=True)

    class Meta:
        model = Comparison
        fields = ["id", "prompt", "is_blind", "verdict", "winner", "voted_at", "created_at", "answers"]
        read_only_fields = fields


class ComparisonIn(serializers.Serializer[Any]):
    """A comparison to make."""

    prompt = serializers.CharField(max_length=LONGEST_MESSAGE, trim_whitespace=False)
    models = serializers.ListField(child=serializers.UUIDField(), max_length=MOST)
    is_blind = serializers.BooleanField(default=False)


class VoteIn(serializers.Serializer[Any]):
    """Which answer is best; ``winner`` is its position, for the verdict ``winner`` only."""

    verdict = serializers.ChoiceField(choices=["winner", "tie", "none"])
    winner = serializers.IntegerField(min_value=1, max_value=MOST, required=False, allow_null=True)


class StandingOut(serializers.Serializer[Any]):
    """One model in your votes."""

    provider = serializers.CharField(source="provider_name")
    model = serializers.CharField(source="model_name")
    votes = serializers.IntegerField()
    won = serializers.IntegerField()
    tied = serializers.IntegerField()


@extend_schema_view(list=extend_schema(summary="Your comparisons of models, newest first"))
class ComparisonViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Comparison]):
    """Several models on one prompt."""

    queryset = Comparison.objects.none()
    serializer_class = ComparisonOut
    lookup_value_converter = "uuid"
    keyset_order = ("-id",)

    def get_queryset(self) -> QuerySet[Comparison]:
        """The person's own."""
        return comparisons_of(signed_in(self.request))

    @extend_schema(summary="One comparison with its answers", responses=ComparisonOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """The prompt, what each model has said so far, and the vote."""
        refuse_unknown(request, set())
        return Response(ComparisonOut(get_comparison(signed_in(request), pk)).data)

    @extend_schema(
        summary="Ask several models the same",
        parameters=[IDEMPOTENCY_KEY],
        request=ComparisonIn,
        responses={201: ComparisonOut},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Two to four models answer beside each other, each paid like an answer of the chat."""
        refuse_unknown(request, set())
        given = ComparisonIn(data=request.data)
        given.is_valid(raise_exception=True)
        user = signed_in(request)
        made = start_comparison(user=user, now=now(), **given.validated_data)
        return Response(ComparisonOut(get_comparison(user, made.pk)).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Delete a comparison with its answers and vote", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete it for good."""
        refuse_unknown(request, set())
        delete_comparison(user=signed_in(request), comparison_id=pk)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Say which answer is best", request=VoteIn, responses=ComparisonOut)
    @action(detail=True, methods=["post"])
    def vote(self, request: Request, pk: UUID) -> Response:
        """Keep the vote; a later one replaces it. Blind comparisons then show their names."""
        refuse_unknown(request, set())
        given = VoteIn(data=request.data)
        given.is_valid(raise_exception=True)
        vote(user=signed_in(request), comparison_id=pk, now=now(), **given.validated_data)
        return Response(ComparisonOut(get_comparison(signed_in(request), pk)).data)

    @extend_schema(summary="How often each model was found best in your votes", responses=StandingOut(many=True))
    @action(detail=False, filter_backends=[], pagination_class=None)
    def standings(self, request: Request) -> Response:
        """The best first."""
        refuse_unknown(request, set())
        return Response(StandingOut(standings(signed_in(request)), many=True).data)
