"""Several models answer one prompt side by side, and the person says which answer is best."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chat.models.run import Run
from project.lib.ids import uuid7


class Comparison(models.Model):
    """One prompt, the models that answer it, and the vote, which is kept as evaluation data."""

    class Verdict(models.TextChoices):
        """What the person said of the answers."""

        OPEN = "", "Not voted"
        WINNER = "winner", "One is best"
        TIE = "tie", "Equally good"
        NONE = "none", "None is good"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="comparisons")
    prompt = models.TextField()
    is_blind = models.BooleanField(default=False, help_text="The models' names are shown after the vote only.")
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True, default=Verdict.OPEN)
    winner = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The position of the best answer.")
    voted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="winner", winner__isnull=False) | (~Q(verdict="winner") & Q(winner__isnull=True)),
                name="a_comparison_has_a_winner_exactly_when_it_says_so",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", voted_at__isnull=True) | (~Q(verdict="") & Q(voted_at__isnull=False)),
                name="a_vote_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "winner", "tie", "none"]), name="comparison_verdict_is_known"
            ),
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="comparisons_of_owner_newest")]

    def __str__(self) -> str:
        return str(self.pk)  # the prompt is for its owner alone

    @property
    def hides_names(self) -> bool:
        """Whether the models' names are still kept back."""
        return self.is_blind and not self.verdict


class ComparisonAnswer(models.Model):
    """One model's place in a comparison. What it said is its run's; its names are kept when the model goes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField()
    language_model = models.ForeignKey("training.LanguageModel", null=True, on_delete=models.SET_NULL, related_name="+")
    model_name = models.CharField(max_length=200)
    provider_name = models.CharField(max_length=80)
    run = models.OneToOneField(Run, null=True, on_delete=models.SET_NULL, related_name="comparison_answer")

    class Meta:
        ordering = ["comparison", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["comparison", "position"], name="a_place_in_a_comparison_is_taken_once"),
            models.UniqueConstraint(
                fields=["comparison", "language_model"],
                condition=~Q(language_model=None),
                name="a_comparison_asks_a_model_once",
            ),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=4), name="a_comparison_has_four_places"),
        ]
        indexes = [models.Index(F("provider_name"), F("model_name"), name="comparison_answers_by_model")]

    def __str__(self) -> str:
        return f"{self.comparison_id} {self.position}"
