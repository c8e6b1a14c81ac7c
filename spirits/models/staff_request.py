"""What staff asked for above the limit: it happens once a second person has agreed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from project.lib.ids import uuid7


class StaffRequest(models.Model):
    """One action of one member of staff that another one agrees to or refuses. Nothing has moved while it waits."""

    class Verb(models.TextChoices):
        """What is asked for."""

        GIVE = "give", "Give points"
        TAKE = "take", "Take points"
        REFUND = "refund", "Refund"
        GRANT = "grant", "Open a spirit"
        BULK = "bulk", "Open many spirits"

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "Waits for a second person"
        DONE = "done", "Agreed to and done"
        REFUSED = "refused", "Refused"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    verb = models.CharField(max_length=6, choices=Verb)
    key = models.CharField(max_length=200, unique=True)
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    about = models.CharField(max_length=300, help_text="Whom and what it is about, as it was called then.")
    unit = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    payload = models.JSONField(default=dict)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asker_key = models.UUIDField(help_text="Who asked; stays when the person is deleted.")
    asked_at = models.DateTimeField()
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decider_key = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decider_key__isnull=True) | ~Q(decider_key=F("asker_key")),
                name="nobody_agrees_to_their_own_request",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decider_key__isnull=True)
                | Q(state__in=["done", "refused"], decided_at__isnull=False, decider_key__isnull=False),
                name="a_request_is_decided_exactly_when_its_state_says_so",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_request_has_a_reason"),
        ]
        indexes = [models.Index(fields=["-id"], condition=Q(state="waiting"), name="requests_that_wait")]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.about}"
