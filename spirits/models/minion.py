"""A minion is an assistant that a person builds; each saved change is a version."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from project.lib.ids import uuid7
from spirits.models.json_checks import is_list_of_at_most
from spirits.models.spirit import SPIRIT_LEVEL, Spirit
from spirits.models.template import MinionTemplate
from spirits.models.tool_server import ToolServer
from spirits.rules.own_variables import MOST_VARIABLES, validate_variables
from spirits.rules.progression import HIGHEST_SPIRIT_LEVEL

MOST_SWITCHED = 500  # tools that one minion has off, or asks about first


class Minion(models.Model):
    """An assistant and its present state; the history is in its versions."""

    class Memory(models.TextChoices):
        """What of a person's memory serves in conversations with it."""

        ALL = "all", "Everything remembered"
        OWN = "own", "Only its own"
        OFF = "off", "Nothing"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="minions")
    name = models.CharField(max_length=80)
    avatar = models.CharField(max_length=16, default="✨", help_text="One emoji.")
    purpose = models.CharField(max_length=300, blank=True)
    instructions = models.TextField(validators=[MaxLengthValidator(20_000)], blank=True)
    language_model = models.ForeignKey(
        "training.LanguageModel", null=True, blank=True, on_delete=models.SET_NULL, related_name="minions"
    )
    starter_questions = ArrayField(models.CharField(max_length=200), default=list, blank=True, size=6)
    template = models.ForeignKey(
        MinionTemplate, null=True, blank=True, on_delete=models.SET_NULL, related_name="minions", editable=False
    )
    spirits = models.ManyToManyField(Spirit, through="MinionSpirit", related_name="minions")
    knowledge_bases = models.ManyToManyField(
        "training.KnowledgeBase", blank=True, related_name="minions", help_text="What it answers from."
    )
    tool_servers = models.ManyToManyField(
        ToolServer, blank=True, related_name="minions", help_text="Other programs whose tools it may use."
    )
    tools_off = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, help_text="Tools that it may not use."
    )
    tools_asked_first = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, help_text="Tools of which each call needs a yes."
    )
    memory = models.CharField(
        max_length=3, choices=Memory, default=Memory.ALL, help_text="What it recalls; off: nor is anything remembered."
    )
    variables = models.JSONField(
        default=list,
        blank=True,
        validators=[validate_variables],
        help_text="Its own variables: name, label, kind, options, default, is_required.",
    )
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_minion_has_a_name"),
            models.CheckConstraint(
                condition=~Q(tools_off__overlap=F("tools_asked_first")),
                name="a_tool_of_a_minion_is_off_or_asks_first",
            ),
            models.CheckConstraint(
                condition=Q(tools_off__len__lte=MOST_SWITCHED, tools_asked_first__len__lte=MOST_SWITCHED),
                name="a_minion_switches_at_most_500_tools",
            ),
            models.CheckConstraint(
                condition=is_list_of_at_most("variables", MOST_VARIABLES), name="a_minion_has_at_most_20_variables"
            ),
            models.CheckConstraint(condition=Q(memory__in=("all", "own", "off")), name="memory_of_a_minion_is_known"),
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="minions_of_owner_newest_first")]

    def __str__(self) -> str:
        return self.name


class MinionSpirit(models.Model):
    """One spirit of a minion with what it has learned. Taken out of its slot it rests, and keeps level and XP."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    minion = models.ForeignKey(Minion, on_delete=models.CASCADE, related_name="minion_spirits")
    # A spirit in use is retired, never deleted.
    spirit = models.ForeignKey(Spirit, on_delete=models.PROTECT, related_name="minion_spirits")
    slot = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Its place from 1; empty: it rests.")
    level = models.PositiveSmallIntegerField(default=1, validators=SPIRIT_LEVEL)
    xp = models.PositiveIntegerField("XP", default=0)

    class Meta:
        ordering = ["minion", "slot", "id"]
        constraints = [
            models.UniqueConstraint(fields=["minion", "spirit"], name="a_minion_has_each_spirit_once"),
            # Deferred, because spirits swap slots within one save.
            models.UniqueConstraint(
                fields=["minion", "slot"],
                name="a_slot_of_a_minion_holds_one_spirit",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=HIGHEST_SPIRIT_LEVEL),
                name="a_minions_spirit_has_a_level_of_1_to_10",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minion_id} {self.slot}"


class MinionVersion(models.Model):
    """What a minion was after one save; never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    minion = models.ForeignKey(Minion, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.JSONField(help_text="Everything that can be edited, as it was.")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["minion", "-number"]
        constraints = [models.UniqueConstraint(fields=["minion", "number"], name="a_minion_has_each_version_once")]

    def __str__(self) -> str:
        return f"{self.minion_id} v{self.number}"
