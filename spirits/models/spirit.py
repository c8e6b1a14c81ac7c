"""A spirit gives a minion a set of tools; a minion's tools are those of its spirits."""

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.rules.ranks import LEVELS_PER_RANK, Rank
from project.lib.ids import uuid7
from spirits.models.category import Category
from spirits.models.entry import Listed
from spirits.rules.progression import HIGHEST_SPIRIT_LEVEL

SPIRIT_LEVEL = [MinValueValidator(1), MaxValueValidator(HIGHEST_SPIRIT_LEVEL)]


class Tool(Listed):
    """Something a minion can do. The name is what the model calls; the code that does it is registered under it."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60, unique=True)
    description = models.CharField(max_length=500)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class Spirit(Listed):
    """A set of tools with a tier, a price and the rank that unlocks it."""

    class Tier(models.TextChoices):
        """How much of a spirit it is, from free to premium."""

        FREE = "free", "Free"
        BASIC = "basic", "Basic"
        PROFESSIONAL = "professional", "Professional"
        PREMIUM = "premium", "Premium"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60, unique=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="spirits")
    icon = models.CharField(max_length=16, help_text="One emoji.")
    tier = models.CharField(max_length=12, choices=Tier)
    price_cents = models.PositiveIntegerField("price in cents", default=0, help_text="US cents, paid once.")
    price_points = models.PositiveIntegerField("price in points", default=0)
    unlock_rank = models.CharField(max_length=12, choices=Rank, default=Rank.NOVICE)
    unlock_level = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(LEVELS_PER_RANK)],
        help_text="Level in the rank, 1 to 5.",
    )
    summary = models.CharField(max_length=160, help_text="One line for the card.")
    description = models.TextField(validators=[MaxLengthValidator(2_000)], help_text="What it does, for its own page.")
    tools = models.ManyToManyField(Tool, through="SpiritTool", related_name="spirits")

    class Meta:
        ordering = ["category__position", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(tier="free") | Q(price_cents=0, price_points=0),
                name="a_free_spirit_costs_nothing",
                violation_error_message="A free spirit costs nothing: set both prices to 0, or choose another tier.",
            ),
            models.CheckConstraint(
                condition=Q(unlock_level__gte=1, unlock_level__lte=LEVELS_PER_RANK),
                name="a_spirit_unlocks_at_a_level_of_1_to_5",
            ),
            models.CheckConstraint(condition=Q(unlock_rank__in=Rank.values), name="a_spirit_unlocks_at_a_known_rank"),
        ]
        indexes = [models.Index(fields=["state", "tier"], name="spirits_by_state_and_tier")]

    def __str__(self) -> str:
        return self.name


class SpiritTool(models.Model):
    """One tool of a spirit, its place, and the spirit level that opens it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    spirit = models.ForeignKey(Spirit, on_delete=models.CASCADE, related_name="spirit_tools")
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="spirit_tools")
    position = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    unlock_level = models.PositiveSmallIntegerField(default=1, validators=SPIRIT_LEVEL)

    class Meta:
        ordering = ["spirit", "position"]
        constraints = [
            models.UniqueConstraint(fields=["spirit", "tool"], name="a_spirit_has_each_tool_once"),
            # Deferred, because tools swap places within one save.
            models.UniqueConstraint(
                fields=["spirit", "position"],
                name="a_spirit_has_one_tool_in_each_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(unlock_level__gte=1, unlock_level__lte=HIGHEST_SPIRIT_LEVEL),
                name="a_tool_unlocks_at_a_spirit_level_of_1_to_10",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.spirit_id} {self.position}"
