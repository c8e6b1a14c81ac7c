"""The endpoints of evaluations and of the leaderboard."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import PAGE_PARAMETERS, Filter, refuse_unknown
from project.api.given import valid
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent
from project.lib.clock import now
from training.evaluations.api.serializers import (
    CalibrationOut,
    ChoiceOut,
    EvaluationCreate,
    EvaluationDetail,
    EvaluationOut,
    JudgeAgainIn,
    LeaderboardOut,
    ResultOut,
    VerdictIn,
)
from training.evaluations.models import Evaluation
from training.evaluations.queries.evaluations import evaluations_of, get_evaluation, get_suite, results_of
from training.evaluations.queries.judging import calibrated, calibration_for, sample_of
from training.evaluations.queries.leaderboard import ratings, standings_of
from training.evaluations.report import write_report
from training.evaluations.services.give_verdict import give_verdict
from training.evaluations.services.start_evaluation import (
    go_on_with_evaluation,
    judge_again,
    remove_evaluation,
    start_evaluation,
    stop_evaluation,
)
from training.evaluations.targets import choices_for

UUID_PATTERN = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"


@extend_schema_view(list=extend_schema(summary="Your evaluations, newest first"))
class EvaluationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Evaluation]):
    """Models and minions measured on the rows of a suite."""

    queryset = Evaluation.objects.none()
    serializer_class = EvaluationOut
    lookup_value_regex = UUID_PATTERN
    filters = {
        "suite": Filter(
            serializers.UUIDField(),
            lambda rows, suite: rows.filter(suite=suite),
            meaning="Only evaluations by this suite.",
            schema={"type": "string", "format": "uuid"},
        ),
        "state": Filter(
            serializers.ChoiceField(choices=Evaluation.State.choices),
            lambda rows, state: rows.filter(state=state),
            meaning="Only evaluations in this state.",
            schema={"type": "string", "enum": Evaluation.State.values},
        ),
    }

    def get_queryset(self) -> QuerySet[Evaluation]:
        """The person's own."""
        return evaluations_of(signed_in(self.request))

    @extend_schema(summary="One evaluation with its figures", responses=EvaluationDetail)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Means with intervals, differences to the first target, gates."""
        refuse_unknown(request, set())
        return Response(self._data(request, pk))

    @extend_schema(
        summary="Start an evaluation",
        description="A job asks every row of every target; follow the evaluation's state, or the job.",
        parameters=[IDEMPOTENCY_KEY],
        request=EvaluationCreate,
        responses={201: EvaluationDetail},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """The evaluation, waiting for its job."""
        refuse_unknown(request, set())
        user, given = signed_in(request), valid(EvaluationCreate, request)
        suite = get_suite(user, given["suite"])
        made = start_evaluation(user=user, suite=suite, targets=given["targets"], seed=given["seed"])
        return Response(self._data(request, made.pk), status=status.HTTP_201_CREATED)

    @extend_schema(summary="Delete an evaluation", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete it with its results; a 409 while it is worked on."""
        refuse_unknown(request, set())
        remove_evaluation(evaluation=get_evaluation(signed_in(request), pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Stop an evaluation", request=None, responses=EvaluationDetail)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, pk: UUID) -> Response:
        """What is answered stays; one that has ended stays as it is."""
        refuse_unknown(request, set())
        stop_evaluation(evaluation=get_evaluation(signed_in(request), pk), at=now())
        return Response(self._data(request, pk))

    @extend_schema(summary="Go on with a stopped or failed evaluation", request=None, responses=EvaluationDetail)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: UUID) -> Response:
        """Answers that are there are kept; those that failed are asked again."""
        refuse_unknown(request, set())
        go_on_with_evaluation(evaluation=get_evaluation(signed_in(request), pk))
        return Response(self._data(request, pk))

    @extend_schema(summary="Judge an ended evaluation again", request=JudgeAgainIn, responses=EvaluationDetail)
    @action(detail=True, methods=["post"])
    def judge(self, request: Request, pk: UUID) -> Response:
        """The verdicts that are missing, or all of them; nobody answers again, and the figures follow."""
        refuse_unknown(request, set())
        judge_again(evaluation=get_evaluation(signed_in(request), pk), **valid(JudgeAgainIn, request))
        return Response(self._data(request, pk))

    @extend_schema(summary="Every row's results", responses=ResultOut(many=True), filters=False)
    @action(detail=True, filter_backends=[])
    def results(self, request: Request, pk: UUID) -> Response:
        """Row by row, in the targets' order."""
        refuse_unknown(request, PAGE_PARAMETERS)
        self.keyset_order = ("number", "target__position", "pk")
        page: Any = self.paginate_queryset(results_of(get_evaluation(signed_in(request), pk)))  # type: ignore[arg-type]
        return self.get_paginated_response(ResultOut(page, many=True).data)

    @extend_schema(
        summary="The report as a PDF file", responses={(200, "application/pdf"): OpenApiTypes.BINARY}, filters=False
    )
    @action(detail=True, filter_backends=[], pagination_class=None)
    def report(self, request: Request, pk: UUID) -> HttpResponse:
        """Figures, intervals, differences and gates."""
        refuse_unknown(request, set())
        evaluation = get_evaluation(signed_in(request), pk)
        answer = HttpResponse(write_report(evaluation), content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="evaluation-{evaluation.pk}.pdf"'
        return answer

    @extend_schema(summary="The judge held against people's scores", responses=CalibrationOut, filters=False)
    @action(detail=True, filter_backends=[], pagination_class=None)
    def calibration(self, request: Request, pk: UUID) -> Response:
        """Agreement, kappa, bias and threshold over the suite, and this evaluation's targets as people would have judged them."""
        refuse_unknown(request, set())
        evaluation = get_evaluation(signed_in(request), pk)
        return Response(_calibration(evaluation))

    @extend_schema(
        summary="Answers to be judged by a person",
        description="A draw over all targets that repeats; the judge's own scores are among the results.",
        responses=ResultOut(many=True),
        filters=False,
    )
    @action(detail=True, filter_backends=[], pagination_class=None)
    def sample(self, request: Request, pk: UUID) -> Response:
        """Up to 50 answers."""
        refuse_unknown(request, set())
        return Response(ResultOut(sample_of(get_evaluation(signed_in(request), pk)), many=True).data)

    @extend_schema(summary="Judge an answer yourself", request=VerdictIn, responses=CalibrationOut)
    @action(detail=True, methods=["post"])
    def verdicts(self, request: Request, pk: UUID) -> Response:
        """A later score of an answer takes the place of an earlier one."""
        refuse_unknown(request, set())
        evaluation = get_evaluation(signed_in(request), pk)
        give_verdict(evaluation=evaluation, at=now(), **valid(VerdictIn, request))
        return Response(_calibration(evaluation))

    @extend_schema(summary="What you can have evaluated", responses=ChoiceOut(many=True), filters=False)
    @action(detail=False, filter_backends=[], pagination_class=None)
    def targets(self, request: Request) -> Response:
        """Models and minions."""
        refuse_unknown(request, set())
        return Response(ChoiceOut(choices_for(signed_in(request)), many=True).data)

    def _data(self, request: Request, pk: UUID) -> dict[str, Any]:
        return dict(EvaluationDetail(get_evaluation(signed_in(request), pk)).data)


def _calibration(evaluation: Evaluation) -> dict[str, Any]:
    found = calibration_for(evaluation.suite)
    told = {
        **asdict(found),
        "worth": [{"score": score, "worth": worth} for score, worth in found.worth.items()],
        "targets": [{"position": at, "mean": mean} for at, mean in calibrated(evaluation, found).items()],
    }
    return dict(CalibrationOut(told).data)


class LeaderboardViewSet(viewsets.ViewSet):
    """Who is best."""

    serializer_class = LeaderboardOut

    @extend_schema(
        summary="Your leaderboard",
        description="By the newest results of each of your suites, and by your votes in comparisons.",
        responses=LeaderboardOut,
    )
    def list(self, request: Request) -> Response:
        """Standings and ratings, the best first."""
        refuse_unknown(request, set())
        user = signed_in(request)
        return Response(LeaderboardOut({"suites": standings_of(user), "ratings": ratings(user)}).data)
