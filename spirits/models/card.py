"""Cards as the gateway shows them to us: never a number, only what tells one from another."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7


class CardHolder(models.Model):
    """A person as the gateway knows them. The row stays when the person is deleted, so that their cards can be let go."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="card_holder"
    )
    owner_key = models.UUIDField(unique=True, editable=False, help_text="Stays when the person is deleted.")
    gateway_id = models.CharField(max_length=100, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.gateway_id


class Card(models.Model):
    """A card that its person let us charge later. ``removed_at`` is set at once; the gateway forgets it soon after."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    holder = models.ForeignKey(CardHolder, on_delete=models.PROTECT, related_name="cards")
    gateway_id = models.CharField(max_length=100, unique=True)
    brand = models.CharField(max_length=30)
    last4 = models.CharField(max_length=4)
    expires_month = models.PositiveSmallIntegerField()
    expires_year = models.PositiveSmallIntegerField()
    is_default = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    detached_at = models.DateTimeField(null=True, blank=True, help_text="When the gateway forgot it.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_month__gte=1, expires_month__lte=12), name="a_card_has_a_month"),
            models.UniqueConstraint(
                fields=["holder"], condition=Q(is_default=True), name="a_person_has_one_default_card"
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(removed_at__isnull=True), name="a_removed_card_is_no_default"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand} •••• {self.last4}"
