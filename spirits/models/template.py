"""A template is a ready-made minion."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models

from accounts.rules.ranks import Rank, level_of
from project.lib.ids import uuid7
from spirits.models.entry import Listed
from spirits.models.json_checks import is_list_of_at_most
from spirits.models.spirit import Spirit
from spirits.rules.own_variables import MOST_VARIABLES, validate_variables


class MinionTemplate(Listed):
    """A minion to start from: its spirits, what it is for, how it behaves, and questions to open with."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80, unique=True)
    icon = models.CharField(max_length=16, help_text="One emoji.")
    group = models.CharField(max_length=60, help_text="The heading it stands under in the gallery.")
    purpose = models.CharField(max_length=300)
    instructions = models.TextField(validators=[MaxLengthValidator(20_000)])
    starter_questions = ArrayField(models.CharField(max_length=200), default=list, blank=True, size=6)
    variables = models.JSONField(
        default=list,
        blank=True,
        validators=[validate_variables],
        help_text="Variables of the minion's own: name, label, kind, options, default, is_required.",
    )
    spirits = models.ManyToManyField(Spirit, through="MinionTemplateSpirit", related_name="templates")

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "minion template"
        constraints = [
            models.CheckConstraint(
                condition=is_list_of_at_most("variables", MOST_VARIABLES), name="a_template_has_at_most_20_variables"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def unlocks_at(self) -> tuple[str, int]:
        """The rank and level at which all of its spirits can be had: the highest of them."""
        asked = [(row.spirit.unlock_rank, row.spirit.unlock_level) for row in self.template_spirits.all()]
        return max(asked, key=lambda each: level_of(*each), default=(Rank.NOVICE.value, 1))


class MinionTemplateSpirit(models.Model):
    """One spirit of a template, and its place."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    template = models.ForeignKey(MinionTemplate, on_delete=models.CASCADE, related_name="template_spirits")
    spirit = models.ForeignKey(Spirit, on_delete=models.PROTECT, related_name="template_spirits")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["template", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["template", "spirit"], name="a_template_has_each_spirit_once")]

    def __str__(self) -> str:
        return f"{self.template_id} {self.position}"
