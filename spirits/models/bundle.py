"""A bundle sells several spirits at once."""

from django.core.validators import MaxLengthValidator
from django.db import models

from project.lib.ids import uuid7
from spirits.models.entry import Listed
from spirits.models.spirit import Spirit


class Bundle(Listed):
    """Several spirits for one price. What they cost one by one, and the saving, are computed and never stored."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80, unique=True)
    icon = models.CharField(max_length=16, help_text="One emoji.")
    price_cents = models.PositiveIntegerField("price in cents", help_text="US cents, paid once.")
    price_points = models.PositiveIntegerField("price in points")
    is_popular = models.BooleanField("popular", default=False)
    description = models.TextField(validators=[MaxLengthValidator(1_000)])
    spirits = models.ManyToManyField(Spirit, through="BundleSpirit", related_name="bundles")

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class BundleSpirit(models.Model):
    """One spirit in a bundle, and its place."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="bundle_spirits")
    spirit = models.ForeignKey(Spirit, on_delete=models.PROTECT, related_name="bundle_spirits")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["bundle", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["bundle", "spirit"], name="a_bundle_has_each_spirit_once")]

    def __str__(self) -> str:
        return f"{self.bundle_id} {self.position}"
