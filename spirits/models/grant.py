"""Grants: why somebody may use a spirit. Reasons are additive; ending one never touches another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from project.lib.ids import uuid7
from spirits.models.spirit import Spirit


class Grant(models.Model):
    """One reason to use one spirit, from ``starts_at`` until, and not at, ``ends_at`` or ``revoked_at``.

    Plans and free tiers are reasons too, but they follow from subscriptions and standing and have no rows here.
    """

    class Source(models.TextChoices):
        """Where the reason comes from."""

        PURCHASE = "purchase", "Bought"
        BUNDLE = "bundle", "Bought in a bundle"
        STAFF = "granted", "Granted by staff"
        GIFT = "gift", "Given by somebody"
        TRIAL = "trial", "Trial calls"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants")
    spirit = models.ForeignKey(Spirit, on_delete=models.PROTECT, related_name="grants")
    source = models.CharField(max_length=8, choices=Source)
    source_id = models.UUIDField(help_text="The purchase, the staff action or the spirit tried.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Empty: for good.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    calls_limit = models.PositiveIntegerField(null=True, blank=True, help_text="Trial calls; empty: no limit.")
    calls_used = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    actor = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "spirit", "source", "source_id"], name="a_source_grants_a_spirit_once"
            ),
            models.UniqueConstraint(
                fields=["owner", "spirit"],
                condition=Q(source__in=["purchase", "bundle", "gift"], revoked_at__isnull=True),
                name="a_spirit_is_bought_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="a_grant_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(calls_limit__isnull=True) | Q(calls_used__lte=F("calls_limit")),
                name="no_more_trial_calls_than_granted",
            ),
            models.CheckConstraint(
                condition=~Q(source="trial") | Q(calls_limit__isnull=False), name="a_trial_has_a_number_of_calls"
            ),
        ]
        indexes = [models.Index(fields=["owner", "spirit"], name="grants_of_owner_by_spirit")]

    def __str__(self) -> str:
        return f"{self.source} {self.spirit_id}"
