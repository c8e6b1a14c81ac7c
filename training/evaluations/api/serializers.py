"""Suites and evaluations on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from training.datasets.models import Sample
from training.evaluations.models import MOST_TARGETS, Evaluation, EvaluationResult, EvaluationTarget, Suite
from training.evaluations.queries.evaluations import percent_of
from training.evaluations.queries.judging import judged_in
from training.evaluations.rules.gates import MOST_GATES, GateRule
from training.evaluations.rules.judging import LEAST, LONGEST_RUBRIC, MOST
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
    """A suite; ``dataset_version`` is null once the dataset is gone, ``judge`` is empty where no model judges."""

    judge = serializers.SerializerMethodField()
    dataset_version = serializers.UUIDField(source="version_id", allow_null=True, read_only=True)
    metrics = serializers.ListField(child=serializers.ChoiceField(choices=Metric.choices), read_only=True)
    gates = GateIn(many=True, read_only=True)

    class Meta:
        model = Suite
        fields = [
            "id", "name", "dataset_version", "dataset_name", "version_number", "digest", "split", "most_rows",
            "answer_part", "gives_context", "metrics", "gates", "judge", "rubric", "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_judge(self, suite: Suite) -> str:
        """The title of the model that judges."""
        return str(suite.judge["title"]) if suite.judge else ""


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
    judge = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="A model that scores each answer from 1 to 5, too."
    )
    rubric = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_RUBRIC, help_text="Empty: the usual one."
    )


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


class JudgedOut(serializers.Serializer[Any]):
    """What the judge did, and what it took. ``is_target``: it judged its own answers, too."""

    title = serializers.CharField()
    judged = serializers.IntegerField()
    failed = serializers.IntegerField()
    tokens = serializers.IntegerField()
    points = serializers.IntegerField()
    first_problem = serializers.CharField()
    is_target = serializers.BooleanField()


class EvaluationDetail(EvaluationOut):
    """The same with how far it is, and what the judge did; null without one."""

    percent = serializers.SerializerMethodField()
    judge = serializers.SerializerMethodField()

    class Meta(EvaluationOut.Meta):
        fields = [*EvaluationOut.Meta.fields, "percent", "judge"]
        read_only_fields = fields

    @extend_schema_field(JudgedOut(allow_null=True))
    def get_judge(self, evaluation: Evaluation) -> dict[str, Any] | None:
        """Its counts and cost."""
        found = judged_in(evaluation)
        return None if found is None else dict(JudgedOut(found).data)

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


class JudgeAgainIn(serializers.Serializer[Any]):
    """Which answers to judge again."""

    everything = serializers.BooleanField(
        required=False, default=False, help_text="All answers; otherwise those without a verdict."
    )


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
            "latency_ms", "first_token_ms", "input_tokens", "output_tokens", "points", "at", "judge_score", "judge_reason",
            "judge_error", "judge_tokens", "judge_points", "verdict",
        ]  # fmt: skip
        read_only_fields = fields


class VerdictIn(serializers.Serializer[Any]):
    """Your score of one answer: the target's position and the row's number say which."""

    position = serializers.IntegerField(min_value=1, max_value=MOST_TARGETS)
    number = serializers.IntegerField(min_value=0, max_value=SEEDS)
    score = serializers.IntegerField(min_value=LEAST, max_value=MOST)


class CalibratedOut(serializers.Serializer[Any]):
    """A target's mean as people would have given it, between 0 and 1."""

    position = serializers.IntegerField()
    mean = serializers.FloatField()


class WorthOut(serializers.Serializer[Any]):
    """What a judge's score is worth on the scale of people's."""

    score = serializers.IntegerField()
    worth = serializers.FloatField()


class CalibrationOut(serializers.Serializer[Any]):
    """The judge held against people's scores over the whole suite. Null: too few of them, or nothing to tell it by.

    ``kappa`` is Cohen's with quadratic weights; ``bias`` is how much the judge gives more; from ``threshold`` on its score says what
    people call good (4 or 5).
    """

    count = serializers.IntegerField()
    same = serializers.FloatField(allow_null=True)
    within_one = serializers.FloatField(allow_null=True)
    kappa = serializers.FloatField(allow_null=True)
    kappa_low = serializers.FloatField(allow_null=True)
    kappa_high = serializers.FloatField(allow_null=True)
    bias = MeanOut(allow_null=True)
    threshold = serializers.IntegerField(allow_null=True)
    agrees_on_good = serializers.FloatField(allow_null=True)
    worth = WorthOut(many=True)
    targets = CalibratedOut(many=True)


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
