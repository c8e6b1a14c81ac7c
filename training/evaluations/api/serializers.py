"""Suites and evaluations on the wire."""

from typing import Any

from rest_framework import serializers

from training.datasets.models import Sample
from training.evaluations.models import MOST_TARGETS, Evaluation, EvaluationResult, EvaluationTarget, Suite
from training.evaluations.queries.evaluations import percent_of
from training.evaluations.rules.gates import MOST_GATES, GateRule
from training.evaluations.rules.metrics import ALWAYS, USUAL, Metric
from training.evaluations.rules.questions import AnswerPart
from training.evaluations.services.make_suite import MOST_ROWS

SEEDS = 2_147_483_647


class GateIn(serializers.Serializer[Any]):
    """A condition on a metric. ``not_worse`` and ``better`` compare with the first target; ``value`` is their margin."""

    metric = serializers.ChoiceField(choices=Metric.choices)
    rule = serializers.ChoiceField(choices=GateRule.choices)
    value = serializers.FloatField(default=0.0)


class GateOut(GateIn):
    """A gate with what was seen; null: it was not measured, and does not pass."""

    seen = serializers.FloatField(allow_null=True)
    is_passed = serializers.BooleanField()


class SuiteOut(serializers.ModelSerializer[Suite]):
    """A suite; ``dataset_version`` is null once the dataset is gone."""

    dataset_version = serializers.UUIDField(source="version_id", allow_null=True, read_only=True)
    metrics = serializers.ListField(child=serializers.ChoiceField(choices=Metric.choices), read_only=True)
    gates = GateIn(many=True, read_only=True)

    class Meta:
        model = Suite
        fields = [
            "id", "name", "dataset_version", "dataset_name", "version_number", "digest", "split", "most_rows",
            "answer_part", "gives_context", "metrics", "gates", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class SuiteCreate(serializers.Serializer[Any]):
    """A suite to make: rows of a dataset's version (absent: the newest that is ready)."""

    name = serializers.CharField(max_length=120)
    dataset = serializers.UUIDField()
    version = serializers.IntegerField(min_value=1, max_value=SEEDS, required=False, allow_null=True, default=None)
    split = serializers.ChoiceField(choices=[*Sample.Split.choices, ("", "Every row")], required=False, default="")
    most_rows = serializers.IntegerField(
        min_value=1, max_value=MOST_ROWS, required=False, allow_null=True, default=None
    )
    answer_part = serializers.ChoiceField(choices=AnswerPart.choices, required=False, default=AnswerPart.WHOLE)
    gives_context = serializers.BooleanField(required=False, default=False)
    metrics = serializers.ListField(
        child=serializers.ChoiceField(choices=[each for each in Metric.choices if each[0] not in ALWAYS]),
        max_length=len(Metric),
        required=False,
        default=lambda: [str(each) for each in USUAL],
        help_text="The first of them orders rows and the leaderboard. Refusals, time, tokens and points are always measured.",
    )
    gates = GateIn(many=True, required=False, default=list)


class SuiteChange(serializers.Serializer[Any]):
    """What may be changed; what a suite asks and measures stays."""

    name = serializers.CharField(max_length=120, required=False)
    gates = serializers.ListField(child=GateIn(), max_length=MOST_GATES, required=False)


class MeanOut(serializers.Serializer[Any]):
    """The mean over ``count`` rows with its 95 % interval by bootstrap."""

    mean = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    count = serializers.IntegerField()


class TargetDifferenceOut(MeanOut):
    """The difference to the first target on the same rows; ``p`` is how often chance alone gives as much."""

    p = serializers.FloatField()
    better = serializers.IntegerField()
    worse = serializers.IntegerField()
    is_significant = serializers.BooleanField()


class TargetOut(serializers.ModelSerializer[EvaluationTarget]):
    """Who answers, with what its answers came to."""

    summary = serializers.DictField(child=MeanOut(), read_only=True)
    against_first = serializers.DictField(child=TargetDifferenceOut(), read_only=True)
    gates = GateOut(many=True, read_only=True)
    passes = serializers.BooleanField(read_only=True)

    class Meta:
        model = EvaluationTarget
        fields = [
            "position", "kind", "title", "config", "model_name", "provider_name", "summary", "against_first", "gates",
            "passes", "failed_count",
        ]  # fmt: skip
        read_only_fields = fields


class EvaluationOut(serializers.ModelSerializer[Evaluation]):
    """An evaluation with its targets."""

    suite_name = serializers.CharField(source="suite.name", read_only=True)
    targets = TargetOut(many=True, read_only=True)

    class Meta:
        model = Evaluation
        fields = [
            "id", "suite", "suite_name", "state", "seed", "row_count", "problem_code", "problem", "created_at", "ended_at",
            "targets",
        ]  # fmt: skip
        read_only_fields = fields


class EvaluationDetail(EvaluationOut):
    """The same with how far it is."""

    percent = serializers.SerializerMethodField()

    class Meta(EvaluationOut.Meta):
        fields = [*EvaluationOut.Meta.fields, "percent"]
        read_only_fields = fields

    def get_percent(self, evaluation: Evaluation) -> int:
        """Answered rows of all rows."""
        return percent_of(evaluation)


class TargetIn(serializers.Serializer[Any]):
    """Who is to answer. ``knowledge`` false leaves a minion's knowledge bases out."""

    kind = serializers.CharField(max_length=20, help_text="model or minion; `targets` lists what there is.")
    id = serializers.UUIDField()
    knowledge = serializers.BooleanField(required=False)


class EvaluationCreate(serializers.Serializer[Any]):
    """An evaluation to start; the first target is what the others are compared with."""

    suite = serializers.UUIDField()
    targets = serializers.ListField(child=TargetIn(), min_length=1, max_length=MOST_TARGETS)
    seed = serializers.IntegerField(min_value=0, max_value=SEEDS, required=False, default=1)


class ChoiceOut(serializers.Serializer[Any]):
    """Something you can have evaluated."""

    kind = serializers.CharField()
    id = serializers.UUIDField()
    title = serializers.CharField()
    has_knowledge = serializers.BooleanField()


class PassageOut(serializers.Serializer[Any]):
    """A passage that was found for the row; the reference resolves like an answer's citation."""

    source = serializers.CharField()  # type: ignore[assignment]  # the wire has a field of this name
    reference = serializers.CharField()
    text = serializers.CharField()


class CallOut(serializers.Serializer[Any]):
    """A tool call the model made; it was not run."""

    name = serializers.CharField()
    arguments = serializers.CharField()


class ResultOut(serializers.ModelSerializer[EvaluationResult]):
    """What one target answered to one row."""

    position = serializers.IntegerField(source="target.position", read_only=True)
    calls = CallOut(many=True, read_only=True)
    passages = PassageOut(many=True, read_only=True, allow_null=True)
    scores = serializers.DictField(child=serializers.FloatField(), read_only=True)

    class Meta:
        model = EvaluationResult
        fields = [
            "position", "number", "question", "reference", "answer", "calls", "passages", "scores", "error_code", "error",
            "latency_ms", "first_token_ms", "input_tokens", "output_tokens", "points", "at",
        ]  # fmt: skip
        read_only_fields = fields


class TargetStandingOut(serializers.Serializer[Any]):
    """The newest result of a target in a suite."""

    place = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.CharField()
    evaluation = serializers.UUIDField(source="evaluation_id")
    mean = MeanOut()


class SuiteStandingsOut(serializers.Serializer[Any]):
    """A suite's targets, the best first, by its first metric."""

    suite = serializers.UUIDField(source="suite.pk")
    name = serializers.CharField(source="suite.name")
    metric = serializers.ChoiceField(choices=Metric.choices)
    rows = TargetStandingOut(many=True)


class RatingOut(serializers.Serializer[Any]):
    """A model by votes: Bradley-Terry on Elo's scale, 1000 in the middle, with its 95 % interval."""

    name = serializers.CharField()
    rating = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    votes = serializers.IntegerField()
    won = serializers.IntegerField()
    tied = serializers.IntegerField()


class LeaderboardOut(serializers.Serializer[Any]):
    """Who is best, by your suites and by your votes."""

    suites = SuiteStandingsOut(many=True)
    ratings = RatingOut(many=True)
