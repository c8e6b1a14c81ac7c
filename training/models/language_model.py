"""A language model that one provider serves."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from project.lib.ids import uuid7
from training.models.provider import Provider


class LanguageModel(models.Model):
    """A model people can choose; ``name`` is what its provider calls it."""

    class Visibility(models.TextChoices):
        """Who may choose it."""

        EVERYONE = "everyone", "Everyone who may use its provider"
        STAFF = "staff", "Staff only"
        RESTRICTED = "restricted", "The named groups, and the plans that include it"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="language_models")
    name = models.CharField(max_length=200)
    display_name = models.CharField(max_length=120, blank=True)
    family = models.CharField(max_length=60, blank=True)
    parameter_size = models.CharField(max_length=20, blank=True)
    context_length = models.PositiveIntegerField(null=True, blank=True, help_text="Tokens; empty where unknown.")
    max_output_tokens = models.PositiveIntegerField(null=True, blank=True, help_text="Tokens; empty where unknown.")
    can_chat = models.BooleanField(default=True)
    can_use_tools = models.BooleanField(default=False)
    can_see = models.BooleanField(default=False)
    can_embed = models.BooleanField(default=False)
    can_reason = models.BooleanField(default=False)
    input_points_per_million = models.PositiveIntegerField(default=0, help_text="Points per million input tokens.")
    output_points_per_million = models.PositiveIntegerField(default=0, help_text="Points per million output tokens.")
    price_currency = models.CharField(
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{3}$", "Three capital letters, such as EUR.")],
        help_text="What the provider charges in, such as USD; empty where it costs no money.",
    )
    input_price = models.DecimalField(
        max_digits=12,
        decimal_places=4,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text="Money per million input tokens.",
    )
    output_price = models.DecimalField(
        max_digits=12,
        decimal_places=4,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text="Money per million output tokens.",
    )
    visibility = models.CharField(max_length=12, choices=Visibility, default=Visibility.EVERYONE)
    groups = models.ManyToManyField(
        "auth.Group", blank=True, related_name="+", help_text="Who may choose it, where it is restricted."
    )
    tags = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, size=20, help_text="Words to find it by."
    )
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False, help_text="Used where nobody chose a model.")
    is_listed = models.BooleanField(
        default=True, editable=False, help_text="Whether its provider listed it at the last refresh."
    )
    seen_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When the provider last listed it.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="a_provider_serves_a_model_once"),
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_model"
            ),
            models.CheckConstraint(
                condition=models.Q(price_currency__regex=r"^[A-Z]{3}$")
                | models.Q(price_currency="", input_price=0, output_price=0),
                name="a_models_price_has_a_currency",
            ),
            models.CheckConstraint(
                condition=models.Q(input_price__gte=0, output_price__gte=0), name="a_models_price_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.name
